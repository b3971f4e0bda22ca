import type { Field } from '../ir/field.ts';
import type { Match } from '../ir/match.ts';
import type { Case, Share, Value } from '../ir/program.ts';
import { setOf } from './compile-switch.ts';
import { overlapping } from './condition.ts';
import { derive } from './derive.ts';
import { meet } from './diagram.ts';
import { constant, entering } from './derived.ts';
import type { Derived } from './derived.ts';
import { divided } from './explode.ts';
import { TooLarge } from './partition.ts';
import { askedSwitches, partly, type AskedSwitches } from './partly.ts';
import { derivedFrom, pulledBack, reasonsOf } from './pull.ts';
import type { Classifiers } from './pull.ts';
import type { Branch, Carrier, Choice } from './step.ts';
import { isLeaf, none, valueOf } from './store.ts';
import type { Diagram, Store } from './store.ts';
import { pushSession, read, type Traffic } from './traffic.ts';

/** Requests as they entered; `Derived` says how each field follows from that. */
export type Region = Traffic<Derived, Diagram>;

/** The carrier of sets of requests. Where a set is not exact, branches name the reasons and take too much, never too little. */
export function regionCarrier(store: Store): Carrier<Derived, Diagram> {
  return carrierOf(store, {});
}

/** The same where nobody asks why: branches name no reasons, which are levels of their sets all the same. */
export function unexplainedCarrier(store: Store): Carrier<Derived, Diagram> {
  return carrierOf(store, { unexplained: true });
}

function carrierOf(store: Store, own: Pick<Carrier<Derived, Diagram>, 'unexplained'>): Carrier<Derived, Diagram> {
  const kept: Kept = { classifiers: new WeakMap<readonly Case[], Diagram>(), switches: askedSwitches() };
  const carrier: Carrier<Derived, Diagram> = {
    literal: constant,
    entry: (_, field) => (onlyLater(field) ? null : entering(field)),
    split: (region, cases) => split(store, carrier, kept, region, cases),
    choose,
    compute: (region, field, to: Value) => derive(store, (asked) => read(carrier, region, asked), field, to),
    overlap: (one, other) => (meet(store, one, other) === none ? undefined : { rest: meet(store, one, other) }),
    shown,
    ...own,
  };
  return carrier;
}

/** All requests that a condition takes, as plain traffic. The raw path is the path: regions do not speak of the query in it. */
export function regionOf(store: Store, match: Match): Region {
  return { cells: new Map([['path.raw', entering('path')]]), open: [], ended: undefined, rest: setOf(store, match) };
}

/** The same requests inside the client's own TLS session, whose name is the host that the request asks for. */
export function secured(store: Store, region: Region): Region {
  return pushSession(regionCarrier(store), region, { sni: { copy: 'host' }, alpn: 'http/1.1', demand: { authority: 'public', name: { copy: 'host' } } });
}

/**
 * The same requests inside a TLS session of any name: a connection that a client uses again for another host. What does
 * not hold of this region but of `secured` depends on clients opening a connection for each host.
 */
export function securedForAnyName(store: Store, region: Region): Region {
  const [session] = secured(store, region).open;
  return { ...region, open: [{ ...session, sni: entering('session.sni'), name: entering('session.sni') }] };
}

/** Fields that no request brings along: hops make them on the way. */
function onlyLater(field: Field): boolean {
  return later.has(field) || field.startsWith('claim(') || field.startsWith('reply.');
}

const later: ReadonlySet<Field> = new Set(['client.address', 'held', 'preamble', 'tracked', 'src.interface', 'dst.interface', 'subnet', 'attachment', 'zone', 'node', 'target']);

/** What is made of switches, once for each. */
interface Kept {
  readonly classifiers: Classifiers;
  readonly switches: AskedSwitches;
}

function split(store: Store, carrier: Carrier<Derived, Diagram>, { classifiers, switches }: Kept, region: Region, cases: readonly Case[]): readonly Branch<Derived, Diagram>[] {
  try {
    const left = partly(store, carrier, switches, region, cases, carrier.unexplained);
    const classifier = left === undefined ? pulledBack(store, carrier, classifiers, region, cases) : derivedFrom(store, left, carrier, region);
    if (isLeaf(store, classifier)) return classifier === none ? [] : [{ index: valueOf(store, classifier) as number, traffic: region, when: [] }];
    return divided(store, region.rest, classifier).map(({ index, part }) => ({ index, traffic: { ...region, rest: part }, when: carrier.unexplained === true ? [] : reasonsOf(store, part, region.rest) }));
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error;
    return cases.map((_, index) => ({ index, traffic: region, when: [overlapping] }));
  }
}

function choose(region: Region, among: readonly Share[]): readonly Choice<Derived, Diagram>[] {
  const total = among.reduce((sum, share) => sum + share.weight, 0);
  return among.map((share) => ({ share, fraction: share.weight / total, traffic: region }));
}

function shown(region: Region): Record<string, string | number> {
  const known: Record<string, string | number> = {};
  for (const [field, derived] of region.cells) {
    if (derived?.is === 'constant') known[field] = typeof derived.value === 'object' ? derived.value.join(',') : derived.value;
  }
  return known;
}
