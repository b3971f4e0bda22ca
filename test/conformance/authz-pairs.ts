import { loadAll } from 'js-yaml';
import { minus, join } from '../../src/engine/diagram.ts';
import { entering, type Derived } from '../../src/engine/derived.ts';
import { pointCarrier, type Point, type PointValue } from '../../src/engine/point.ts';
import { regionCarrier, regionOf, type Region } from '../../src/engine/region.ts';
import { createStore, none, type Diagram, type Store } from '../../src/engine/store.ts';
import { walk, type Way } from '../../src/engine/walk.ts';
import { witness, type Witness } from '../../src/engine/witness.ts';
import type { Kind } from '../../src/hops/kind.ts';
import type { Field } from '../../src/ir/field.ts';
import { always, isNumber, never, type Match } from '../../src/ir/match.ts';
import type { Op, Program } from '../../src/ir/program.ts';
import { lowered } from './envoy-rbac.ts';
import { meshConfig, namespace, pathFrom, pod, service } from './estate.ts';
import type { Case, Data, Suite } from './suite.ts';

interface Question {
  readonly in: string;
  readonly protocol: 'http' | 'tcp';
  readonly proxy: { readonly namespace: string; readonly labels: Readonly<Record<string, string>> };
  readonly trustDomainBundle?: { readonly trustDomain: string; readonly aliases: readonly string[] };
  /** What speaks behind the name `default` of the mesh config. */
  readonly extensionProvider?: string;
}

/** What the policies of a pod are as filters, port by port. */
type Answer = Readonly<Record<string, readonly Op[]>>;

/**
 * Policies on one side, the Envoy filters that istiod makes of them on the other. Both are ops, and one engine says which
 * requests each of them answers how: the filters are only compared as sets of requests, and by one witness of each set.
 */
export function authzPairs(using: readonly Kind<unknown>[]): Suite {
  return {
    name: 'istio/authz-pairs',
    answer: async (question) => (await answered(using, question as unknown as Question)) as unknown as Data,
    expected: (each, answer) => compared(each, answer as unknown as Answer),
  };
}

async function answered(using: readonly Kind<unknown>[], { in: policies, protocol, proxy, trustDomainBundle, extensionProvider }: Question): Promise<Answer> {
  const ports = portsNamed(policies);
  const mesh = {
    ...(trustDomainBundle === undefined ? {} : { trustDomain: trustDomainBundle.trustDomain, trustDomainAliases: trustDomainBundle.aliases }),
    ...(extensionProvider === undefined ? {} : { extensionProviders: [{ name: 'default', [extensionProvider.endsWith('gRPC') ? 'envoyExtAuthzGrpc' : 'envoyExtAuthzHttp']: { service: 'foo/my-custom-ext-authz.foo.svc.cluster.local', port: 9000, failOpen: true, statusOnError: '403' } }] }),
  };
  const objects: Data[] = [
    namespace(proxy.namespace),
    pod({ namespace: proxy.namespace, name: 'server-0', labels: proxy.labels, sidecar: true }),
    service(proxy.namespace, 'server', proxy.labels, ports.map((port) => ({ name: `${protocol}-${port}`, port, targetPort: port }))),
    meshConfig(mesh),
  ];
  const at = async (written: string, port: number): Promise<readonly Op[]> => {
    const { network } = await pathFrom(using, objects, written);
    const parts = network.parts('filter', `pod/${proxy.namespace}/server-0/${port}`).filter(({ kind }) => asked.includes(kind.name));
    return parts.flatMap(({ kind, spec }) => kind.lower(spec, { to: (address) => address }, () => 'healthy').ops);
  };
  const entries = await Promise.all(ports.map(async (port) => [String(port), await at(policies, port)] as const));
  return Object.fromEntries([...entries, [anyPort, await at(withoutPorts(policies), 12345)]]);
}

/** Rules may ask for two ports at once, and so for none: what else they ask for is compared with the ports left out on both sides. */
const anyPort = 'any';

function withoutPorts(policies: string): string {
  const kept = (key: string, value: unknown): unknown => {
    if (key === 'ports' || key === 'notPorts') return undefined;
    // An operation that was about ports only is about everything then, and so is the whole list.
    if (key === 'to' && Array.isArray(value)) return value.some((each: { readonly operation: object }) => Object.keys(each.operation).every((field) => /ports/i.test(field))) ? undefined : value;
    return key === 'when' && Array.isArray(value) ? value.filter((each: { readonly key?: string }) => each.key !== 'destination.port') : value;
  };
  return loadAll(policies).filter((document) => document !== null && document !== undefined).map((document) => JSON.stringify(document, kept)).join('\n---\n');
}

