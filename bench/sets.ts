import { loadAll } from 'js-yaml';
import { compile, setOf } from '../src/engine/compile-switch.ts';
import { differ, join, meet, minus } from '../src/engine/diagram.ts';
import { explode } from '../src/engine/explode.ts';
import { meaning, rows } from '../src/engine/reach.ts';
import { reacher } from '../src/engine/reacher.ts';
import { regionCarrier, regionOf } from '../src/engine/region.ts';
import { all as everything, createStore, none } from '../src/engine/store.ts';
import type { Diagram, Store } from '../src/engine/store.ts';
import { walk } from '../src/engine/walk.ts';
import { example } from '../src/engine/witness.ts';
import { always, is } from '../src/ir/match.ts';
import type { Program } from '../src/ir/program.ts';
import { balancer, wideSwitch } from './balancer.ts';
import { edited, meshOf, programOf, yamlOf, type Mesh } from './mesh.ts';
import { network, networkYaml } from './network.ts';

export interface Row {
  readonly name: string;
  readonly milliseconds: number;
  /** Against js-yaml's loadAll of the same workload as YAML, in the same process. */
  readonly ratio?: number;
  readonly note: string;
}

/** Sets of requests: an ALB, meshes of 1,000 and 10,000 hosts, one wide switch, a network, and a mesh edited in ten places. */
export async function setRows(options: { readonly quick: boolean } = { quick: false }): Promise<Row[]> {
  const sizes = options.quick ? [{ hosts: 1_000, vocabulary: 50 }] : [{ hosts: 1_000, vocabulary: 50 }, { hosts: 1_000, vocabulary: 3_000 }, { hosts: 10_000, vocabulary: 50 }, { hosts: 10_000, vocabulary: 3_000 }];
  return [...balancerRows(), ...sizes.flatMap((size) => meshRows(`W2 ${size.hosts.toLocaleString('en')} hosts, ${size.vocabulary} words`, meshOf(size))), ...wideRows(), ...networkRows(), ...editRows(meshOf({ hosts: options.quick ? 1_000 : 10_000, vocabulary: 50 }))];
}

function balancerRows(): Row[] {
  const { program, rules } = balancer();
  const store = createStore();
  const region = regionOf(store, is('protocol', 'tcp'));
  const whole = timed(() => meaning(reacher(store, program), 'listener', region));
  const walked = timed(() => walk(program, regionCarrier(createStore()), 'listener', region, { onward: false }));
  const forward = createStore();
  const forwardRegion = regionOf(forward, is('protocol', 'tcp'));
  const ways = timed(() => walk(program, regionCarrier(forward), 'listener', forwardRegion, { onward: false }).map(({ traffic }) => example(forward, traffic.rest)));
  const live = explode(store, everything, compile(store, [...rules, { match: always }]));
  return [
    { name: 'W1 whole path as one diagram', milliseconds: whole.milliseconds, note: sizes(store) },
    { name: 'W1 forward, with a witness each', milliseconds: ways.milliseconds, note: `${ways.result.length} ways, ${live.size - 1} live rules of ${rules.length}; without witnesses ${Math.round(walked.milliseconds)} ms` },
  ];
}

function meshRows(name: string, mesh: Mesh): Row[] {
  const text = yamlOf(mesh);
  const base = timed(() => void loadAll(text)).milliseconds;
  const store = createStore();
  const region = regionOf(store, is('protocol', 'tcp'));
  const reach = reacher(store, programOf(mesh));
  const meant = timed(() => meaning(reach, 'gateway', region));
  const found = timed(() => rows(reach, 'gateway', region));
  const examples = timed(() => found.result.filter(({ set }) => example(store, set) !== undefined).length);
  const dispatch = timed(() => compile(createStore(), mesh.hosts.map(({ name: host }) => ({ match: { field: 'host', in: [host] } }))));
  const total = meant.milliseconds + found.milliseconds + examples.milliseconds;
  return [
    { name: `${name}, js-yaml`, milliseconds: base, note: `${(text.length / 1e6).toFixed(1)} MB, ${mesh.workloads.length} workloads: the base` },
    { name: `${name}, dispatch on hosts alone`, milliseconds: dispatch.milliseconds, ratio: dispatch.milliseconds / base, note: '' },
    { name: `${name}, whole reach`, milliseconds: total, ratio: total / base, note: `meaning ${Math.round(meant.milliseconds)}, rows ${Math.round(found.milliseconds)}, witnesses ${Math.round(examples.milliseconds)} ms` },
    { name: `${name}, result`, milliseconds: 0, note: `${found.result.length} rows, ${examples.result} witnesses; ${sizes(store)}` },
  ];
}

