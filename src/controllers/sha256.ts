/**
 * SHA-256 of a text as UTF-8, in hexadecimal (FIPS 180-4). Our own, because controllers also run where Node's crypto does
 * not exist, and the browser's answers only later.
 */
export function sha256(text: string): string {
  const state = primes(8).map((prime) => fraction(Math.sqrt(prime)));
  const round = primes(64).map((prime) => fraction(Math.cbrt(prime)));
  const message = padded(new TextEncoder().encode(text));
  for (let at = 0; at < message.length; at += 16) compress(state, round, message.subarray(at, at + 16));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

function compress(state: number[], round: readonly number[], block: Uint32Array): void {
  const words = [...block];
  for (let at = 16; at < 64; at++) {
    const [near, far] = [words[at - 15]!, words[at - 2]!];
    const small = turned(near, 7) ^ turned(near, 18) ^ (near >>> 3);
    const large = turned(far, 17) ^ turned(far, 19) ^ (far >>> 10);
    words.push((words[at - 16]! + small + words[at - 7]! + large) | 0);
  }
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let at = 0; at < 64; at++) {
    const chosen = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + chosen + round[at]! + words[at]!;
    const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + majority;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = (state[index]! + word) | 0;
}

/** A one, zeros, and the length in bits, to a whole number of 64-byte blocks. */
function padded(bytes: Uint8Array): Uint32Array {
  const words = new Uint32Array((((bytes.length + 8) >> 6) + 1) << 4);
  for (const [index, byte] of bytes.entries()) words[index >> 2]! |= byte << (24 - (index & 3) * 8);
  words[bytes.length >> 2]! |= 0x80 << (24 - (bytes.length & 3) * 8);
  words[words.length - 1] = bytes.length * 8;
  return words;
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The first 32 bits behind the point. */
function fraction(value: number): number {
  return Math.floor((value - Math.floor(value)) * 2 ** 32) | 0;
}

function primes(count: number): readonly number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  return found;
}
