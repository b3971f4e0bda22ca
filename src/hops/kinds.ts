import type { Kind } from './kind.ts';

/** Every kind of hop, by name. To add one: a folder and a line here. */
export const kinds: readonly Kind<unknown>[] = [];