function wideRows(): Row[] {
  const cases = wideSwitch();
  const store = createStore();
  const switched = timed(() => compile(store, [...cases, { match: always }]));
  const parts = timed(() => explode(store, everything, switched.result));
  const examples = timed(() => [...parts.result.values()].filter((part) => example(store, part) !== undefined).length);
  return [{ name: 'W3 900 cases under one host', milliseconds: switched.milliseconds, note: `${parts.result.size} live cases, divided in ${Math.round(parts.milliseconds)} ms, ${examples.result} witnesses in ${Math.round(examples.milliseconds)} ms; ${sizes(store)}` }];
}

function networkRows(): Row[] {
  const given = network();
  const text = networkYaml(given);
  const base = timed(() => void loadAll(text)).milliseconds;
  const store = createStore();
  const guards = timed(() => ({
    groups: given.groups.map((rules) => rules.map((rule) => setOf(store, rule)).reduce((sum, set) => join(store, sum, set), none)),
    acls: given.acls.map(({ deny, allow }) => minus(store, setOf(store, allow), setOf(store, deny))),
    subnets: compile(store, given.subnets.map(({ cidr }) => ({ match: { field: 'src.address', in: [{ cidr }] } }))),
  }));
  const { groups, acls, subnets } = guards.result;
  const ingress = timed(() => given.interfaces.map(({ subnet, groups: own }) => meet(store, acls[given.subnets[subnet]!.acl]!, own.reduce((sum, group) => join(store, sum, groups[group]!), none))));
  const distinct = new Set(ingress.result);
  const pairs = timed(() => {
    const open = new Map<Diagram, number>();
    for (const region of distinct) open.set(region, explode(store, region, subnets).size);
    return ingress.result.reduce((sum, region) => sum + open.get(region)!, 0);
  });
  const row = (name: string, milliseconds: number, note: string): Row => ({ name: `W4 ${name}`, milliseconds, ratio: milliseconds / base, note });
  return [
    { name: 'W4 js-yaml', milliseconds: base, note: `${(text.length / 1e6).toFixed(1)} MB: the base` },
    row('diagrams of groups and ACLs', guards.milliseconds, ''),
    row('ingress of 10,000 interfaces', ingress.milliseconds, `${distinct.size} distinct regions`),
    row('which subnets reach which interfaces', pairs.milliseconds, `${pairs.result} of 20,000,000 pairs are open; ${sizes(store)}`),
  ];
}

function editRows(mesh: Mesh): Row[] {
  const store = createStore();
  const region = regionOf(store, is('protocol', 'tcp'));
  const meant = (program: Program): Diagram => meaning(reacher(store, program), 'gateway', region);
  const before = meant(programOf(mesh));
  const after = timed(() => meant(programOf(edited(mesh))));
  const changed = timed(() => [...explode(store, everything, differ(store, before, after.result))].map(([, set]) => example(store, set)));
  return [
    { name: 'W5 the edited mesh in the same store', milliseconds: after.milliseconds, note: sizes(store) },
    { name: 'W5 what ten edits change, with witnesses', milliseconds: changed.milliseconds, note: `${changed.result.length} kinds of change` },
  ];
}

function sizes(store: Store): string {
  const megabytes = Math.round(process.memoryUsage().rss / 1e6);
  const { records } = store.partitions;
  const states = Array.from({ length: records.count }, (_, partition) => records.pool[records.starts[partition]! + 1]!).reduce((sum, size) => sum + size, 0);
  return `${store.nodes.count} nodes, ${records.count} automata of ${states} states, ${store.fallbacks} fall-backs, ${megabytes} MB resident`;
}

function timed<T>(work: () => T): { readonly result: T; readonly milliseconds: number } {
  const start = performance.now();
  const result = work();
  return { result, milliseconds: performance.now() - start };
}
