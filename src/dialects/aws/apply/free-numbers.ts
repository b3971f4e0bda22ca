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
 * Of several that share one number each gets another. Undefined: there is none, nobody has
 * the number before it, or one line says it for both.
 */
export function renumbered(all: readonly Numbered[], later: Numbered, last: number): RefusalMend | undefined {
  const taken = new Set(all.map(({ number }) => number));
  const seen = new Map<number, Numbered>();
  for (const each of all) {
    if (each.number === undefined) continue;
    const first = seen.get(each.number);
    if (first === undefined) {
      seen.set(each.number, each);
      continue;
    }
    let free = each.number + 1;
    while (taken.has(free)) free++;
    taken.add(free);
    if (each.resource !== later.resource || each.path.join('.') !== later.path.join('.')) continue;
    return free > last || isSameText(first, each) ? undefined : { title: `give ${each.name} ${each.what} ${free}, the next that nobody has`, edits: [{ edit: 'set', of: identityOf(each.resource), path: each.path, to: free }], certainty: 'proposed' };
  }
  return undefined;
}

function isSameText(one: Numbered, other: Numbered): boolean {
  const [here, there] = [one, other].map(({ resource, path }) => resource.locate(path));
  return one.resource !== other.resource && here !== undefined && here.file === there?.file && here.line === there.line && here.column === there.column;
}
