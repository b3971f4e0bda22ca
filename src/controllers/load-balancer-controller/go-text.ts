/** How Go prints a list of texts with `%v`: `[a b]`. */
export function goList(texts: readonly string[]): string {
  return `[${texts.join(' ')}]`;
}

/** How Go prints a set of strings with `%v`, which is a map to nothing: `map[a:{} b:{}]`. */
export function goSet(values: Iterable<string>): string {
  return `map[${[...new Set(values)].sort().map((value) => `${value}:{}`).join(' ')}]`;
}

/** How Go prints the members of a set in order, as `List()` gives them: `[a b]`. */
export function goSorted(values: Iterable<string>): string {
  return goList([...new Set(values)].sort());
}
