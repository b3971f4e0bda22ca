import { vpcsOf } from '../dialects/aws/network/vpcs.ts';
import { publicBlocks, publicBlocks6 } from '../facts/networks.ts';
import { addressOf, apart, blockOf, contains } from '../ir/address.ts';
import type { Estate } from '../resource/estate.ts';

/** Where a client on the internet may have its address: to an address of IPv6 only one of IPv6 sends, and none that a VPC of the inputs has. */
export function clientBlocks(estate: Estate, host: string): readonly string[] {
  if (!host.includes(':')) return publicBlocks;
  const own = [...vpcsOf(estate).values()].flatMap(({ cidrs }) => cidrs.written.filter((cidr) => cidr.includes(':')));
  return publicBlocks6.flatMap((cidr) => without(cidr, own));
}

/** What is left of a block: itself, or halves of halves of it. */
function without(cidr: string, holes: readonly string[]): readonly string[] {
  const met = holes.filter((hole) => apart(cidr, hole) === false);
  if (met.length === 0) return [cidr];
  if (met.some((hole) => contains(hole, cidr) === true)) return [];
  return halvesOf(cidr).flatMap((half) => without(half, met));
}

function halvesOf(cidr: string): readonly string[] {
  const length = Number(cidr.slice(cidr.indexOf('/') + 1));
  const key = blockOf(cidr)!.first;
  const at = 1 + Math.floor(length / 16);
  const second = `${key.slice(0, at)}${String.fromCharCode(key.charCodeAt(at) | (0x8000 >> length % 16))}${key.slice(at + 1)}`;
  return [key, second].map((each) => `${addressOf(each)}/${length + 1}`);
}
