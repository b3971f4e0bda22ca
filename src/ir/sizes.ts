/** Bytes up to which the size of a request's head is worth no word; of its parts, which may be limited to less. */
const usual = 8192;
const usualPart = 512;

type Size = 'line.bytes' | 'header.bytes' | 'headers.bytes' | 'path.bytes' | 'query.bytes' | 'cookie.bytes';

/** What is above the usual size in the head of a request: bytes of its line, path, query and cookies, of its longest header, and of all headers. */
export function sizesOf(line: readonly [method: string, target: string, version: string], headers: readonly (readonly [name: string, value: string])[]): Partial<Record<Size, number>> {
  const each = headers.map(([name, value]) => name.length + value.length + ': '.length);
  const sizes = { 'line.bytes': line.join(' ').length, 'header.bytes': Math.max(0, ...each), 'headers.bytes': each.reduce((sum, size) => sum + size + 2, 0) };
  const [path = '', ...query] = line[1].split('?');
  const cookies = headers.filter(([name]) => name.toLowerCase() === 'cookie').map(([, value]) => value);
  const parts = { 'path.bytes': path.length, 'query.bytes': query.join('?').length, 'cookie.bytes': cookies.join('; ').length };
  return Object.fromEntries([...Object.entries(sizes).filter(([, size]) => size > usual), ...Object.entries(parts).filter(([, size]) => size > usualPart)]);
}