/** The kinds that the filters of a case stand for. */
const asked: readonly string[] = ['external-authorizer', 'authorization-policy'];

/** Every port that the policies speak of, and one that they do not. */
function portsNamed(policies: string): readonly number[] {
  const named = [...policies.matchAll(/"(\d{1,5})"/g)].map(([, port]) => Number(port));
  return [...new Set([...named, 12345])].sort((a, b) => a - b);
}

/** The answer itself if nothing differs; else the first request that the two sides answer differently, or what of the filters cannot be read. */
function compared(each: Case, answer: Answer): Data {
  if ('broken' in answer) return null;
  const theirs = new Map<string, readonly Op[]>();
  try {
    for (const port of Object.keys(answer)) theirs.set(port, lowered(each['out'] as readonly string[], port === anyPort ? undefined : Number(port)));
  } catch (error) {
    return { unread: error instanceof Error ? error.message : String(error) };
  }
  for (const [port, ops] of Object.entries(answer)) {
    const difference = differing(neutral(ops), theirs.get(port) ?? [], port === anyPort ? 12345 : Number(port));
    if (difference !== undefined) return { port, difference };
  }
  return answer as unknown as Data;
}

/** Who is asked is one question, however the sentence about it goes on. */
function neutral(ops: readonly Op[]): readonly Op[] {
  return JSON.parse(JSON.stringify(ops), (_, value: unknown) => {
    const unknown = (value as { readonly unknown?: { readonly ask?: string } } | null)?.unknown;
    return unknown?.ask === undefined ? value : { unknown: { reason: unknown.ask, ask: unknown.ask } };
  }) as readonly Op[];
}

function differing(ours: readonly Op[], theirs: readonly Op[], port: number): Data | undefined {
  const store = createStore();
  const entry: Region = { ...regionOf(store, isNumber('dst.port', port)), cells: new Map([...claimsIn([...ours, ...theirs]), 'client.address' as Field].map((field): [Field, Derived] => [field, entering(field)])), ended: session };
  const apart = rulesApart(store, ours, theirs, entry);
  if (apart !== undefined) return apart;
  const [own, other] = [regions(store, ours, entry), regions(store, theirs, entry)];
  for (const face of new Set([...own.keys(), ...other.keys()])) {
    const [a, b] = [own.get(face) ?? none, other.get(face) ?? none];
    for (const [set, only] of [[minus(store, a, b), 'ours'], [minus(store, b, a), 'theirs']] as const) {
      if (set !== none) return { face, only, witness: (witness(store, set)?.fields ?? null) as Data };
    }
    const seen = a === none ? undefined : witness(store, a);
    const [said, meant] = seen === undefined ? [[], []] : [facesOf(ours, seen, port), facesOf(theirs, seen, port)];
    if (said.join() !== meant.join() || (seen !== undefined && !said.includes(face))) return { face, said, meant, witness: (seen?.fields ?? null) as Data };
  }
  return undefined;
}

/**
 * A rule that others hide, or whose own conditions exclude each other, is looked at alone: as it is, and by what it asks
 * for and what it excludes, of all fields and of each.
 */
function rulesApart(store: Store, ours: readonly Op[], theirs: readonly Op[], entry: Region): Data | undefined {
  const [own, other] = [rulesIn(ours), rulesIn(theirs)];
  for (const rule of own.keys()) if (!other.has(rule)) return { rule, only: 'ours' };
  for (const [rule, match] of other) {
    const mine = own.get(rule) ?? never;
    const fields = mine === never ? [] : [...new Set([...fieldsIn(mine), ...fieldsIn(match)])];
    const views = [whole, wanted, excluded, ...fields.flatMap((field) => [wanted, excluded].map((half) => (each: Match): Match => about(field, half(each))))];
    for (const view of mine === never ? [whole] : views) {
      const [a, b] = [taken(store, view(mine), entry), taken(store, view(match), entry)];
      const set = join(store, minus(store, a, b), minus(store, b, a));
      if (set !== none) return { rule, witness: (witness(store, set)?.fields ?? null) as Data };
    }
  }
  return undefined;
}

