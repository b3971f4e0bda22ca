import type { Entry } from '../hops/kind.ts';
import type { Field } from '../ir/field.ts';
import type { Cause } from '../ir/cause.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import { clientBlocks } from './clients.ts';
import { podAt, podsOf, type Pod } from '../dialects/kubernetes/pods.ts';
import type { Point, PointValue } from '../engine/point.ts';
import { withAgent } from './agent.ts';
import { askerOf } from './asker.ts';
import type { Assumption } from './assumption.ts';
import { dialledBy } from './dialled.ts';
import { internet } from '../dialects/aws/network/places.ts';
import type { Place } from '../dialects/aws/network/wire.ts';
import { isAddress } from '../ir/address.ts';
import { namedBy, unnamed } from './names.ts';
import { hostRank, type Network } from './network.ts';
import type { Path } from './path.ts';
import { literalOf, standingOf, wired } from './places.ts';
import { pointFor, targetOf, type From, type Request, type Target } from './request.ts';
import { signaturesOf } from './signatures.ts';
import { carriedBy, sentBy } from './tokens.ts';

/** Where a request enters the path, and what it looks like there. */
export interface Arrival {
  readonly entry: HopId;
  /** What comes before the entry: its name is looked up (the entry itself where that leads nowhere, or to several), or packets go to its interface. Absent: neither is known. */
  readonly start?: HopId;
  readonly point: Point;
  readonly target: Target;
  readonly assumptions: readonly Assumption[];
}

/** The request gets nowhere: no hop answers for it. */
export interface Nowhere {
  readonly verdict: { readonly kind: 'unresolved' | 'dropped' | 'refused'; readonly cause: Cause };
  readonly why: string;
}

/** Finds the first hop for a request; the text is for requests that cannot be asked at all. */
export function arrive(path: Path, asked: Request): Arrival | Nowhere | { readonly wrong: string } {
  const request = { ...withAgent(path, asked), from: askerOf(path, asked) };
  const target = targetOf(request.url);
  if ('wrong' in target) return target;
  const client = clientPod(path, request.from);
  if (client !== undefined && 'wrong' in client) return client;
  if (client !== undefined) return fromPod(path, request, target, client);
  const standing = standingOf(path.estate, request.from);
  if ('wrong' in standing) return standing;
  const arrival = fromOutside(path, request, target, standing.place);
  return request.from === asked.from || !('entry' in arrival) ? arrival : { ...arrival, assumptions: [...arrival.assumptions, askedInside(path, arrival)] };
}

function askedInside({ network }: Path, { entry, target }: Arrival): Assumption {
  const title = network.entries.find(({ address }) => address === entry)?.title ?? target.host;
  return { name: 'asked-from-inside', layer: 'names', text: `a client inside its network asks: ${title} is internal, and nothing on the internet reaches it (--from internet)` };
}

function clientPod(path: Path, from: From): Pod | { readonly wrong: string } | undefined {
  switch (from.kind) {
    case 'pod':
      return podAt(path.estate, from.namespace, from.name) ?? nearest(path, from.namespace, from.name) ?? { wrong: `no pod ${from.namespace}/${from.name} in the inputs${podList(path, from.namespace)}` };
    case 'account':
      return podsOf(path.estate, from.namespace).find((pod) => pod.serviceAccount === from.name) ?? { wrong: `no pod in namespace ${from.namespace} runs as service account ${from.name}${podList(path, from.namespace)}` };
    case 'namespace':
      return podsOf(path.estate, from.name)[0] ?? { wrong: `no pod in namespace ${from.name} is in the inputs` };
    case 'internet':
    case 'address':
    case 'block':
    case 'vpc':
    case 'interface':
      return undefined;
    default:
      return from;
  }
}

/** `pod:ns/web` also means the pod of the workload `web`. */
function nearest(path: Path, namespace: string, name: string): Pod | undefined {
  return podsOf(path.estate, namespace).find((pod) => pod.name.startsWith(`${name}-`));
}

function podList(path: Path, namespace: string): string {
  const names = podsOf(path.estate, namespace).map((pod) => pod.name);
  return names.length === 0 ? '' : `; there ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 5).join(', ')}`;
}

