import { isAddress } from '../../ir/address.ts';
import type { HopId } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import { addressOf } from '../../resource/resource.ts';
import { podAt, podsOf, type Pod } from '../kubernetes/pods.ts';
import { text } from '../kubernetes/fields.ts';
import { interfacesHolding, interfacesOf, interfacesOwned, type Interface } from './network/interfaces.ts';
import { referredKey } from './network/keys.ts';
import { nameIn } from './references.ts';
import type { Target } from './target-groups.ts';
import { zoneOfTarget } from './zones.ts';

/** What a registered target is, as far as the inputs tell. */
export interface Registered {
  /** Unique in its group. */
  readonly name: string;
  /** Without a port: `pod/NS/NAME`, `service/NS/NAME/PORT`, and where packets are followed `host/KEY`, `address/IP`, `endpoint/KEY`. Absent: the inputs say nothing of it. */
  readonly to?: HopId;
  readonly pod?: Pod;
  readonly address?: string;
  /** `all`: every zone's nodes may use it. */
  readonly zone?: string;
  /** The interface that has its address. */
  readonly interface?: Interface;
}

/** Finds what a target of a group is: its own attributes name a pod or a Service, else its id an address, an instance or an endpoint. */
export function registered(estate: Estate, group: { readonly port?: number; readonly vpc?: string }, target: Target): Registered {
  const { id, port = group.port, pod: named, service, resource } = target;
  const pod = named === undefined ? podOfAddress(estate, id) : podOfName(estate, named);
  const held = pod === undefined && service === undefined ? packets(estate, group.vpc, target) : {};
  const address = pod?.address ?? held.address ?? (id !== undefined && isAddress(id) ? id : undefined);
  const at = held.interface ?? (address === undefined ? undefined : holding(estate, address, group.vpc));
  const zone = zoneOfTarget(estate, resource, address, group.vpc) ?? at?.zone;
  const [name, to] = reached(pod, port, service, named ?? id, held.to);
  return {
    name,
    ...(to === undefined ? {} : { to }),
    ...(pod === undefined ? {} : { pod }),
    ...(address === undefined ? {} : { address }),
    ...(zone === undefined ? {} : { zone }),
    ...(at === undefined ? {} : { interface: at }),
  };
}

/** The key of the VPC of a group. */
export function vpcOfGroup(estate: Estate, group: Target['resource']): { readonly vpc?: string } {
  const vpc = referredKey(estate, group, group.body['vpc_id']);
  return vpc === undefined ? {} : { vpc };
}

function reached(pod: Pod | undefined, port: number | undefined, service: string | undefined, written: string | undefined, to: HopId | undefined): readonly [name: string, to: HopId | undefined] {
  if (pod !== undefined && port !== undefined) return [`${pod.namespace}/${pod.name}:${port}`, `pod/${pod.namespace}/${pod.name}`];
  if (service !== undefined) return [`node port of ${service.replace(/\/(\d+)$/, ':$1')}`, `service/${service}`];
  const named = written === undefined ? undefined : nameIn(written);
  return [`${named === undefined ? (written ?? 'a target') : addressOf(named)}${port === undefined ? '' : `:${port}`}`, port === undefined ? undefined : to];
}

/** What only packets find: an instance or an endpoint by its interfaces, and any address where the inputs hold interfaces at all. */
function packets(estate: Estate, vpc: string | undefined, { id, resource }: Target): { readonly to?: HopId; readonly address?: string; readonly interface?: Interface } {
  if (id === undefined || interfacesOf(estate).size === 0) return {};
  if (isAddress(id)) {
    const at = holding(estate, id, vpc);
    return { to: `address/${id}`, address: id, ...(at === undefined ? {} : { interface: at }) };
  }
  const type = nameIn(id)?.type;
  const key = referredKey(estate, resource, id) ?? '';
  if (type === 'aws_vpc_endpoint') return interfacesOwned(estate, 'endpoint', key).length === 0 ? {} : { to: `endpoint/${key}` };
  const machine = primary(interfacesOwned(estate, 'instance', key)) ?? interfacesOf(estate).get(key);
  if (machine === undefined) return {};
  const [address] = machine.addresses;
  return { to: `host/${machine.key}`, interface: machine, ...(address === undefined ? {} : { address }) };
}

/** Instances are reached at their first interface (NLB guide, "Register targets": the primary private address). */
function primary(owned: readonly Interface[]): Interface | undefined {
  return owned.find(({ resource }) => JSON.stringify(resource.body['attachment'] ?? '').includes('"device_index":0')) ?? owned[0];
}

/** Of the group's own VPC, or of the only other one that has the address. */
function holding(estate: Estate, address: string, vpc: string | undefined): Interface | undefined {
  const own = vpc === undefined ? [] : interfacesHolding(estate, address, vpc);
  const found = own.length > 0 ? own : interfacesHolding(estate, address);
  return found.length === 1 ? found[0] : undefined;
}

function podOfName(estate: Estate, pod: string): Pod | undefined {
  const [namespace = '', name = ''] = pod.split('/');
  return podAt(estate, namespace, name);
}

function podOfAddress(estate: Estate, address: string | undefined): Pod | undefined {
  return address === undefined ? undefined : podsOf(estate).find((pod) => text(pod.address) === address);
}
