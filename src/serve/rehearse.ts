import type { HopId, Program } from '../ir/program.ts';
import type { Network } from '../path/network.ts';
import { endpointAt, unsigned } from '../path/rehearsal.ts';
import { authoritiesOf, type Offer, type Pair } from './authority.ts';
import { send, type Seen, type Sent } from './client.ts';
import { answeringClock, heldHere, timersOf } from './clock.ts';
import { diallerOf } from './dial.ts';
import type { Facts } from './facts.ts';
import { checksOf, type Checks, type Found } from './health.ts';
import { linksOf } from './links.ts';
import { listenersOf } from './listen.ts';
import { registerOf, type Register } from './register.ts';
import type { Alteration, Listening, Logged, Site } from './site.ts';
import { serve, stumbled } from './station.ts';
import { placeKey, stationsOf, type Place } from './stations.ts';
import { tokensOf, type Foreign, type Tokens } from './tokens.ts';

/** What is rehearsed: a network and its program. A `Path` (path/path.ts) is one. */
export interface Rehearsed {
  readonly program: Program;
  readonly network: Network;
}

export interface Options {
  /** Numbers in [0, 1), for choices without a key. */
  readonly random: () => number;
  /** Milliseconds since 1970: certificates are valid around it. */
  readonly now: number;
  /** Seconds of the path's time-outs and intervals that pass in one second here. */
  readonly clock: number;
  readonly addressing: Register['addressing'];
  /** Who a client is that is not part of the rehearsal. */
  readonly client: Facts;
  /** First port of the entries, in their order; absent: free ports. */
  readonly portBase?: number;
  /** Places to start besides the network's entries, such as the outbound listener of a client pod. */
  readonly also?: readonly Place[];
  readonly app?: Site['app'];
  /** Absent: nobody but the issuer of this rehearsal signs tokens. */
  readonly foreign?: Foreign;
  readonly alter?: Alteration;
  readonly log?: (line: Logged) => void;
  readonly trouble?: (sentence: string) => void;
}

export type Entry = Network['entries'][number];

/** A rehearsal that is running. */
export interface Rehearsal {
  readonly entries: () => readonly { readonly entry: Entry; readonly at: Listening }[];
  readonly stations: () => readonly { readonly place: Place; readonly at: Listening }[];
  /** Certificate of the authority that signed the entries' certificates, PEM. */
  readonly certificate: string;
  readonly tokens: Tokens;
  /** Seconds of the path that pass in one second here while somebody waits for an answer, or holds a request. */
  answering(): number;
  /** A certificate for a client outside, with its private key, PEM. */
  clientCertificate(offer: Offer): Promise<Pair>;
  health(): readonly Found[];
  send(sent: Sent): Promise<Seen>;
  /** Goes on with another program. Addresses and ports of stations that stay are kept. */
  reload(next: Rehearsed): Promise<{ readonly started: number; readonly stopped: number; readonly kept: number }>;
  close(): Promise<void>;
}

/** More listeners than this are started when they are first dialled. */
const eager = 1000;

