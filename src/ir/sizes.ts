/** Bytes up to which the size of a request's head is worth no word. */
const usual = 8192;

/** What is above the usual size in the head of a request: bytes of its line, of its longest header, and of all headers. */
export function sizesOf(line: readonly string[], headers: readonly (readonly [name: string, value: string])[]): Partial<Record<'line.bytes' | 'header.bytes' | 'headers.bytes', number>> {
  const each = headers.map(([name, value]) => name.length + value.length + ': '.length);
  const sizes = { 'line.bytes': line.join(' ').length, 'header.bytes': Math.max(0, ...each), 'headers.bytes': each.reduce((sum, size) => sum + size + 2, 0) };
  return Object.fromEntries(Object.entries(sizes).filter(([, size]) => size > usual));
}
