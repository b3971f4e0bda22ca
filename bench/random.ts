/** Repeatable randomness: the same seed gives the same workload on every machine. */
export interface Random {
  /** A whole number from 0 on and below `below`. */
  upTo(below: number): number;
  pick<T>(from: readonly T[]): T;
  chance(part: number): boolean;
}

export function randomOf(seed: number): Random {
  let state = seed;
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const upTo = (below: number): number => Math.floor(next() * below);
  return { upTo, pick: (from) => from[upTo(from.length)]!, chance: (part) => next() < part };
}

/** `count` pronounceable words. */
export function words(count: number, seed: number): readonly string[] {
  const random = randomOf(seed);
  const made = new Set<string>();
  while (made.size < count) {
    let word = '';
    for (let syllable = 2 + random.upTo(2); syllable > 0; syllable--) word += random.pick([...'bcdfghklmnprstvw']) + random.pick([...'aeiou']);
    made.add(word);
  }
  return [...made];
}
