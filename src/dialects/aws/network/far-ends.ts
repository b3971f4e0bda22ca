import { isAddress } from '../../../ir/address.ts';
import { privateBlocks } from '../../../facts/networks.ts';
import type { Estate } from '../../../resource/estate.ts';
import { inBlocks } from '../addresses.ts';
import { balancedAt } from '../balancing.ts';
import { interfacesHolding, interfacesOf, interfacesOwned, type Interface } from './interfaces.ts';
import { internet } from './places.ts';
import { subnetsHolding, subnetsOf } from './subnets.ts';

/** Who sends packets, as their fields tell it. */
export interface Sender {
  readonly 'src.interface'?: string | number | undefined;
  readonly 'src.address'?: string | number | undefined;
}

/**
 * The blocks in which a sender is of whom no one address will do: the subnets of all nodes of a load balancer, whose addresses
 * come and go; those of the network that is asked about. Undefined: its own address says it.
 */
export function blocksAround(estate: Estate, sender: Sender, network: readonly string[] | undefined): readonly string[] | undefined {
  const at = String(sender['src.interface'] ?? '');
  const address = sender['src.address'];
  const own = consumerOf(estate, interfacesOf(estate).get(at), address);
  if (own === undefined) return address === undefined ? (network ?? written(subnetsOf(estate).get(at)?.cidrs.written)) : undefined;
  if (address !== undefined && !own.addresses.includes(String(address))) return undefined;
  if (own.owner.kind === 'balancer') return inSubnets(estate, own.owner.key === undefined ? [own] : interfacesOwned(estate, 'balancer', own.owner.key));
  return address === undefined ? inSubnets(estate, [own]) : undefined;
}

/** Clients on the internet, as a rule can name them. */
export interface Clients {
  /** The block of all of them. */
  readonly every: string;
  /** The address of the one that asks, or one that stands for it. */
  readonly one: string;
}

/** The clients whose packets show their own address: straight from the internet, or handed on by a Network Load Balancer. Undefined: the sender is elsewhere. */
export function clientsOf(estate: Estate, sender: Receiver & { readonly 'src.address.within'?: string | number | undefined }): Clients | undefined {
  const { 'src.interface': at, 'src.address': address, 'dst.address': to } = sender;
  const six = String(to ?? address ?? '').includes(':');
  const clients: Clients = { every: six ? '::/0' : '0.0.0.0/0', one: String(address ?? (six ? '2001:db8::10' : '203.0.113.10')) };
  if (at === internet) return clients;
  const own = interfacesOf(estate).get(String(at ?? ''));
  const network = own?.resource.body['interface_type'] === 'network_load_balancer' || own?.owner.resource?.body['load_balancer_type'] === 'network';
  if (own?.owner.kind !== 'balancer' || !network) return undefined;
  // What the balancer writes instead is an address of its own, or one of its subnets.
  if (address === undefined) return sender['src.address.within'] === undefined && !six ? clients : undefined;
  const inside = inBlocks(clients.one, privateBlocks) || interfacesHolding(estate, clients.one).length > 0 || subnetsHolding(estate, clients.one).length > 0;
  return own.addresses.includes(clients.one) || inside ? undefined : clients;
}

/** Behind an endpoint, the consumer that dialled it, whose private address a provider's groups see (NLB guide, "Security groups"). */
function consumerOf(estate: Estate, at: Interface | undefined, address: Sender['src.address']): Interface | undefined {
  if (at?.owner.kind !== 'endpoint' || typeof address !== 'string' || at.addresses.includes(address)) return at;
  return interfacesHolding(estate, address, at.vpc)[0] ?? at;
}

/** A load balancer that may be meant where all of a network is asked about: what it is called, and its nodes. */
export interface Asking {
  readonly name: string;
  readonly nodes: readonly Interface[];
}

/** Where all of a sender's network is asked about: the load balancers in it that have the receiver among their targets. */
export function balancersAsking(estate: Estate, request: Receiver, network: readonly string[] | undefined): readonly Asking[] {
  const { 'dst.address': address, 'dst.port': port } = request;
  const vpc = vpcOfSender(estate, request);
  if (network === undefined || vpc === undefined || typeof address !== 'string' || typeof port !== 'number') return [];
  const names = new Set(balancedAt(estate, address, port).map(({ balancer }) => balancer));
  return [...names].flatMap((name) => {
    const nodes = interfacesOwned(estate, 'balancer', name).filter((each) => each.vpc === vpc);
    return nodes.length === 0 ? [] : [{ name, nodes }];
  });
}

/** What packets of a load balancer's node are for, as their fields tell it. */
export interface Receiver extends Sender {
  readonly 'dst.address'?: string | number | undefined;
  readonly 'dst.port'?: string | number | undefined;
}

/** The addresses registered beside a receiver in the group of the load balancer that asks it; undefined: nobody balances it, or it is the only one. */
export function targetsBeside(estate: Estate, request: Receiver): readonly string[] | undefined {
  const { 'dst.address': address, 'dst.port': port } = request;
  const owner = interfacesOf(estate).get(String(request['src.interface'] ?? ''))?.owner;
  if (owner?.kind !== 'balancer' || typeof address !== 'string' || typeof port !== 'number') return undefined;
  const targets = balancedAt(estate, address, port).flatMap((each) => (each.balancer === owner.key ? each.targets : []));
  const addresses = [...new Set(targets.flatMap((target) => (target.port === port && isAddress(target.id) ? [target.id] : [])))];
  return addresses.length < 2 ? undefined : addresses;
}

/** The blocks of the subnets in which a receiver is of whom no address is known yet, with all that belongs to the same owner. */
export function blocksOfReceiver(estate: Estate, request: Receiver & { readonly 'dst.interface'?: string | number | undefined }): readonly string[] | undefined {
  const receiver = interfacesOf(estate).get(String(request['dst.interface'] ?? ''));
  if (receiver === undefined || request['dst.address'] !== undefined) return undefined;
  const { kind, key } = receiver.owner;
  return inSubnets(estate, key === undefined ? [receiver] : interfacesOwned(estate, kind, key));
}

/** The blocks of the subnets in which all of those are: what is registered comes and goes. */
export function blocksOfTargets(estate: Estate, request: Receiver): readonly string[] | undefined {
  const subnets = targetsBeside(estate, request)?.map((address) => subnetsHolding(estate, address)[0]);
  if (subnets === undefined || subnets.some((subnet) => subnet === undefined)) return undefined;
  return written([...new Set(subnets.flatMap((subnet) => subnet?.cidrs.written ?? []))]);
}

/** The key of the VPC of a sender that shows its own address. */
export function vpcOfSender(estate: Estate, sender: Sender): string | undefined {
  const at = String(sender['src.interface'] ?? '');
  const own = interfacesOf(estate).get(at);
  const address = sender['src.address'];
  if (own !== undefined && address !== undefined && !own.addresses.includes(String(address))) return undefined;
  return own?.vpc ?? subnetsOf(estate).get(at)?.vpc;
}

/** The IPv4 blocks of the subnets of interfaces, each once; undefined: nobody says. */
export function inSubnets(estate: Estate, interfaces: readonly Interface[]): readonly string[] | undefined {
  return written([...new Set(interfaces.flatMap(({ subnet }) => (subnet === undefined ? [] : (subnetsOf(estate).get(subnet)?.cidrs.written ?? []))))]);
}

function written(cidrs: readonly string[] | undefined): readonly string[] | undefined {
  const four = (cidrs ?? []).filter((cidr) => !cidr.includes(':'));
  return four.length === 0 ? undefined : four;
}
