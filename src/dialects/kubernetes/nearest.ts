/** The name somebody meant by `written`: equal but for case, or a slip of the keyboard away; undefined if none is near. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const folded = written.toLowerCase();
  let best: string | undefined;
  let least = Math.min(3, Math.floor(written.length / 3) + 1);
  for (const name of names) {
    const distance = name.toLowerCase() === folded ? 0 : distanceOf(folded, name.toLowerCase(), least);
    if (distance < least || (distance === least && best === undefined && distance <= Math.max(1, Math.floor(written.length / 4)))) {
      best = name;
      least = distance;
    }
  }
  return best;
}

/** Edits between two texts (a swap of neighbours is one); anything above `limit` is reported as more than it. */
function distanceOf(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const line = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min((above[column] ?? 0) + 1, (line[column - 1] ?? 0) + 1, (above[column - 1] ?? 0) + (same ? 0 : 1));
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) cost = Math.min(cost, (before[column - 2] ?? 0) + 1);
      line.push(cost);
    }
    before = above;
    above = line;
  }
  return above[b.length] ?? limit + 1;
}
