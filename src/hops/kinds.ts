import type { Kind } from './kind.ts';
import { kind as workload } from './workload/kind.ts';

/** Every kind of hop, by name. To add one: a folder and a line here. */
export const kinds: readonly Kind<unknown>[] = [
  workload,
];
