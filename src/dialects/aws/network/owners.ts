import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import { nameOfBalancer } from '../balancers.ts';
import { allOf, blocks } from '../references.ts';
import { networkKey, referredKey } from './keys.ts';

/** Whose interface it is. */
export interface Owner {
  readonly kind: 'balancer' | 'endpoint' | 'inspection-endpoint' | 'nat' | 'attachment' | 'instance' | 'none';
  /** The owner's key, or the id by which the interface names it; the name of a load balancer as its addresses have it. */
  readonly key?: string;
  /** Absent: the inputs do not hold it. */
  readonly resource?: Resource;
}

/** The own attribute of an interface that sallyport makes: what it belongs to. */
export const ownerAttribute = 'sallyport_owner';

/** Who owns each interface of the inputs, by what the owners say of their interfaces, and the interfaces of their owners. */
export function ownersOf(estate: Estate): (of: Resource) => Owner {
  const named = new Map<string, Owner>();
  const names = (value: string | undefined, owner: Owner): void => {
    if (value !== undefined && !named.has(value)) named.set(value, owner);
  };
  const owners = new Map<string, Owner>();
  const own = (resource: Resource, kind: Owner['kind'], key = networkKey(resource)): Owner => {
    const owner: Owner = { kind, key, resource };
    owners.set(networkKey(resource), owner);
    return owner;
  };
  for (const resource of allOf(estate, 'aws_lb')) {
    const owner = own(resource, 'balancer', nameOfBalancer(resource));
    const short = /loadbalancer\/((?:app|net|gwy)\/.+)$/.exec(text(resource.body['arn']) ?? '')?.[1];
    owners.set(`ELB ${short ?? ''}`, owner);
    if (short === undefined) owners.set(`ELB ${nameOfBalancer(resource)}`, owner);
  }
  for (const resource of estate.ofType('aws_vpc_endpoint')) {
    const owner = own(resource, resource.body['vpc_endpoint_type'] === 'GatewayLoadBalancer' ? 'inspection-endpoint' : 'endpoint');
    for (const id of words(resource.body['network_interface_ids'])) names(referredKey(estate, resource, id), owner);
  }
  // The endpoints of a Network Firewall stand among the VPC's own, by the ids that its status tells.
  for (const resource of estate.ofType('aws_networkfirewall_firewall')) {
    const owner = own(resource, 'inspection-endpoint');
    for (const state of blocks(blocks(resource.body['firewall_status'])[0]?.['sync_states'])) {
      for (const { endpoint_id: id } of blocks(state['attachment'])) if (typeof id === 'string' && !owners.has(id)) owners.set(id, { ...owner, key: id });
    }
  }
  for (const resource of estate.ofType('aws_nat_gateway')) names(referredKey(estate, resource, resource.body['network_interface_id']), own(resource, 'nat'));
  for (const resource of estate.ofType('aws_ec2_transit_gateway_vpc_attachment')) own(resource, 'attachment');
  for (const resource of estate.ofType('aws_instance')) {
    const owner = own(resource, 'instance');
    for (const id of words(resource.body['network_interface_ids'])) names(referredKey(estate, resource, id), owner);
    for (const block of [...blocks(resource.body['network_interface']), ...blocks(resource.body['primary_network_interface'])]) names(referredKey(estate, resource, block['network_interface_id']), owner);
  }
  for (const resource of estate.ofType('aws_network_interface_attachment')) {
    const instance = referredKey(estate, resource, resource.body['instance_id']);
    if (instance !== undefined) names(referredKey(estate, resource, resource.body['network_interface_id']), owners.get(instance) ?? { kind: 'instance', key: instance });
  }
  return (of) => named.get(networkKey(of)) ?? said(estate, of, owners);
}

/** What the interface itself says of its owner: an attachment, or the description that AWS writes for those that it manages. */
function said(estate: Estate, of: Resource, owners: ReadonlyMap<string, Owner>): Owner {
  const { body } = of;
  const told = referredKey(estate, of, body[ownerAttribute]);
  if (told !== undefined) return owners.get(told) ?? { kind: 'none', key: told };
  const instance = blocks(body['attachment']).map((block) => referredKey(estate, of, block['instance'])).find((key) => key !== undefined);
  if (instance !== undefined) return owners.get(instance) ?? { kind: 'instance', key: instance };
  const [description, type] = [text(body['description']) ?? '', text(body['interface_type']) ?? ''];
  const balancer = /^ELB ((app|net|gwy)\/([^/]+)\/.+)$/.exec(description);
  if (balancer !== null) return owners.get(description) ?? owners.get(`ELB ${balancer[3]!}`) ?? { kind: 'balancer', key: balancer[3]! };
  for (const [kind, pattern] of managed) {
    const id = pattern.exec(description)?.[0];
    if (id !== undefined && kinds[type] === kind) return owners.get(id) ?? { kind, key: id };
  }
  const kind = kinds[type];
  const [only, ...others] = kind === undefined ? [] : inSubnet(estate, of, kind, owners).filter(({ resource }) => balancerTypes[type] === undefined || resource?.body['load_balancer_type'] === balancerTypes[type]);
  return only !== undefined && others.length === 0 ? only : { kind: kind ?? 'none' };
}

/** An interface that nobody names, of a kind of which there is one in its subnet. */
function inSubnet(estate: Estate, of: Resource, kind: Owner['kind'], owners: ReadonlyMap<string, Owner>): readonly Owner[] {
  const subnet = referredKey(estate, of, of.body['subnet_id']);
  if (subnet === undefined) return [];
  return [...new Set(owners.values())].filter(({ kind: each, resource }) => each === kind && resource !== undefined && [text(resource.body['subnet_id']), ...words(resource.body['subnet_ids']), ...words(resource.body['subnets']), ...blocks(resource.body['subnet_mapping']).map((block) => text(block['subnet_id']))].some((id) => referredKey(estate, resource, id ?? '') === subnet));
}

/** Which load balancers have interfaces of these types. */
const balancerTypes: Readonly<Record<string, string>> = { network_load_balancer: 'network', gateway_load_balancer: 'gateway' };

/** What EC2 calls the interfaces that it manages itself (EC2 API reference, NetworkInterface: interfaceType). */
const kinds: Readonly<Record<string, Owner['kind']>> = {
  nat_gateway: 'nat',
  vpc_endpoint: 'endpoint',
  gateway_load_balancer_endpoint: 'inspection-endpoint',
  network_load_balancer: 'balancer',
  load_balancer: 'balancer',
  gateway_load_balancer: 'balancer',
  transit_gateway: 'attachment',
};

const managed: readonly (readonly [Owner['kind'], RegExp])[] = [
  ['nat', /\bnat-[0-9a-z]+/],
  ['attachment', /\btgw-attach-[0-9a-z]+/],
  ['endpoint', /\bvpce-[0-9a-z]+/],
  ['inspection-endpoint', /\bvpce-[0-9a-z]+/],
];