function fromOutside(path: Path, request: Request, target: Target, place: Place | undefined): Arrival | Nowhere {
  const literal = literalOf(path.network, target) ?? outsideOf(target, place);
  if (literal !== undefined) return toLiteral(path, request, target, place, literal);
  if (target.udp === true) return { verdict: { kind: 'unresolved', cause: 'name-not-known' }, why: `UDP is asked of addresses: write udp://ADDRESS:${target.port}, or the id of an interface or an instance, and --from who sends it` };
  const looked = namedBy(path.network, request.from, target.host, target.port, place);
  if (looked !== undefined) {
    const { facts, assumptions } = tokensOf(path, request, target);
    return { start: looked.start, entry: looked.entry ?? looked.start, target, point: pointFor(request, target, { ...sourceOf(request.from, path.estate, target), ...facts }), assumptions: [...looked.assumptions, ...assumptions] };
  }
  const reachable = path.network.entries.filter((entry) => entry.public || request.from.kind !== 'internet');
  const named = reachable.filter((entry) => hostRank(entry, target.host) > 0);
  // A name leads to a load balancer and not to one of its listeners: whichever has the port takes it, whoever its rules are for.
  const homes = new Set(named.flatMap(balancerIn));
  const beside = reachable.filter((entry) => entry.port === target.port && balancerIn(entry).some((name) => homes.has(name)));
  const held = named.filter((entry) => entry.port === target.port);
  const open = held.length > 0 ? held : beside;
  const spoken = open.filter((entry) => entry.scheme === target.scheme || entry.passes === true);
  // A port that is open takes the connection; what it makes of the wrong protocol is its own affair.
  const listening = spoken.length > 0 || target.scheme === 'tcp' ? spoken : open;
  const [entry, ...others] = listening.sort((a, b) => hostRank(b, target.host) - hostRank(a, target.host));
  if (entry === undefined) {
    const only = named.length > 0 ? undefined : onlyPublic(path.network, target, place);
    const shut = shutDoor(path.network, homes, target, place);
    if (shut !== undefined) return { ...shut, target, point: pointFor(request, target, { ...sourceOf(request.from, path.estate, target), ...tokensOf(path, request, target).facts }), assumptions: [] };
    if (only === undefined) return nowhere(path, target, named);
    const { facts, assumptions } = tokensOf(path, request, target);
    const meant: Assumption = { name: 'dns-points-here', layer: 'names', text: `${target.host} resolves to ${only.title}, which names no such host: it is the only listener of the inputs that the internet reaches on port ${target.port}` };
    return { ...begun(path, place, only.address), target, point: pointFor(request, target, { ...sourceOf(request.from, path.estate, target), ...facts }), assumptions: [meant, ...assumptions] };
  }
  const assumed: Assumption = {
    name: 'dns-points-here',
    layer: 'names',
    text: `${target.host} resolves to ${entry.title}; ${unnamed(path.estate)}${others.length === 0 ? '' : `, and ${others.map(({ title }) => title).join(', ')} answers for it too`}`,
  };
  const { facts, assumptions } = tokensOf(path, request, target);
  return { ...begun(path, place, entry.address), target, point: pointFor(request, target, { ...sourceOf(request.from, path.estate, target), ...facts }), assumptions: [assumed, ...assumptions] };
}

/** Where packets are followed, they come as far as a load balancer that has no listener on the port. */
function shutDoor(network: Network, homes: ReadonlySet<string>, { port }: Target, place: Place | undefined): Pick<Arrival, 'entry' | 'start'> | undefined {
  const [name, ...others] = homes;
  const entry = `listener/${name}/${port}`;
  const start = name === undefined || others.length > 0 ? entry : wired(network, place, entry);
  return start === entry ? undefined : { entry, start };
}

/** The load balancer of a listener, `listener/NAME/PORT`. */
function balancerIn({ address }: Entry): readonly string[] {
  const [kind, name] = address.split('/');
  return kind === 'listener' && name !== undefined ? [name] : [];
}

/** The station that is meant, behind the way to it from the client's place. */
function begun({ network }: Path, place: Place | undefined, entry: HopId): Pick<Arrival, 'entry' | 'start'> {
  const start = wired(network, place, entry);
  return start === entry ? { entry } : { start, entry };
}

/** A name that nobody has is asked of the one listener to which packets can come from there, if there is one and no other answers for the name. */
function onlyPublic(network: Network, { host, port, scheme }: Target, place: Place | undefined): Entry | undefined {
  if (scheme === 'tcp' || network.entries.some((entry) => hostRank(entry, host) > 0)) return undefined;
  const [only, ...others] = network.entries.filter((entry) => entry.public && entry.port === port && entry.scheme === scheme);
  return only !== undefined && others.length === 0 && wired(network, place, only.address) !== only.address ? only : undefined;
}

/** Packets of somebody inside to an address that nobody in the inputs has: the routes say where they go. */
function outsideOf({ scheme, host, port }: Target, place: Place | undefined): HopId | undefined {
  return scheme === 'tcp' && isAddress(host) && place !== undefined && place.interface !== internet ? `address/${host}/${port}` : undefined;
}

