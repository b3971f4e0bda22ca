import type { Match } from '../src/ir/match.ts';
import { all, always, is, not } from '../src/ir/match.ts';
import type { Pattern } from '../src/ir/pattern.ts';
import type { Case, Hop, Op, Origin, Program } from '../src/ir/program.ts';
import { randomOf, words, type Random } from './random.ts';

/** W2: one gateway with many hosts, each with a few routes to workloads, each with an allow policy of a few rules. */
export interface Mesh {
  readonly hosts: readonly MeshHost[];
  readonly workloads: readonly MeshWorkload[];
}

export interface MeshHost {
  readonly name: Pattern;
  readonly routes: readonly Route[];
}

export interface Route {
  readonly match: Match;
  readonly rewrite?: { readonly head: string; readonly with: string };
  readonly workload: number;
}

export interface MeshWorkload {
  readonly name: string;
  readonly rules: readonly Match[];
}

export interface MeshSize {
  readonly hosts: number;
  readonly vocabulary: number;
}

/** About 3.5 routes a host, 1.8 workloads a host and 4 rules a workload. `vocabulary`: words that paths are made of. */
export function meshOf({ hosts, vocabulary }: MeshSize): Mesh {
  const random = randomOf(20 + hosts + vocabulary);
  const known = words(vocabulary, 7);
  const workloads: MeshWorkload[] = [];
  const made: MeshHost[] = [];
  for (let index = 0; index < hosts + hosts / 200; index++) {
    const exact = index < hosts;
    const first = workloads.length;
    for (let left = 1 + random.upTo(3) - (random.chance(0.15) ? 1 : 0); left > 0 || workloads.length === first; left--) workloads.push(workloadOf(random, known, workloads.length));
    const name: Pattern = exact ? { exact: `svc-${index}.team-${index % 97}.example.org` } : { suffix: `.wild-${index - hosts}.example.org` };
    const routes = Array.from({ length: 2 + random.upTo(3) }, () => routeOf(random, known, first + random.upTo(workloads.length - first)));
    made.push({ name, routes: [...routes, { match: always, workload: first }] });
  }
  return { hosts: made, workloads };
}

function routeOf(random: Random, known: readonly string[], workload: number): Route {
  const word = `/${random.pick(known)}`;
  const kind = random.upTo(10);
  const path = (pattern: Pattern): Match => ({ field: 'path', in: [pattern] });
  if (kind < 3) return { match: path({ segments: word }), workload, ...(random.chance(0.5) ? { rewrite: { head: word, with: random.chance(0.5) ? '' : `/${random.pick(known)}` } } : {}) };
  if (kind < 5) return { match: path({ prefix: `${word}/` }), workload };
  if (kind < 7) return { match: path({ exact: `${word}/${random.pick(known)}` }), workload };
  if (kind < 8) return { match: path({ regex: random.chance(0.8) ? `${word}/v[0-9]+/.*` : `/[a-z]+${word}/.*` }), workload };
  if (kind < 9) return { match: all(path({ prefix: word }), is('header(x-version)', random.pick(['1', '2', 'canary']))), workload };
  return { match: all(path({ prefix: word }), is('method', 'GET', 'HEAD')), workload };
}

function workloadOf(random: Random, known: readonly string[], index: number): MeshWorkload {
  return { name: `team-${index % 97}/app-${index}`, rules: Array.from({ length: 2 + random.upTo(5) }, () => ruleOf(random, known)) };
}

function ruleOf(random: Random, known: readonly string[]): Match {
  const parts: Match[] = [];
  const word = (): string => `/${random.pick(known)}`;
  if (random.chance(0.5)) parts.push(is('method', ...new Set([random.pick(['GET', 'POST', 'PUT']), random.pick(['GET', 'HEAD', 'DELETE'])])));
  if (random.chance(0.6)) parts.push({ field: 'path', in: [random.chance(0.5) ? { prefix: `${word()}/` } : random.chance(0.5) ? { exact: word() } : { suffix: random.pick(['/health', '.json', '/metrics']) }] });
  if (random.chance(0.2)) parts.push(not({ field: 'path', in: [{ prefix: `${word()}/admin` }] }));
  if (random.chance(0.6)) parts.push({ field: 'session.peer', in: [random.chance(0.5) ? { exact: gateway } : random.chance(0.5) ? { prefix: 'spiffe://cluster.local/ns/team-1' } : { exact: `spiffe://cluster.local/ns/team-${random.upTo(97)}/sa/app` }] });
  if (random.chance(0.2)) parts.push({ field: 'src.address', in: [{ cidr: `10.${random.upTo(20)}.0.0/16` }] });
  return { all: parts };
}

const gateway = 'spiffe://cluster.local/ns/istio-system/sa/gateway';
const origin: Origin = { resource: 'bench', rule: 'bench' };