/** Starts a rehearsal; resolves when every listener accepts and every target was checked once. The text says why it cannot. */
export async function rehearse(first: Rehearsed, options: Options): Promise<Rehearsal | { readonly wrong: string }> {
  let { program, network } = first;
  let generation = 0;
  const register = registerOf(options.addressing);
  const links = linksOf();
  const authorities = authoritiesOf(options.now);
  const tokens = tokensOf(options.foreign ?? (() => unsigned));
  const trouble = options.trouble ?? (() => {});
  const entryPlaces = (): readonly Place[] => network.entries.map(placeOf);
  const ports = new Map<string, number>();
  const listeners = listenersOf({
    register,
    program: () => program,
    portFor: (place) => (options.portBase === undefined ? undefined : (ports.get(placeKey(place)) ?? undefined)),
    altered: ({ hop }) => (options.alter?.hop === hop ? options.alter : undefined),
    accept: (place, socket) => {
      serve(site, place, socket).catch((error: unknown) => {
        trouble(stumbled(place, error));
        socket.destroy();
      });
    },
  });
  let checks: Checks | undefined;
  const site: Site = {
    program: () => program,
    generation: () => generation,
    register,
    links,
    authorities,
    dialler: diallerOf(authorities, links),
    tokens,
    names: () => names,
    asked: new Set(),
    ask: () => undefined,
    random: options.random,
    client: () => options.client,
    listening: (place) => listeners.at(place),
    known: (hop, port) => listeners.places().find((place) => place.hop === hop && place.facts['dst.port'] === port) ?? { hop, facts: { 'dst.port': port } },
    endpoint: (place) => (typeof place === 'string' ? endpointAt(network, place) : undefined),
    observed: (hop) => checks?.observed(hop) ?? (() => undefined),
    timers: (dialler) => timersOf(dialler, options.clock, answering),
    held: (milliseconds) => heldHere(milliseconds, answering),
    app: options.app ?? (() => undefined),
    passing: (workload, port, path) => passing(network, hops, workload, port, path),
    altered: (hop) => (options.alter?.hop === hop ? options.alter : undefined),
    log: (line) => {
      if (roots.has(line.entry)) options.log?.(line);
    },
    trouble,
    idle: new Set(),
  };
  // A program of the user's own answers on the real clock.
  let answering = options.app === undefined ? options.clock : 1;
  let names: readonly string[] = [];
  let roots: ReadonlySet<HopId> = new Set();
  let hops: ReadonlySet<HopId> = new Set();
  const settle = async (): Promise<{ started: number; stopped: number; kept: number }> => {
    const start = [...entryPlaces(), ...(options.also ?? [])];
    names = [...new Set(network.entries.flatMap(({ hosts }) => hosts))].filter((host) => host.includes('.')).slice(0, certified);
    roots = new Set(start.map(({ hop }) => hop));
    const found = stationsOf(program, start);
    hops = found.hops;
    if (options.app === undefined) answering = answeringClock(options.clock, program, hops);
    for (const place of start) if (!ports.has(placeKey(place)) && options.portBase !== undefined) ports.set(placeKey(place), options.portBase + ports.size);
    const changes = await listeners.only(found.places.length > eager ? start : found.places);
    checks?.stop();
    checks = checksOf(site, network, hops, options.clock, checks?.found() ?? []);
    await checks.first;
    return changes;
  };
  try {
    await settle();
  } catch (error) {
    await listeners.close();
    return { wrong: error instanceof Error ? error.message : String(error) };
  }
  const at = new Map<string, Listening>();
  const noted = async (): Promise<void> => {
    at.clear();
    for (const place of listeners.places()) at.set(placeKey(place), await listeners.at(place));
  };
  await noted();
  return {
    entries: () => network.entries.flatMap((entry) => withPlace(at, placeOf(entry)).map(({ at }) => ({ entry, at }))),
    stations: () => listeners.places().flatMap((place) => withPlace(at, place)),
    certificate: await authorities.certificate('public'),
    tokens,
    answering: () => answering,
    clientCertificate: (offer) => authorities.issued(offer),
    health: () => checks?.found() ?? [],
    send: (sent) => send(site, sent),
    reload: async (next) => {
      ({ program, network } = next);
      generation++;
      site.dialler.drain();
      for (const end of site.idle) end();
      const changes = await settle();
      await noted();
      return changes;
    },
    close: async () => {
      checks?.stop();
      site.dialler.close();
      await listeners.close();
    },
  };
}

function placeOf(entry: Entry): Place {
  return { hop: entry.address, facts: { 'dst.port': entry.port } };
}

function withPlace(at: ReadonlyMap<string, Listening>, place: Place): readonly { readonly place: Place; readonly at: Listening }[] {
  const found = at.get(placeKey(place));
  return found === undefined ? [] : [{ place, at: found }];
}

/** Names in one certificate, at most. */
const certified = 50;

/** A status that the check of this workload takes, if one asks for exactly this path on this port. */
function passing(network: Network, hops: ReadonlySet<HopId>, workload: string, port: number | undefined, path: string): number | undefined {
  for (const hop of hops) {
    const check = network.checks(hop).find((each) => each.path === path && (each.workload === workload || each.workload === `${workload}:${port}`));
    if (check !== undefined) return check.speaks === 'GRPC' ? 200 : check.matcher[0]?.from;
  }
  return undefined;
}
