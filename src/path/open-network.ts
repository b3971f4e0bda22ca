import { machineOf } from '../dialects/aws/network/doors.ts';
import { interfacesHolding, interfacesOf } from '../dialects/aws/network/interfaces.ts';
import { internet } from '../dialects/aws/network/places.ts';
import { routeTablesOf } from '../dialects/aws/network/route-tables.ts';
import { gatewayOf } from '../dialects/aws/network/internet-gateways.ts';
import { spokenKey } from '../dialects/aws/network/keys.ts';
import { subnetsOf } from '../dialects/aws/network/subnets.ts';
import { isToBeMade, vpcsOf } from '../dialects/aws/network/vpcs.ts';
import { wayOf, wireOf } from '../dialects/aws/network/wire.ts';
import { podAt } from '../dialects/kubernetes/pods.ts';
import type { HopId } from '../ir/program.ts';
import type { Assumption } from './assumption.ts';
import type { Path } from './path.ts';
import type { Outcome } from './trace.ts';

/** What of the network under a request no input says, and is taken to let it through. */
export function openNetwork(path: Path, outcomes: readonly Outcome[]): readonly Assumption[] {
  const hops = [...new Set(outcomes.flatMap(({ steps }) => steps.map(({ hop }) => hop)))];
  const says = (...types: readonly string[]): boolean => types.some((type) => path.estate.ofType(type).some(({ derived }) => derived === undefined));
  if (!says('aws_vpc', 'aws_subnet', ...layers.flatMap(({ types }) => types))) return [assumed('no VPC objects are in the inputs: security groups, network ACLs and routes are taken to let this request through, and addresses inside to be private ones')];
  const [first, ...others] = legsOf(path, outcomes).map(({ from, to }) => `${from === undefined ? 'the client' : titleOf(path, from)} and ${titleOf(path, to)}`);
  const rest = others.length === 0 ? '' : others.length === 1 ? `, and between ${others[0]!}` : `, and on ${others.length} further ways`;
  const unplaced = first === undefined ? [] : [`security groups, network ACLs and routes are not judged between ${first}${rest}: no input says at which interfaces they are, so they are taken to let this request through, and addresses inside to be private ones`];
  const silent = hops.some(isWire) ? layers.filter(({ name, types }) => !says(...types) && !(name === 'route tables' && allToBeMade(path))).map(({ name }) => name) : [];
  const unsaid = silent.length === 0 ? [] : [`no ${silent.join(' and no ')} are in the inputs: they are taken to let this request through`];
  return [...unplaced, ...unsaid].length === 0 ? [] : [assumed([...unplaced, ...unsaid].join('; '))];
}

/** Hosts of which only the subnet is known: whether they may send is up to groups that no input names. */
export function unknownSenders(path: Path, outcomes: readonly Outcome[]): readonly Assumption[] {
  const hops = new Set(outcomes.flatMap(({ steps }) => steps.map(({ hop }) => hop)));
  const places = new Set([...hops].flatMap((hop) => wayOf(hop)?.from ?? []).filter((place) => subnetsOf(path.estate).has(place.interface) && !interfacesOf(path.estate).has(place.interface)).map(({ interface: key, address }) => (address === undefined ? `a host in ${key}` : `${address} in ${key}`)));
  if (places.size === 0) return [];
  const [first, ...others] = [...places];
  return [{ name: 'sender-may-send', layer: 'network', text: `no input holds the interface of ${first!}${others.length === 0 ? '' : ` and of ${others.length} more`}: its own security groups are taken to let this request out${[...places].some((place) => !place.startsWith('a host')) ? ', and its address to be of no group' : ''}` }];
}

/** A VPC into which packets of the internet come by a gateway that no input holds. */
export function unknownGateways({ estate }: Path, outcomes: readonly Outcome[]): readonly Assumption[] {
  const vpcs = new Set(outcomes.flatMap(({ steps }) => steps.flatMap(({ hop }, index) => {
    const [before, wire] = [wireOf(steps[index - 1]?.hop ?? ''), wireOf(hop)];
    return before?.word === 'out' && before.place === internet && wire?.word === 'vpc' ? [wire.place.replace(/~\d+$/, '')] : [];
  })));
  const tabled = new Set([...routeTablesOf(estate).values()].flatMap(({ vpc }) => vpc ?? []));
  return [...vpcs].filter((vpc) => gatewayOf(estate, vpc) === 'unknown').map((vpc) => {
    const [what, taken] = tabled.has(vpc) || tabled.size === 0 ? ['has an internet gateway', 'it is taken to have one'] : ['has an internet gateway, and which routes lead there', 'clients and the replies to them are taken to get through'];
    return { name: 'internet-gateway-there', layer: 'network', text: `no input says whether ${spokenKey(vpc)} ${what}: ${taken}` };
  });
}

function assumed(text: string): Assumption {
  return { name: 'network-open', layer: 'network', text };
}

const layers: readonly { readonly name: string; readonly types: readonly string[] }[] = [
  { name: 'security groups', types: ['aws_security_group', 'aws_default_security_group'] },
  { name: 'network ACLs', types: ['aws_network_acl', 'aws_default_network_acl'] },
  { name: 'route tables', types: ['aws_route_table', 'aws_default_route_table', 'aws_route'] },
];

/** Of a VPC that Terraform has yet to make, no route is unknown. */
function allToBeMade({ estate }: Path): boolean {
  const keys = [...vpcsOf(estate).keys()];
  return keys.length > 0 && keys.every((key) => isToBeMade(estate, key));
}

interface Leg {
  /** Absent: the client. */
  readonly from?: HopId;
  readonly to: HopId;
}

/** Connections of which nobody knows the interfaces; inside one pod there are none. */
function legsOf(path: Path, outcomes: readonly Outcome[]): readonly Leg[] {
  const legs = new Map<string, Leg>();
  for (const { steps } of outcomes) {
    const [begun] = steps;
    if (begun !== undefined && !isWire(begun.hop) && !begun.hop.startsWith('name/')) legs.set(begun.hop, { to: begun.hop });
    steps.forEach(({ op, hop }, index) => {
      const to = op === 'dial' ? steps.slice(index + 1).find((step) => step.hop !== hop)?.hop : undefined;
      if (to !== undefined && !isWire(to) && podIn(to) !== podIn(hop) && !onOneMachine(path, hop, to)) legs.set(`${hop} ${to}`, { from: hop, to });
    });
  }
  return [...legs.values()];
}

/** Between pods of one machine no packet reaches an interface. */
function onOneMachine({ estate }: Path, from: HopId, to: HopId): boolean {
  const machine = (hop: HopId): string | undefined => {
    const [namespace = '', name = ''] = podIn(hop).split('/');
    const address = podAt(estate, namespace, name)?.address;
    const [holding, ...others] = address === undefined ? [] : interfacesHolding(estate, address);
    return others.length > 0 ? undefined : machineOf(holding);
  };
  const own = machine(from);
  return own !== undefined && own === machine(to);
}

function isWire(hop: HopId): boolean {
  return hop.startsWith('wire/');
}

/** The pod in which a station stands; of every other station, the station itself. */
function podIn(hop: HopId): string {
  return /^(?:pod|app|chain|vhost|outbound|direct|route|cluster)\/([^/]+\/[^/]+)/.exec(hop)?.[1] ?? hop;
}

function titleOf({ program }: Path, hop: HopId): string {
  return program.hop(hop)?.title ?? hop;
}
