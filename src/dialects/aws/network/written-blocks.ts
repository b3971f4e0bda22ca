import { blockOf, isAddress, type Block } from '../../../ir/address.ts';

/** A block of addresses as AWS takes one: an address with a length behind it. */
export function writtenBlock(cidr: string): Block | undefined {
  return whyNoBlock(cidr) === undefined ? blockOf(cidr) : undefined;
}

/** Why a text is no block of addresses; undefined: it is one. */
export function whyNoBlock(cidr: string): string | undefined {
  const [address = '', length] = cidr.split('/');
  if (!isAddress(address)) return /^\d+(?:\.\d+)*$/.test(address) ? 'an IPv4 address has four numbers from 0 to 255, without zeros in front of them' : `${address === '' ? 'nothing' : address} is no address`;
  const all = address.includes(':') ? 128 : 32;
  if (length === undefined) return `it is an address without a length; ${address}/${all} is this address alone`;
  return blockOf(cidr) === undefined ? `the length /${length} is not from 0 to ${all}` : undefined;
}

/** Whether two blocks have an address in common. */
export function meet(one: Block, other: Block): boolean {
  return one.first.length === other.first.length && one.first <= other.last && other.first <= one.last;
}

/** Whether every address of the second block is in the first one. */
export function encloses(one: Block, other: Block): boolean {
  return one.first.length === other.first.length && one.first <= other.first && other.last <= one.last;
}