/** The conditions of rules by name, as the switches of filters hold them. */
function rulesIn(ops: readonly Op[]): ReadonlyMap<string, Match> {
  const cases = ops.flatMap((op) => (op.op === 'switch' ? op.cases : []));
  return new Map(cases.flatMap(({ match, origin, then }): [string, Match][] => (/ns\[/.test(origin.rule) ? [[then.flatMap((op) => (op.op === 'stop' ? op.origin.rule : []))[0] ?? origin.rule, match]] : [])));
}

function taken(store: Store, match: Match, entry: Region): Diagram {
  const origin = { resource: 'rule', rule: '' };
  return regions(store, [{ op: 'switch', origin, cases: [{ match, then: [], origin }, { match: always, then: [{ op: 'stop', verdict: { kind: 'reset', cause: 'policy-denied' }, origin }], origin }] }], entry).get('passes') ?? none;
}

function whole(match: Match): Match {
  return match;
}

/** Without what a rule excludes. */
function wanted(match: Match): Match {
  if ('not' in match) return always;
  return 'all' in match ? { all: match.all.map(wanted) } : 'any' in match ? { any: match.any.map(wanted) } : match;
}

/** Without what it asks for. */
function excluded(match: Match): Match {
  if ('field' in match || 'unknown' in match) return always;
  return 'all' in match ? { all: match.all.map(excluded) } : 'any' in match && match.any.length > 0 ? { any: match.any.map(excluded) } : match;
}

/** Only what is asked of one field. */
function about(field: Field, match: Match): Match {
  if ('field' in match) return match.field === field ? match : always;
  if ('unknown' in match) return always;
  if ('not' in match) return fieldsIn(match).includes(field) ? { not: about(field, match.not) } : always;
  return 'all' in match ? { all: match.all.map((each) => about(field, each)) } : match.any.length > 0 ? { any: match.any.map((each) => about(field, each)) } : match;
}

function fieldsIn(match: Match): readonly Field[] {
  return [...new Set([...JSON.stringify(match).matchAll(/"field":"([^"]+)"/g)].map(([, field]) => field as Field))];
}

/** What a verified client certificate and its handshake tell: both may be missing. */
const session: Region['ended'] = { peer: entering('session.peer'), sni: entering('session.sni') };

function regions(store: Store, ops: readonly Op[], entry: Region): ReadonlyMap<string, Diagram> {
  const found = new Map<string, Diagram>();
  for (const way of walk(program(ops), regionCarrier(store), 'proxy', entry, { onward: false })) found.set(faceOf(way), join(store, found.get(faceOf(way)) ?? none, way.traffic.rest));
  return found;
}

/** How the two programs answer one request, as a point. */
function facesOf(ops: readonly Op[], { fields }: Witness, port: number): readonly string[] {
  const { 'session.peer': peer, 'session.sni': sni, ...rest } = fields;
  const cells = new Map(Object.entries({ ...rest, 'dst.port': port }) as [Field, PointValue][]);
  const point: Point = { cells, open: [], ended: { ...(peer === undefined ? {} : { peer }), ...(sni === undefined ? {} : { sni }) }, rest: undefined };
  return [...new Set(walk(program(ops), pointCarrier(), 'proxy', point, { onward: false }).map(faceOf))].sort();
}

/** The decision, and the rule that made it: its name is part of what Envoy tells. */
function faceOf({ verdict, steps }: Way<unknown, unknown>): string {
  if (verdict.kind === 'delivered') return 'passes';
  const rule = steps.at(-1)?.origin.rule ?? '';
  return `${verdict.kind} ${verdict.kind === 'answered' ? verdict.status : ''} ${rule}`;
}

function program(ops: readonly Op[]): Program {
  const through: Op = { op: 'stop', verdict: { kind: 'delivered', workload: 'server' }, origin: { resource: 'server', rule: '' } };
  return { hop: (id) => (id === 'proxy' ? { id, title: id, dialler: 'proxy', ops: [...ops, through] } : undefined) };
}

function claimsIn(ops: readonly Op[]): readonly Field[] {
  return [...new Set([...JSON.stringify(ops).matchAll(/"(claim\([^"]+\))"/g)].map(([, field]) => field as Field))];
}
