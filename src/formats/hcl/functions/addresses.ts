/** A block of addresses: its first one, how many bits of it are fixed, and how many there are. */
export interface Block {
  readonly address: bigint;
  readonly length: number;
  readonly bits: 32 | 128;
  /** IPv6 that stands for IPv4, which Go takes for IPv4 in some places. */
  readonly mapped: boolean;
}

/** The block that a text says, as Terraform's parser of Go 1.16's ancestry reads it: zeros in front are no octal. */
export function blockIn(text: string): Block | undefined {
  if (text.length > 60) return undefined;
  const [, written, digits] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (written === undefined || digits === undefined) return undefined;
  const four = fourIn(written);
  const address = four ?? sixIn(written);
  const bits = four === undefined ? 128 : 32;
  const length = Number(digits);
  if (address === undefined || length > bits) return undefined;
  const free = BigInt(bits - length);
  return { address: (address >> free) << free, length, bits, mapped: bits === 128 && address >> 32n === 0xffffn };
}

function fourIn(text: string): bigint | undefined {
  const parts = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text)?.slice(1).map(Number);
  return parts === undefined || parts.some((part) => part > 255) ? undefined : parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function sixIn(text: string): bigint | undefined {
  const [, front, last] = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text) ?? [];
  const four = last === undefined ? undefined : fourIn(last);
  if (last !== undefined && four === undefined) return undefined;
  const plain = four === undefined ? text : `${front!}${(four >> 16n).toString(16)}:${(four & 0xffffn).toString(16)}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const count = head!.length + (tail?.length ?? 0);
  if (tail === undefined ? count !== 8 : count > 7) return undefined;
  const groups = [...head!, ...Array.from({ length: 8 - count }, () => '0'), ...(tail ?? [])];
  if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** An address as Go prints it: of IPv6 the longest run of zeros is left out, the first of several. */
export function addressText(address: bigint, bits: 32 | 128): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => String((address >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, at) => ((address >> BigInt(112 - 16 * at)) & 0xffffn).toString(16));
  let [from, length] = [-1, 1];
  for (let at = 0; at < 8; ) {
    let end = at;
    while (groups[end] === '0') end++;
    if (end - at > length) [from, length] = [at, end - at];
    at = Math.max(end, at + 1);
  }
  return from < 0 ? groups.join(':') : `${groups.slice(0, from).join(':')}::${groups.slice(from + length).join(':')}`;
}
