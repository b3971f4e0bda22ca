import type { JsonObject } from '../../../resource/resource.ts';
import { inBlocks } from '../../../dialects/aws/addresses.ts';
import { sourceNat } from '../../../facts/network-load-balancer.ts';
import { body } from '../../controller.ts';
import type { Subnet } from '../facts.ts';
import { goList } from '../go-text.ts';
import { settled } from '../network/found.ts';
import { subnetsByDiscovery, subnetsByNameOrId, type SubnetWish } from '../network/subnets.ts';
import { field, named, type ServiceDrafting } from './drafting.ts';
import { existingOf } from './scheme.ts';

type Scheme = 'internal' | 'internet-facing';

/** Where the load balancer stands: what is asked for, else where it stands already, else what is found by tags and routes. Undefined: not known, or refused. */
export function subnetsOf(drafting: ServiceDrafting, scheme: Scheme): readonly Subnet[] | undefined {
  const { annotations, facts, service } = drafting;
  const wish: SubnetWish = { type: 'network', scheme };
  const written = annotations.list('subnets');
  if (written !== undefined) return settled(drafting, subnetsByNameOrId(facts, written, wish), annotations.place('subnets'), undefined);
  const existing = existingOf(drafting);
  const at = annotations.text('scheme') === undefined ? field(service) : annotations.place('scheme');
  if (existing?.scheme === scheme && existing.subnets.length > 0) return settled(drafting, subnetsByNameOrId(facts, existing.subnets, wish), at, undefined);
  return settled(drafting, subnetsByDiscovery(facts, wish), at, undefined);
}

/** One mapping a subnet, with the addresses that annotations fix. Undefined where that cannot be told. */
export function mappingsOf(drafting: ServiceDrafting, subnets: readonly Subnet[] | undefined, scheme: Scheme, addressType: string, prefixes: 'on' | 'off' | undefined): readonly JsonObject[] | undefined {
  const allocations = allocationsOf(drafting, scheme, subnets);
  const four = addressesOf(drafting, { annotation: 'private-ipv4-addresses', family: 'IPv4', kind: 'private IPv4', allowed: scheme === 'internal', says: 'private IPv4 addresses can only be set for internal load balancers', why: 'the load balancer is internet-facing' }, subnets);
  const six = addressesOf(drafting, { annotation: 'ipv6-addresses', family: 'IPv6', kind: 'IPv6', allowed: addressType === 'dualstack', says: 'IPv6 addresses can only be set for dualstack load balancers', why: `its address type is ${addressType}` }, subnets);
  const natural = sourcePrefixesOf(drafting, addressType, prefixes, subnets);
  return subnets?.map((subnet, index) =>
    body({
      subnetID: subnet.id,
      allocationID: allocations?.[index],
      privateIPv4Address: four === undefined ? undefined : addressIn(drafting, 'private-ipv4-addresses', 'private IPv4', four, subnet, [subnet.cidr]),
      ipv6Address: six === undefined ? undefined : addressIn(drafting, 'ipv6-addresses', 'IPv6', six, subnet, subnet.ipv6Cidrs),
      sourceNatIpv6Prefix: prefixes === 'on' ? natural?.[index] : undefined,
    }),
  );
}

function allocationsOf(drafting: ServiceDrafting, scheme: Scheme, subnets: readonly Subnet[] | undefined): readonly string[] | undefined {
  const { annotations } = drafting;
  const written = annotations.list('eip-allocations');
  if (written === undefined) return undefined;
  const at = annotations.place('eip-allocations');
  if (scheme !== 'internet-facing') drafting.reject(at, 'an internal load balancer takes no Elastic IP addresses', 'EIP allocations can only be set for internet facing load balancers');
  else if (subnets !== undefined && written.length !== subnets.length) drafting.reject(at, counted(written, 'Elastic IP address', subnets), `count of EIP allocations (${written.length}) and subnets (${subnets.length}) must match`);
  return written;
}

interface Fixed {
  readonly annotation: string;
  readonly family: 'IPv4' | 'IPv6';
  readonly kind: string;
  readonly allowed: boolean;
  readonly says: string;
  readonly why: string;
}

function addressesOf(drafting: ServiceDrafting, { annotation, family, kind, allowed, says, why }: Fixed, subnets: readonly Subnet[] | undefined): readonly string[] | undefined {
  const { annotations } = drafting;
  const written = annotations.list(annotation);
  if (written === undefined) return undefined;
  const at = annotations.place(annotation);
  if (!allowed) drafting.reject(at, `${kind} addresses cannot be fixed here: ${why}`, says);
  else if (subnets !== undefined && written.length !== subnets.length) drafting.reject(at, counted(written, `${kind} address`, subnets), `count of ${kind} addresses (${written.length}) and subnets (${subnets.length}) must match`);
  else {
    for (const address of written) {
      if (!inBlocks(address, ['0.0.0.0/0', '::/0'])) drafting.reject(at, `"${address}" is no IP address`, `${kind} addresses must be valid IP address: ${address}`);
      else if (address.includes(':') !== (family === 'IPv6')) drafting.reject(at, `${address} is no ${family} address`, `${kind} addresses must be valid ${family} address: ${address}`);
      else continue;
      return undefined;
    }
    return written;
  }
  return undefined;
}

