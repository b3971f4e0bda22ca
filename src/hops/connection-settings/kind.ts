import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { SettingsSpec } from './spec.ts';

/** Right behind the connection manager's own work on a request: what ProxyConfig.connectionSettings add to it. */
export const kind: Kind<SettingsSpec> = { name: 'connection-settings', stage: 'filter', order: 16, answers: ['pod', 'chain'], read, lower };
