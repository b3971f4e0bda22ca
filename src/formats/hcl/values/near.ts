/** Of names that are there the one that somebody who wrote this may have meant, as the end of a message; empty where none is near. */
export function near(written: string, names: Iterable<string>): string {
  const found = nearest(written, names);
  return found === undefined ? '' : ` Did you mean "${found}"?`;
}

/** The name that is at most a third of its letters away. */
export function nearest(written: string, names: Iterable<string>): string | undefined {
  let best: { readonly name: string; readonly steps: number } | undefined;
  for (const name of names) {
    const most = Math.max(1, Math.floor(Math.max(name.length, written.length) / 3));
    if (Math.abs(name.length - written.length) > most) continue;
    const steps = distance(written, name);
    if (steps > 0 && steps <= most && (best === undefined || steps < best.steps)) best = { name, steps };
  }
  return best?.name;
}

/** Letters to add, take away, change or swap with the next one; of names, which are short. */
function distance(one: string, other: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const changed = row[j - 1]! + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? before[j - 2]! + 1 : changed;
      next.push(Math.min(next[j - 1]! + 1, row[j]! + 1, changed, swapped));
    }
    before = row;
    row = next;
  }
  return row[other.length]!;
}