/** Each subnet takes exactly one of the addresses. A subnet whose blocks are not known takes none here. */
function addressIn(drafting: ServiceDrafting, annotation: string, kind: string, addresses: readonly string[], subnet: Subnet, blocks: readonly string[]): string | undefined {
  const known = blocks.filter((block) => block !== '');
  const within = addresses.filter((address) => inBlocks(address, known));
  if (within.length === 1) return within[0];
  if (subnet.vpc === '' && known.length === 0) drafting.assume(`the address blocks of subnet ${subnet.id} are not in the inputs: which of ${addresses.join(', ')} it takes is not known`);
  else drafting.reject(drafting.annotations.place(annotation), `${within.length === 0 ? 'none' : 'more than one'} of ${addresses.join(', ')} is in subnet ${subnet.id}${known.length === 0 ? '' : ` (${known.join(', ')})`}, which takes exactly one`, kind === 'IPv6' ? `expect one IPv6 address configured for subnet: ${subnet.id}` : `expect one private IPv4 address configured for subnet: ${subnet.id}`);
  return undefined;
}

function counted(written: readonly string[], what: string, subnets: readonly Subnet[]): string {
  return `${written.length} ${what}${written.length === 1 ? '' : 'es'} for ${subnets.length} subnet${subnets.length === 1 ? '' : 's'} (${subnets.map(({ id }) => id).join(', ')}): each takes one`;
}

/** Whether packets that the load balancer sends on over IPv6 have addresses out of a prefix: `on` for UDP on dualstack ones. */
export function sourcePrefixingOf(drafting: ServiceDrafting, addressType: string, subnets: readonly Subnet[] | undefined): 'on' | 'off' | undefined {
  const { annotations } = drafting;
  const name = 'enable-prefix-for-ipv6-source-nat';
  const written = annotations.text(name);
  if (written === undefined || written === 'off') return 'off';
  const at = annotations.place(name);
  if (written !== 'on') {
    drafting.reject(at, `${name} is on or off; "${written}" is neither`, `Invalid enable-prefix-for-ipv6-source-nat value: ${written}. Valid values are ['on', 'off'].`);
    return undefined;
  }
  if (addressType === 'ipv4') {
    drafting.reject(at, `prefixes for source NAT are for dualstack load balancers; this one of ${named(drafting.service)} is ipv4`, 'enable-prefix-for-ipv6-source-nat annotation is only applicable to Network Load Balancers using Dualstack IP address type.');
    return undefined;
  }
  const without = (subnets ?? []).filter(({ vpc, ipv6Cidrs }) => vpc !== '' && ipv6Cidrs.length === 0).map(({ id }) => id);
  if (without.length === 0) return 'on';
  drafting.reject(at, `subnet${without.length === 1 ? '' : 's'} ${without.join(', ')} ha${without.length === 1 ? 's' : 've'} no IPv6 block, which a prefix for source NAT is taken from`, `To enable prefix for source NAT, all associated subnets must have an IPv6 CIDR. Subnets without IPv6 CIDR: ${goList(without)}.`);
  return undefined;
}

function sourcePrefixesOf(drafting: ServiceDrafting, addressType: string, prefixes: 'on' | 'off' | undefined, subnets: readonly Subnet[] | undefined): readonly string[] | undefined {
  const { annotations } = drafting;
  const name = 'source-nat-ipv6-prefixes';
  const written = annotations.list(name);
  if (written === undefined) return undefined;
  const reject = (message: string, says: string): undefined => void drafting.reject(annotations.place(name), message, says);
  if (addressType !== 'dualstack') return reject(`prefixes for source NAT are for dualstack load balancers; this one is ${addressType}`, 'source-nat-ipv6-prefixes annotation can only be set for Network Load Balancers using Dualstack IP address type.');
  if (prefixes !== 'on') return reject('enable-prefix-for-ipv6-source-nat is not on, so no prefix is used', 'source-nat-ipv6-prefixes annotation is only applicable if enable-prefix-for-ipv6-source-nat annotation is set to on.');
  if (subnets === undefined) return written;
  if (written.length !== subnets.length) return reject(`${written.length} prefix${written.length === 1 ? '' : 'es'} for ${subnets.length} subnet${subnets.length === 1 ? '' : 's'}: each takes one`, `Number of values in source-nat-ipv6-prefixes (${written.length}) must match the number of subnets (${subnets.length}).`);
  for (const [index, prefix] of written.entries()) {
    const complaint = prefix === sourceNat.automatic ? undefined : againstPrefix(prefix, subnets[index]!);
    if (complaint !== undefined) return reject(`"${prefix}" is no prefix for source NAT: ${complaint[0]}`, `Invalid value in source-nat-ipv6-prefixes: ${prefix}.${complaint[1]}`);
  }
  return written;
}

function againstPrefix(prefix: string, subnet: Subnet): readonly [string, string] | undefined {
  const [address, length] = prefix.split('/');
  if (address === undefined || length === undefined) return ['it has no length', ''];
  if (length !== sourceNat.length) return [`its length is ${length} and has to be ${sourceNat.length}`, ` Prefix length must be ${sourceNat.length}, but ${length} is specified.`];
  if (!address.includes(':') || !inBlocks(address, ['::/0'])) return ['it is no IPv6 block', ' Value must be a valid IPv6 CIDR.'];
  if (subnet.vpc === '' || inBlocks(address, subnet.ipv6Cidrs)) return undefined;
  return [`it is not within subnet ${subnet.id} (${subnet.ipv6Cidrs.join(', ') || 'no IPv6 block'})`, ` Value must be within subnet CIDR range: ${goList(subnet.ipv6Cidrs)}.`];
}
