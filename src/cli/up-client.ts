import { covers } from '../dialects/istio/mesh/hosts.ts';
import { gatewaysOf, hostsOf as routedHostsOf, routingServices } from '../dialects/istio/routes/virtual-services.ts';
import { entryServices } from '../dialects/istio/services/registry.ts';
import { servicesOf, type ServicePort } from '../dialects/kubernetes/services.ts';
import type { Path } from '../path/path.ts';
import { isWay, meantBy } from '../path/rehearsal.ts';
import type { HopId } from '../ir/program.ts';
import type { From, Request } from '../path/request.ts';
import type { Estate } from '../resource/estate.ts';
import { nameOf } from '../resource/resource.ts';
import { fromText } from '../report/words.ts';
import { sourceFacts, type Facts } from '../serve/facts.ts';
import type { Entry, Rehearsal } from '../serve/rehearse.ts';
import type { Listening } from '../serve/site.ts';
import { nodesOf, placeKey, type Place } from '../serve/stations.ts';
import { arrivalOf, placeOf, someClient } from './rehearse-request.ts';
import { asksOf, tokensBehind, type Asks } from './up-asks.ts';

/** Who curl is to policies, and where it enters if it is inside. */
export interface Client {
  readonly name: string;
  readonly facts: Facts;
  /** `entry`: the door leads there through a network, and nobody comes past it. */
  readonly doors: readonly { readonly title: string; readonly url: string; readonly place: Place; readonly entry?: HopId }[];
}

/** A place to ask, and how. */
export interface Door {
  readonly title: string;
  readonly url: string;
  /** In the form of curl's option of that name. */
  readonly connectTo: string;
  /** What those behind it want to be shown; worked out when it is first asked for. */
  readonly asks: () => Asks;
}

/** Services that a client inside can ask, at most: a listener each. */
const most = 200;

/** The client that `--from` names. The text says why it cannot be rehearsed. */
export function clientOf(path: Path, from: From): Client | { readonly wrong: string } {
  if (from.kind === 'internet') return { name: `${someClient}, an address on the internet`, facts: { 'src.address': someClient }, doors: waysIn(path, from) };
  if (from.kind === 'address') return { name: from.address, facts: { 'src.address': from.address, ...(from.port === undefined ? {} : { 'src.port': from.port }) }, doors: waysIn(path, from) };
  if (from.kind === 'block' || from.kind === 'vpc' || from.kind === 'interface') return { wrong: `--from ${fromText(from)}: curl comes from one address; name one of ${from.kind === 'vpc' ? 'that VPC' : from.kind === 'block' ? 'that block' : 'its own'}` };
  return inside(path, from);
}

/** Where the network in front of an entry is known: the way to each of its nodes, since a client takes one of those that a name server names. */
function waysIn(path: Path, from: From): Client['doors'] {
  const routed = routedNames(path.estate);
  return path.network.entries.flatMap((entry) =>
    hostsOf(entry, routed).flatMap((host) => {
      const url = urlOf(host, entry);
      const arrival = arrivalOf(path, { url, method: 'GET', headers: [], from });
      if (arrival === undefined || 'wrong' in arrival) return [];
      const way = placeOf(arrival);
      if (!isWay(way.hop) || meantBy(way.hop) !== entry.address) return [];
      return nodesOf(path.program, way).map((place) => ({ title: `${entry.title}${nodeIn(place)}`, url, place, entry: entry.address }));
    }),
  );
}

function nodeIn({ facts: { node } }: Place): string {
  return typeof node === 'string' ? `, node ${node}` : '';
}

/** A client in a pod asks Services and ServiceEntries by name, each port through what stands in front of it there. */
function inside(path: Path, from: From): Client | { readonly wrong: string } {
  const doors: { title: string; url: string; place: Place }[] = [];
  let facts: Facts | undefined;
  for (const { title, url } of [...servicesIn(path.estate), ...entriesIn(path.estate)].slice(0, most)) {
    const request: Request = { url, method: 'GET', headers: [], from };
    const arrival = arrivalOf(path, request);
    if (arrival === undefined) continue;
    if ('wrong' in arrival) return arrival;
    facts ??= sourceFacts(arrival.point);
    doors.push({ title, url: url.startsWith('tcp:') ? url : `${url.replace(/(^http:.*):80$|(^https:.*):443$/, '$1$2')}/`, place: placeOf(arrival) });
  }
  return facts === undefined ? { wrong: `--from ${fromText(from)}: there is no Service that it could ask` } : { name: fromText(from), facts, doors };
}