/** The mesh as a program: the gateway matches host and route, dials with mTLS, and each workload asks its policy. */
export function programOf(mesh: Mesh): Program {
  const hops = new Map<string, Hop>();
  const cases = mesh.hosts.map(({ name, routes }): Case => ({ match: { field: 'host', in: [name] }, origin, then: [{ op: 'switch', origin, cases: routes.map(routed) }] }));
  const missing: Op = { op: 'stop', origin, verdict: { kind: 'answered', status: 404, cause: 'no-route' } };
  hops.set('gateway', { id: 'gateway', title: 'gateway', dialler: 'proxy', ops: [{ op: 'switch', origin, cases: [...cases, { match: always, then: [missing], origin }] }] });
  mesh.workloads.forEach((workload, index) => hops.set(`workload/${index}`, sidecar(workload, index)));
  return { hop: (id) => hops.get(id) };
}

function routed({ match, rewrite, workload }: Route): Case {
  const rewritten: Op[] = rewrite === undefined ? [] : [{ op: 'set', field: 'path', to: rewrite, origin }];
  const sealed: Op = { op: 'set', field: 'session', to: { push: { offer: { authority: 'mesh', principal: gateway }, demand: { authority: 'mesh' } } }, origin };
  const reply: Case[] = [{ match: is('reply.outcome', 'reset', 'refused', 'handshake'), then: [{ op: 'stop', origin, verdict: { kind: 'answered', status: 503 } }], origin }];
  return { match, origin, then: [...rewritten, sealed, { op: 'dial', hop: `workload/${workload}`, reply, origin }] };
}

function sidecar({ name, rules }: MeshWorkload, index: number): Hop {
  const denied: Op = { op: 'stop', origin, verdict: { kind: 'answered', status: 403, cause: 'policy-not-allowed', body: String(index) } };
  const ops: Op[] = [
    { op: 'set', field: 'session', to: { pop: { certificate: { authority: 'mesh' }, verify: { authority: 'mesh', required: true } } }, origin },
    { op: 'switch', origin, cases: [...rules.map((match): Case => ({ match, then: [], origin })), { match: always, then: [denied], origin }] },
    { op: 'stop', origin, verdict: { kind: 'delivered', workload: name } },
  ];
  return { id: `workload/${index}`, title: name, dialler: 'proxy', ops };
}

/** W5: the same mesh after ten small edits, of which three mean nothing. */
export function edited(mesh: Mesh): Mesh {
  const random = randomOf(5);
  const hosts = [...mesh.hosts];
  for (let edit = 0; edit < 10; edit++) {
    const at = random.upTo(hosts.length);
    const { name, routes } = hosts[at]!;
    const [first, ...rest] = routes;
    if (edit < 3) hosts[at] = { name, routes: [...routes, { match: is('path', '/never-asked'), workload: 0 }] };
    else if (edit < 6) hosts[at] = { name, routes: [{ match: { field: 'path', in: [{ prefix: '/new/' }] }, workload: random.upTo(mesh.workloads.length) }, ...routes] };
    else hosts[at] = { name, routes: rest.length > 0 ? rest : [first!] };
  }
  return { hosts, workloads: mesh.workloads };
}

/** The same mesh as people write it: VirtualServices and AuthorizationPolicies. */
export function yamlOf(mesh: Mesh): string {
  const services = mesh.hosts.map(({ name, routes }, index) => `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: vs-${index}, namespace: team-${index % 97} }
spec:
  hosts:
    - "${'exact' in name ? name.exact : 'suffix' in name ? `*${name.suffix}` : ''}"
  gateways:
    - istio-system/gateway
  http:
${routes.map((route) => `    - match:\n${lines(route.match, '        ')}      route:\n        - destination:\n            host: app-${route.workload}\n            port:\n              number: 8080\n${route.rewrite === undefined ? '' : `      rewrite:\n        uri: "${route.rewrite.with}"\n`}`).join('')}`);
  const policies = mesh.workloads.map(({ name, rules }, index) => `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: app-${index}, namespace: ${name.split('/')[0]} }
spec:
  selector:
    matchLabels:
      app: app-${index}
  rules:
${rules.map((rule) => `    - to:\n${lines(rule, '        ')}`).join('')}`);
  return [...services, ...policies].join('---\n');
}

function lines(match: Match, indent: string): string {
  if ('all' in match) return match.all.length === 0 ? `${indent}- {}\n` : match.all.map((one) => lines(one, indent)).join('');
  if ('not' in match) return lines(match.not, indent).replace('- ', '- not-');
  if (!('field' in match)) return '';
  return `${indent}- ${match.field}:\n${match.in.map((pattern) => Object.entries(pattern).map(([kind, value]) => `${indent}    - ${kind}: ${JSON.stringify(value)}\n`).join('')).join('')}`;
}
