import { identityOf, type Path, type Resource } from '../../../resource/resource.ts';
import type { RefusalMend } from './refusal.ts';

/** Something that has a number which nothing beside it may have, too. */
export interface Numbered {
  readonly resource: Resource;
  readonly path: Path;
  /** What it is called in the mend's title. */
  readonly name: string;
  readonly number: number | undefined;
  /** The kind of number it is: `priority`, `entry`. */
  readonly what: string;
}

/**
 * Gives what comes later the next number that nobody beside it has: it is still looked at behind the one that has its number now.
 * Of several that share one number each gets another. Undefined: there is none, or nobody has the number before it.
 */
export function renumbered(all: readonly Numbered[], later: Numbered, last: number): RefusalMend | undefined {
  const taken = new Set(all.map(({ number }) => number));
  const seen = new Set<number>();
  for (const each of all) {
    if (each.number === undefined) continue;
    if (!seen.has(each.number)) {
      seen.add(each.number);
      if (each.resource === later.resource && each.path.join('.') === later.path.join('.')) return undefined;
      continue;
    }
    let free = each.number + 1;
    while (taken.has(free)) free++;
    taken.add(free);
    if (each.resource !== later.resource || each.path.join('.') !== later.path.join('.')) continue;
    return free > last ? undefined : { title: `give ${each.name} ${each.what} ${free}, the next that nobody has`, edits: [{ edit: 'set', of: identityOf(each.resource), path: each.path, to: free }], certainty: 'proposed' };
  }
  return undefined;
}