function servicesIn(estate: Estate): readonly { readonly title: string; readonly url: string }[] {
  return servicesOf(estate).flatMap(({ namespace, name, ports }) => ports.map((port) => ({ title: `Service ${namespace}/${name} port ${port.port}`, url: `${schemeOf(port)}://${name}.${namespace}:${port.port}` })));
}

/** Hosts that stand for many have no name to ask. */
function entriesIn(estate: Estate): readonly { readonly title: string; readonly url: string }[] {
  const schemes = { http: 'http', tls: 'https', tcp: 'tcp', auto: 'tcp' } as const;
  return estate.ofType('ServiceEntry').flatMap(entryServices).filter(({ host }) => !host.includes('*')).flatMap(({ host, resource, ports }) => ports.flatMap(({ number, protocol }) => (protocol in schemes ? [{ title: `${nameOf(resource)} port ${number}`, url: `${schemes[protocol as keyof typeof schemes]}://${host}:${number}` }] : [])));
}

/** Curl asks what is not known to be something else; Istio and the API server take the name and appProtocol alike. */
function schemeOf({ name, appProtocol }: ServicePort): 'http' | 'tcp' {
  const word = appProtocol ?? name?.split('-')[0];
  return word === undefined || /^(http|http2|grpc|kubernetes\.io\/h2c|kubernetes\.io\/ws)$/.test(word) ? 'http' : 'tcp';
}

/** All places to ask: the entries by their hosts, and those of a client inside. */
export function doorsOf(rehearsal: Rehearsal, client: Client, { program, estate }: Path): readonly Door[] {
  const places = [...rehearsal.entries().map(({ entry }) => placeAt(entry)), ...client.doors.map(({ place }) => place)];
  // To look behind each door takes long in a large estate, and most look at no token at all.
  const anybody = once(() => tokensBehind(program, places).length > 0);
  const asks = (place: Place, sni: string): (() => Asks) => once(() => asksOf(program, place, sni, anybody() ? 'tokens too' : 'no tokens'));
  const routed = routedNames(estate);
  const led = new Set(client.doors.map(({ entry, url }) => `${entry ?? ''} ${url}`));
  const outside = rehearsal.entries().flatMap(({ entry, at }) => {
    return hostsOf(entry, routed).filter((host) => !led.has(`${entry.address} ${urlOf(host, entry)}`)).map((host) => outer(host, entry, at, asks(placeAt(entry), host)));
  });
  const listening = new Map(rehearsal.stations().map(({ place, at }) => [placeKey(place), at]));
  const inner = client.doors.flatMap(({ title, url, place }): readonly Door[] => {
    const at = listening.get(placeKey(place));
    const [, scheme, host = '', port = scheme === 'https' ? '443' : '80'] = /^([a-z]+):\/\/([^/:]+)(?::(\d+))?/.exec(url) ?? [];
    return at === undefined ? [] : [{ title, url, connectTo: `${host}:${port}:${at.address}:${at.port}`, asks: asks(place, host) }];
  });
  return [...outside, ...inner];
}

function placeAt({ address, port }: Entry): Place {
  return { hop: address, facts: { 'dst.port': port } };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Names shown for one wildcard, at most. */
const fewest = 3;

/** A wildcard stands as names under it that somebody routes, or else as a name that it takes. */
function hostsOf(entry: Entry, routed: readonly string[]): readonly string[] {
  const hosts = entry.hosts.flatMap((host): readonly string[] => {
    if (!host.startsWith('*')) return [host];
    const under = routed.filter((name) => covers(host, name)).slice(0, fewest);
    return under.length > 0 ? under : [host === '*' ? 'any-host.example' : `any${host.slice(1)}`];
  });
  return [...new Set(hosts)];
}

/** Hosts of VirtualServices that are for gateways, without wildcards. */
function routedNames(estate: Estate): readonly string[] {
  const names = routingServices(estate).filter((virtualService) => gatewaysOf(virtualService).some((gateway) => gateway !== 'mesh')).flatMap(routedHostsOf);
  return [...new Set(names)].filter((name) => !name.includes('*')).sort();
}

function urlOf(host: string, { scheme, port }: Entry): string {
  const usual = port === (scheme === 'https' ? 443 : scheme === 'http' ? 80 : 0);
  return `${scheme}://${host}${usual ? '' : `:${port}`}${scheme === 'tcp' ? '' : '/'}`;
}

function outer(host: string, entry: Entry, at: Listening, asks: () => Asks): Door {
  const { title, port } = entry;
  return { title, url: urlOf(host, entry), connectTo: `${host}:${port}:${at.address}:${at.port}`, asks };
}
