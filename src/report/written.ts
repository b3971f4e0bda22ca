import type { Written } from './answer.ts';
import { visible } from './escape.ts';

/** What a mend writes: lines of a patch, and what it changes of resources that no file holds. */
export function writtenLines({ patch, changes }: Written): readonly string[] {
  return [...(patch === '' ? [] : patch.trimEnd().split('\n')), ...changes].map(visible);
}
