import { build, install } from './steps.mjs';

process.exitCode = install() || build();
