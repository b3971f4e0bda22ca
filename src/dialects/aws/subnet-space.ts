import { subnetAddresses } from '../../facts/vpc-limits.ts';
import type { Estate } from '../../resource/estate.ts';
import { count } from './references.ts';
import { interfacesIn, type Interface } from './network/interfaces.ts';
import type { Subnet } from './network/subnets.ts';

/** The addresses of a subnet: how many AWS hands out, and which of them the inputs take. */
export interface Space {
  readonly prefix: number;
  readonly usable: number;
  readonly interfaces: readonly Interface[];
  /** Of the interfaces that the inputs hold; there may be more. */
  readonly used: number;
  /** As AWS counts them, where it was asked; else what the inputs leave. */
  readonly free: number;
}

/** What room a subnet has for IPv4 addresses; undefined where no input says its block. */
export function spaceOf(estate: Estate, { key, cidrs, resource }: Subnet): Space | undefined {
  const prefix = Number(/^\d+(?:\.\d+){3}\/(\d+)$/.exec(cidrs.written.find((each) => !each.includes(':')) ?? '')?.[1] ?? Number.NaN);
  if (!Number.isInteger(prefix) || prefix > 32) return undefined;
  const usable = Math.max(0, 2 ** (32 - prefix) - subnetAddresses.kept);
  const interfaces = interfacesIn(estate, { subnet: key });
  const used = interfaces.reduce((sum, each) => sum + taken(each), 0);
  return { prefix, usable, interfaces, used, free: count(resource.body['available_ip_address_count']) ?? usable - used };
}

/** Every interface has at least one; a delegated prefix is sixteen (EC2 guide, "Assign prefixes to network interfaces"). */
function taken({ addresses, prefixes }: Interface): number {
  const fours = addresses.filter((address) => !address.includes(':')).length;
  return Math.max(1, fours) + prefixes.written.filter((prefix) => !prefix.includes(':')).length * subnetAddresses.perPrefix;
}