/** An address or an id is no name: whatever has it is meant. */
function toLiteral(path: Path, request: Request, target: Target, place: Place | undefined, literal: HopId): Arrival | Nowhere {
  const entry = wired(path.network, place, literal);
  const { facts, assumptions } = tokensOf(path, request, target);
  const point = pointFor(request, target, { ...sourceOf(request.from, path.estate, target), ...facts });
  if (entry !== literal || path.network.station(entry) !== undefined) return { entry, target, point, assumptions };
  return { verdict: { kind: 'unresolved', cause: 'destination-unknown' }, why: `${target.host} is in the network of the inputs, and they do not say where ${request.from.kind === 'address' ? request.from.address : 'the client'} is in it: write --from ${request.from.kind === 'address' ? 'an address of a subnet' : 'ADDRESS'}, --from vpc:ID or --from the id of an instance, an interface, a subnet or a virtual private gateway` };
}

function nowhere(path: Path, target: Target, named: readonly Entry[]): Nowhere {
  if (named.length > 0) {
    const open = named.map((entry) => `${entry.scheme} on ${entry.port}`).join(', ');
    return { verdict: { kind: 'dropped', cause: 'no-listener' }, why: `${named[0]!.title} has no ${target.scheme} listener on port ${target.port}; it answers ${open}` };
  }
  const closed = path.network.entries.filter((entry) => hostRank(entry, target.host) > 0);
  if (closed.length > 0) {
    const either = closed.some((entry) => entry.port === target.port) ? '' : `, and it has no ${target.scheme} listener on port ${target.port}`;
    return { verdict: { kind: 'unresolved', cause: 'name-not-known' }, why: `${closed[0]!.title} answers for ${target.host}, but it is internal: nothing on the internet reaches it${either}` };
  }
  const hosts = [...new Set(path.network.entries.flatMap((entry) => entry.hosts))].slice(0, 5).join(', ');
  if (isAddress(target.host)) return { verdict: { kind: 'unresolved', cause: 'name-not-known' }, why: `no interface and no VPC in the inputs has the address ${target.host}` };
  return { verdict: { kind: 'unresolved', cause: 'name-not-known' }, why: `no listener in the inputs answers for ${target.host}${hosts === '' ? '' : `; there are listeners for ${hosts}. Sent to one of them all the same, the request gets what it answers to other names: of an Application Load Balancer 404, unless a default backend takes it`}` };
}

/** Who sends; to an address of IPv6 only somebody who has one. */
function sourceOf(from: From, estate: Estate, { host }: Target): Partial<Record<Field, PointValue>> {
  if (from.kind === 'address') return { 'src.address': from.address, ...(from.port === undefined ? {} : { 'src.port': from.port }), ...podWith(estate, from.address) };
  if (from.kind === 'block') return { 'src.address': { unknown: `the client's address inside ${from.cidr}`, within: [from.cidr] } };
  const unknown = 'the client\'s address: state it with --from IP';
  return { 'src.address': from.kind === 'internet' ? { unknown, within: clientBlocks(estate, host) } : { unknown } };
}

/** Whoever has the address of a pod is that pod; those on their node's network share the node's. */
function podWith(estate: Estate, address: string): Partial<Record<Field, PointValue>> {
  const [pod, ...others] = podsOf(estate).filter((each) => each.address === address && !each.hostNetwork);
  return pod === undefined || others.length > 0 ? {} : { 'src.pod': `${pod.namespace}/${pod.name}`, 'src.cluster': pod.resource.scope };
}

function fromPod(path: Path, request: Request, target: Target, pod: Pod): Arrival | Nowhere {
  const source: Partial<Record<Field, PointValue>> = {
    'src.pod': `${pod.namespace}/${pod.name}`,
    'src.cluster': pod.resource.scope,
    'src.address': pod.address ?? { unknown: `the address of pod ${pod.namespace}/${pod.name}` },
  };
  const place = path.network.place(`app/${pod.namespace}/${pod.name}`);
  const dialled = dialledBy(path, target, pod);
  if (dialled === undefined) return fromOutside(path, { ...request, from: { kind: 'vpc', name: '' } }, target, place);
  if ('verdict' in dialled) return dialled;
  const { entry, aside, beyond } = dialled;
  const { facts, assumptions } = tokensOf(path, request, target);
  return { ...(path.program.hop(aside) === undefined ? begun(path, place, placed(entry, place)) : { entry: aside }), target, point: pointFor(request, target, { ...source, ...facts }), assumptions: [...(beyond ?? []), ...assumptions] };
}

/** A Service picks a pod on its client's machine, and packets leave from there. */
function placed(entry: HopId, place: Place | undefined): HopId {
  return place?.address === undefined || !entry.startsWith('service/') ? entry : `${entry}/${place.interface}=${place.address}`;
}

function tokensOf({ estate }: Path, request: Request, { raw }: Target): ReturnType<typeof signaturesOf> {
  const sent = sentBy(request, raw);
  return signaturesOf(estate, carriedBy(sent.headers, sent.raw), request.check);
}
