import type { Field } from '../../src/ir/field.ts';
import { all, always, any, is, isNumber, not, present, type Match } from '../../src/ir/match.ts';
import type { Case, Hop, HopId, Op, Origin, Program, Share, Value, Verdict } from '../../src/ir/program.ts';
import { pointCarrier, type Point } from '../../src/engine/point.ts';
import { walk } from '../../src/engine/walk.ts';
import type { Entry, HealthCheck } from '../../src/hops/kind.ts';
import type { Network } from '../../src/path/network.ts';

/** Programs written by hand: an ALB, sidecars and workloads, as the kinds lower them. */
export const origin: Origin = { resource: 'test', rule: 'test' };

export function noted(note: string): Origin {
  return { resource: 'Policy test/one', rule: 'rule[0]', note, at: { file: 'mesh/one.yaml', line: 9, column: 5, endLine: 9, endColumn: 11 } };
}

export function when(match: Match, ...then: Op[]): Case {
  return { match, then, origin };
}

export function set(field: Field | 'session', to: Value): Op {
  return { op: 'set', field, to, origin };
}

export function among(...cases: Case[]): Op {
  return { op: 'switch', origin, cases: [...cases, when(always)] };
}

export function stop(kind: 'reset' | 'refused' | 'handshake' | 'dropped', cause: 'plaintext-refused' | 'port-closed' | 'tls-refused' | 'guard-dropped', from: Origin = origin): Op {
  return { op: 'stop', origin: from, verdict: { kind, cause } };
}

export function answer(status: number, body?: string, from: Origin = origin): Op {
  return { op: 'stop', origin: from, verdict: { kind: 'answered', status, ...(status < 400 ? {} : { cause: 'policy-denied' as const }), ...(body === undefined ? {} : { body }) } };
}

export function dial(hop: HopId, reply: Case[] = []): Op {
  return { op: 'dial', hop, reply, origin };
}

export function goto(hop: HopId): Op {
  return { op: 'goto', hop, origin };
}

export function share(value: string, ...then: Op[]): Share {
  return { value, weight: 1, then, origin };
}

export function programOf(hops: Readonly<Record<HopId, readonly Op[]>>): Program {
  const dialler = (id: HopId): Hop['dialler'] => (id.startsWith('listener/') || id.startsWith('group/') ? 'load-balancer' : id.startsWith('app/') ? 'workload' : 'proxy');
  return { hop: (id) => (hops[id] === undefined ? undefined : { id, title: id, dialler: dialler(id), ops: hops[id] }) };
}

export function networkOf(entries: readonly Entry[], checks: readonly HealthCheck[] = []): Network {
  return {
    estate: { resources: [], ofType: () => [], find: () => undefined },
    readings: [],
    entries,
    parts: () => [],
    station: () => undefined,
    inside: (address) => address,
    checks: (address) => checks.filter(({ group }) => group === address),
    place: () => undefined,
    has: () => false,
  };
}

export const entry: Entry = { address: 'listener/alb/443', scheme: 'https', port: 443, hosts: ['xnat.example.org'], title: 'ALB alb (HTTPS 443)', public: true };

/** What an ALB makes of what it sees of a target. */
export const albReply: Case[] = [
  when(any(is('reply.outcome', 'refused'), is('reply.outcome', 'reset'), is('reply.outcome', 'handshake')), answer(502, '<html>502</html>')),
  when(is('reply.outcome', 'dropped'), answer(504, '<html>504</html>')),
];

/** An ALB that ends TLS, marks what it forwards, and sends each request to one of these targets. */
export function alb(targets: readonly Share[], session?: Value): Record<HopId, readonly Op[]> {
  return {
    'listener/alb/443': [
      set('session', { pop: { certificate: { authority: 'public' } } }),
      set('forwarded', { append: 'src.address' }),
      set('header(x-forwarded-proto)', { literal: 'https' }),
      set('header(x-forwarded-port)', { literal: '443' }),
      { op: 'switch', origin, cases: [when({ field: 'host', in: [{ exact: 'xnat.example.org' }] }, goto('group/alb/web')), when(always, answer(404, 'no such host'))] },
    ],
    'group/alb/web': [
      set('src.pod', { absent: true }),
      set('src.cluster', { absent: true }),
      set('src.address', { unknown: 'an ALB node\'s address' }),
      set('dst.port', { literal: 8080 }),
      ...(session === undefined ? [] : [set('session', session)]),
      { op: 'pick', origin, bind: 'target', among: targets },
    ],
  };
}

export const meshSession = (pod: string): Value => ({
  push: { sni: 'outbound_.80_._.web.xnat.svc.cluster.local', alpn: 'istio-http/1.1', offer: { authority: 'mesh cluster.local', principal: `cluster.local/ns/xnat/sa/${pod}` }, demand: { authority: 'mesh cluster.local' } },
});

/** A sidecar in STRICT mode: anything but a mesh client is reset; then these rules; then the program behind it. */
export function sidecar(pod: string, ...rules: Op[]): readonly Op[] {
  return [
    among(
      when(
        all(is('session.state', 'open'), { field: 'session.alpn', in: [{ prefix: 'istio' }] }),
        set('session', { pop: { certificate: { authority: 'mesh cluster.local' }, verify: { authority: 'mesh cluster.local', required: true } } }),
      ),
      when(is('session.state', 'open'), stop('handshake', 'tls-refused')),
      when(always, stop('reset', 'plaintext-refused', noted('STRICT on port 8080: the sidecar resets a connection without a client certificate'))),
    ),
    ...rules,
    dial(`app/xnat/${pod}/8080`, [when(any(is('reply.outcome', 'refused'), is('reply.outcome', 'reset')), answer(503, 'upstream connect error'))]),
  ];
}

export function permissive(pod: string, ...rules: Op[]): readonly Op[] {
  return [
    among(
      when(
        all(is('session.state', 'open'), { field: 'session.alpn', in: [{ prefix: 'istio' }] }),
        set('session', { pop: { certificate: { authority: 'mesh cluster.local' }, verify: { authority: 'mesh cluster.local', required: true } } }),
      ),
    ),
    ...rules,
    dial(`app/xnat/${pod}/8080`, [when(any(is('reply.outcome', 'refused'), is('reply.outcome', 'reset')), answer(503, 'upstream connect error'))]),
  ];
}

export function workload(pod: string): readonly Op[] {
  return [{ op: 'stop', origin, verdict: { kind: 'delivered', workload: `xnat/${pod}` } }];
}

/** Allows these methods and nothing else. */
export function allowing(...methods: string[]): Op {
  return among(when(all(present('method'), not(is('method', ...methods))), answer(403, 'RBAC: access denied', noted(`no ALLOW rule takes the method`))));
}

export function predicted(program: Program, hop: HopId, point: Point): readonly Verdict[] {
  return walk(program, pointCarrier(), hop, point, { onward: false }).map(({ verdict }) => verdict);
}

export { always, is, isNumber, present };
