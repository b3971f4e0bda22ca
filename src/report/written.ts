import type { Written } from './answer.ts';
import { visible } from './escape.ts';

/** What a mend writes: lines of a patch, what it changes of resources that no file holds, and the command that does it there. */
export function writtenLines({ patch, changes, command }: Written & { readonly command?: string }): readonly string[] {
  return [...(patch === '' ? [] : patch.trimEnd().split('\n')), ...changes, ...(command === undefined ? [] : command.split(' && ').map((each) => `$ ${each}`))].map(visible);
}
