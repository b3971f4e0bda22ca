/** A piece of a pattern: a letter, `?`, `*` within a name, `**` over folders, or a class. */
type Piece = string | { readonly any: 'letter' | 'name' | 'path' } | { readonly not: boolean; readonly of: readonly (readonly [string, string])[] };

/**
 * Whether paths fit a pattern, as doublestar has it: `*` and `?` stay within a name, `**` as a whole name takes any number of
 * folders, `{a,b}` is either, `[a-z]` a class. Undefined: it is no pattern. There are at most 200 ways to read the braces.
 */
export function globs(pattern: string): ((path: string) => boolean) | undefined {
  const readings = alternatives(pattern);
  const all = readings?.map(pieces);
  if (all === undefined || all.includes(undefined)) return undefined;
  return (path) => all.some((each) => fits(each!, path));
}

function alternatives(pattern: string): readonly string[] | undefined {
  let open = [pattern];
  for (let rounds = 0; rounds < 50; rounds++) {
    const next = open.flatMap(expanded);
    if (next.length > 200) return undefined;
    if (next.length === open.length) return next.some((each) => /(?<!\\)[{}]/.test(each)) ? undefined : next;
    open = next;
  }
  return undefined;
}

/** The innermost braces, taken apart. */
function expanded(pattern: string): readonly string[] {
  const found = /(?<!\\)\{([^{}]*)\}/.exec(pattern);
  return found === null ? [pattern] : found[1]!.split(',').map((each) => pattern.slice(0, found.index) + each + pattern.slice(found.index + found[0].length));
}

function pieces(pattern: string): readonly Piece[] | undefined {
  const made: Piece[] = [];
  for (let at = 0; at < pattern.length; ) {
    const letter = pattern[at]!;
    const whole = /^\*\*(?:\/|$)/.exec(pattern.slice(at));
    if (whole !== null && (at === 0 || pattern[at - 1] === '/')) {
      made.push({ any: 'path' });
      at += whole[0].length;
    } else if (letter === '[') {
      const found = /^\[(\^|!)?((?:\\.|[^\]\\])+)\]/.exec(pattern.slice(at));
      if (found === null) return undefined;
      made.push({ not: found[1] !== undefined, of: [...found[2]!.matchAll(/\\?(.)(?:-\\?(.))?/gs)].map(([, from, to]) => [from!, to ?? from!] as const) });
      at += found[0].length;
    } else if (letter === '\\') {
      if (at + 1 >= pattern.length) return undefined;
      made.push(pattern[at + 1]!);
      at += 2;
    } else {
      made.push(letter === '*' ? { any: 'name' } : letter === '?' ? { any: 'letter' } : letter);
      at++;
    }
  }
  return made;
}

/** All places of the pattern that a path can have come to are kept, so time is the product of the lengths. */
function fits(pattern: readonly Piece[], path: string): boolean {
  let at = closed(pattern, new Set([0]), true);
  for (let index = 0; index < path.length && at.size > 0; index++) {
    const letter = path[index]!;
    const next = new Set<number>();
    for (const place of at) {
      const piece = pattern[place];
      if (piece === undefined) continue;
      if (typeof piece === 'string' ? piece === letter : 'any' in piece ? piece.any === 'letter' && letter !== '/' : letter !== '/' && piece.of.some(([from, to]) => from <= letter && letter <= to) !== piece.not) next.add(place + 1);
      else if (typeof piece === 'object' && 'any' in piece && (piece.any === 'path' || (piece.any === 'name' && letter !== '/'))) next.add(place);
    }
    at = closed(pattern, next, letter === '/');
  }
  return [...at].some((place) => place >= pattern.length);
}

/** A star may take nothing more; `**` ends where a name begins, or with the path. */
function closed(pattern: readonly Piece[], places: Set<number>, atName: boolean): Set<number> {
  for (const place of places) {
    const piece = pattern[place];
    if (typeof piece === 'object' && 'any' in piece && (piece.any === 'name' || (piece.any === 'path' && (atName || place === pattern.length - 1)))) places.add(place + 1);
  }
  return places;
}
