/** The order of texts by their bytes as UTF-8, which is that of their code points. */
export function compareBytes(one: string, other: string): number {
  const length = Math.min(one.length, other.length);
  for (let at = 0; at < length; at++) {
    const [a, b] = [one.charCodeAt(at), other.charCodeAt(at)];
    // Units of pairs stand below U+E000 and mean what is above U+FFFF.
    if (a !== b) return (a >= 0xd800 && b >= 0xd800 ? turned(a) - turned(b) : a - b) < 0 ? -1 : 1;
  }
  return Math.sign(one.length - other.length);
}

function turned(unit: number): number {
  return unit >= 0xe000 ? unit - 0x2000 : unit + 0x2000;
}
