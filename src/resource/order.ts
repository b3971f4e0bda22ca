/** The order of texts that depends on no language: by code unit, as Go and etcd sort names of ASCII. */
export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
