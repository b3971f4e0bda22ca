/**
 * Addresses and address blocks, IPv4 and IPv6. An IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) is the IPv4 address.
 * An address becomes a key: a family digit and the packed address, two bytes a code unit, so that a block is a range of
 * keys and keys sort as addresses do.
 */
export interface Block {
  /** First and last address, as keys of equal length; both belong to the block. */
  readonly first: string;
  readonly last: string;
}

/** Reads an address strictly: no leading zeros in IPv4, no zone, no brackets. Undefined: not an address. */
export function addressKey(text: string): string | undefined {
  const units = text.includes(':') ? unitsOfSix(text) : unitsOfFour(text);
  return units === undefined ? undefined : keyOf(units);
}

/** Whether a text is an IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  return addressKey(text) !== undefined;
}

/** Reads `10.0.0.0/8`, or an address as a block of one. Bits below the mask are ignored, as all providers do when matching. */
export function blockOf(cidr: string): Block | undefined {
  const slash = cidr.indexOf('/');
  const key = addressKey(slash < 0 ? cidr : cidr.slice(0, slash));
  if (key === undefined) return undefined;
  const written = cidr.slice(slash + 1);
  if (slash >= 0 && !/^(0|[1-9][0-9]{0,2})$/.test(written)) return undefined;
  const mapped = key[0] === '4' && cidr.includes(':');
  const size = mapped ? 128 : (key.length - 1) * 16;
  const length = slash < 0 ? size : Number(written);
  if (length > size || (mapped && length < 96)) return undefined;
  return masked(key, mapped ? length - 96 : length);
}

/** Whether the block takes the address; undefined if one of the two does not parse. */
export function covers(cidr: string, address: string): boolean | undefined {
  const block = blockOf(cidr);
  const key = addressKey(address);
  if (block === undefined || key === undefined) return undefined;
  return key.length === block.first.length && block.first <= key && key <= block.last;
}

/** Whether no address is in both blocks; undefined if one of the two does not parse. */
export function apart(one: string, other: string): boolean | undefined {
  const [a, b] = [blockOf(one), blockOf(other)];
  return a === undefined || b === undefined ? undefined : a.first.length !== b.first.length || a.last < b.first || b.last < a.first;
}

/** Whether every address of the second block is in the first one; undefined if one of the two does not parse. */
export function contains(block: string, inner: string): boolean | undefined {
  const [a, b] = [blockOf(block), blockOf(inner)];
  return a === undefined || b === undefined ? undefined : a.first.length === b.first.length && a.first <= b.first && b.last <= a.last;
}

/** The address a key stands for, IPv6 in its short form (RFC 5952). */
export function addressOf(key: string): string {
  const units = [...key.slice(1)].length === 0 ? [] : Array.from({ length: key.length - 1 }, (_, at) => key.charCodeAt(at + 1));
  if (key[0] === '4') return units.flatMap((unit) => [unit >> 8, unit & 255]).join('.');
  let [from, length] = [-1, 1];
  for (let at = 0; at < units.length; at++) {
    let end = at;
    while (units[end] === 0) end++;
    if (end - at > length) [from, length] = [at, end - at];
  }
  const hex = units.map((unit) => unit.toString(16));
  return from < 0 ? hex.join(':') : `${hex.slice(0, from).join(':')}::${hex.slice(from + length).join(':')}`;
}

function masked(key: string, length: number): Block {
  let [first, last] = [key[0]!, key[0]!];
  for (let at = 1; at < key.length; at++) {
    const free = Math.min(16, Math.max(0, at * 16 - length));
    const mask = (1 << free) - 1;
    first += String.fromCharCode(key.charCodeAt(at) & ~mask);
    last += String.fromCharCode(key.charCodeAt(at) | mask);
  }
  return { first, last };
}

function keyOf(units: readonly number[]): string {
  const mapped = units.length === 8 && units[5] === 0xffff && units.slice(0, 5).every((unit) => unit === 0);
  const packed = mapped ? units.slice(6) : units;
  return (packed.length === 2 ? '4' : '6') + String.fromCharCode(...packed);
}

function unitsOfFour(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part) && Number(part) < 256)) return undefined;
  const [a, b, c, d] = parts.map(Number) as [number, number, number, number];
  return [a * 256 + b, c * 256 + d];
}

function unitsOfSix(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = unitsOfGroups(halves[0]!, halves.length === 1);
  const tail = halves.length === 1 ? [] : unitsOfGroups(halves[1]!, true);
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array.from({ length: missing }, () => 0), ...tail];
}

/** The last group may be an IPv4 address, if the groups are the end of the address. */
function unitsOfGroups(text: string, ends: boolean): number[] | undefined {
  if (text === '') return [];
  const units: number[] = [];
  const groups = text.split(':');
  for (const [at, group] of groups.entries()) {
    if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      units.push(parseInt(group, 16));
      continue;
    }
    const four = ends && at === groups.length - 1 ? unitsOfFour(group) : undefined;
    if (four === undefined) return undefined;
    units.push(...four);
  }
  return units;
}
