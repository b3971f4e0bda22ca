import type { HopId } from '../ir/program.ts';
import type { Address, Entry, HealthCheck, Kind, Opened, Stage } from '../hops/kind.ts';
import type { Place } from '../dialects/aws/network/wire.ts';
import type { Estate } from '../resource/estate.ts';
import { compareTexts } from '../resource/order.ts';
import type { Problem } from '../resource/resource.ts';
import { dialledByName } from './names.ts';

/** One kind together with what it read. */
export interface Reading {
  readonly kind: Kind<unknown>;
  readonly opened: Opened<unknown>;
}

/** A kind's settings at one address. */
export interface Part {
  readonly kind: Kind<unknown>;
  readonly spec: unknown;
}

/** Everything that answers for an address in this estate, asked by stage and never by kind. */
export interface Network {
  readonly estate: Estate;
  readonly readings: readonly Reading[];
  readonly entries: readonly Entry[];
  /** Parts of one stage at an address, in their order. */
  parts(stage: Stage, address: Address): readonly Part[];
  /** The station that answers: of several (an intercepting proxy before the program), the one with the lowest order. */
  station(address: Address): Part | undefined;
  checks(address: HopId): readonly HealthCheck[];
  /** The interface from which the station at an address dials, if one is known. */
  place(address: Address): Place | undefined;
  /** `outside/HOST/PORT` of which a listener of the inputs answers for host and port is that listener, as the zones say to whoever dials it or else by its rules; every other address is itself. */
  inside(address: Address, from?: Address): Address;
  /** Whether any resource in the estate speaks of this stage: if none does, the layer is assumed open. */
  has(stage: Stage): boolean;
}

/** Lets every kind read the estate. What the kinds find wrong is added to `problems`. */
export function networkOf(estate: Estate, kinds: readonly Kind<unknown>[], problems: Problem[] = []): Network {
  const readings = kinds.map((kind): Reading => ({ kind, opened: kind.read(estate, problems) }));
  const byWord = new Map<string, Reading[]>();
  for (const reading of readings) for (const word of reading.kind.answers) byWord.set(word, [...(byWord.get(word) ?? []), reading]);
  for (const list of byWord.values()) list.sort((a, b) => a.kind.order - b.kind.order);
  const parts = (stage: Stage, address: Address): readonly Part[] =>
    (byWord.get(firstWord(address)) ?? []).flatMap(({ kind, opened }) => {
      if (kind.stage !== stage) return [];
      const spec = opened.at(address);
      return spec === undefined ? [] : [{ kind, spec }];
    });
  const placing = readings.flatMap(({ opened }) => (opened.place === undefined ? [] : [opened.place]));
  const entries = readings.flatMap(({ opened }) => opened.entries ?? []).sort((a, b) => compareTexts(a.address, b.address));
  const network: Network = {
    estate,
    readings,
    entries,
    parts,
    station: (address) => parts('station', address)[0] ?? parts('name', address)[0],
    inside: (address, from) => (from === undefined ? undefined : dialledByName(network, from, address)) ?? insideOf(entries, address),
    checks: (address) => (byWord.get(firstWord(address)) ?? []).flatMap(({ opened }) => opened.checks?.(address) ?? []),
    place: (address) => placing.map((place) => place(address)).find((place) => place !== undefined),
    has: (stage) => readings.some(({ kind }) => kind.stage === stage && kind.present?.(estate) === true),
  };
  return network;
}

/** A listener for every host may have any name; only one that has this name is taken to be meant. */
function insideOf(entries: readonly Entry[], address: Address): Address {
  const [word, host = '', port] = address.split('/');
  if (word !== 'outside') return address;
  const answering = entries.filter((entry) => entry.port === Number(port) && hostRank(entry, host) > 1);
  return answering.sort((a, b) => hostRank(b, host) - hostRank(a, host))[0]?.address ?? address;
}

/**
 * How well a listener answers for a host: 0 not at all; exact names before longer suffixes before `*`. A balancer that reads
 * no host takes every name, and is meant where gateways behind it listen for the name and nobody in front of it does.
 */
export function hostRank(entry: Entry, host: string): number {
  const listed = Math.max(0, ...entry.hosts.map((pattern) => (pattern === host ? 1000 : pattern === '*' ? 1 : pattern.startsWith('*.') && host.endsWith(pattern.slice(1)) ? 1 + pattern.length : 0)));
  return entry.passes === true ? 0.5 + listed * 0.4 : listed;
}

function firstWord(address: Address): string {
  const slash = address.indexOf('/');
  return slash < 0 ? address : address.slice(0, slash);
}
