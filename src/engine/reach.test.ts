import { expect, test } from 'vitest';
import { all, always, is, not, present } from '../ir/match.ts';
import type { Match } from '../ir/match.ts';
import type { Case, Hop, Op, Origin, Program, Share } from '../ir/program.ts';
import { compile, setOf } from './compile-switch.ts';
import { differ, meet } from './diagram.ts';
import { explode } from './explode.ts';
import { forEvery, forSome, isChoice, isUnknown } from './quantify.ts';
import { meaning, rows } from './reach.ts';
import { reacher } from './reacher.ts';
import type { Outcome } from './reacher.ts';
import { regionCarrier, regionOf, secured, securedForAnyName } from './region.ts';
import { all as everything, createStore, none } from './store.ts';
import type { Store } from './store.ts';
import { walk } from './walk.ts';
import { example } from './witness.ts';

const origin: Origin = { resource: 'Toy x', rule: 'a rule' };

function programWith(hops: Readonly<Record<string, readonly Op[]>>, dialler: Hop['dialler'] = 'proxy'): Program {
  return { hop: (id) => (hops[id] === undefined ? undefined : { id, title: id, dialler, ops: hops[id] }) };
}

const when = (match: Match, ...then: readonly Op[]): Case => ({ match, then, origin });
const choose = (...cases: readonly Case[]): Op => ({ op: 'switch', cases, origin });
const dial = (hop: string, ...reply: readonly Case[]): Op => ({ op: 'dial', hop, reply, origin });
const set = (op: Omit<Extract<Op, { op: 'set' }>, 'op' | 'origin'>): Op => ({ op: 'set', origin, ...op });
const share = (value: string, ...then: readonly Op[]): Share => ({ value, weight: 1, then, origin });
const delivered: Op = { op: 'stop', origin, verdict: { kind: 'delivered', workload: 'ns/app' } };
const denied: Op = { op: 'stop', origin, verdict: { kind: 'answered', status: 403, cause: 'policy-denied' } };
const reset: Op = { op: 'stop', origin, verdict: { kind: 'reset', cause: 'plaintext-refused' } };
const badGateway = when(is('reply.outcome', 'reset'), { op: 'stop', origin, verdict: { kind: 'answered', status: 502 } });

function asked(program: Program, match: Match = always): { readonly store: Store; readonly found: ReadonlyMap<string, string> } {
  const store = createStore();
  const found = rows(reacher(store, program), 'a', regionOf(store, match));
  return { store, found: new Map(found.map(({ outcome, set: part }) => [said(outcome), JSON.stringify(example(store, part)?.fields)])) };
}

function said({ verdict, by, protection }: Outcome): string {
  const what = verdict.kind === 'answered' ? verdict.status : verdict.kind;
  return `${what} by ${by}${protection === undefined ? '' : `, ${protection}`}`;
}

test('every request is in one row, and each row shows a request that has its outcome', () => {
  const program = programWith({
    a: [choose(when({ field: 'path', in: [{ segments: '/admin' }] }, denied), when(is('host', 'shop.example.org'), dial('b', badGateway)), when(always, { op: 'stop', origin, verdict: { kind: 'answered', status: 404, cause: 'no-route' } }))],
    b: [choose(when(is('method', 'DELETE'), reset), when(always, delivered))],
  });
  expect(asked(program).found).toEqual(
    new Map([
      ['502 by a', '{"host":"shop.example.org","path":"/","method":"DELETE"}'],
      ['delivered by b, plain', '{"host":"shop.example.org","path":"/","method":"GET"}'],
      ['403 by a', '{"path":"/admin"}'],
      ['404 by a', '{"host":"www.example.org","path":"/"}'],
    ]),
  );
});

test('a policy behind a rewrite speaks of the path that the client sent', () => {
  const program = programWith({
    a: [choose(when({ field: 'path', in: [{ prefix: '/api/' }] }, set({ field: 'path', to: { head: '/api/', with: '/' } }), dial('b')), when(always, denied))],
    b: [choose(when({ field: 'path', in: [{ regex: '/v[0-9]+/.*' }] }, delivered), when(always, denied))],
  });
  expect(asked(program).found.get('delivered by b, plain')).toBe('{"path":"/api/v0/"}');
  const { store } = asked(program);
  const reached = rows(reacher(store, program), 'a', regionOf(store, always)).find(({ outcome }) => outcome.verdict.kind === 'delivered')!;
  expect(differ(store, reached.set, setOf(store, { field: 'path', in: [{ regex: '/api/v[0-9]+/.*' }] }))).toBe(none);
});

test('a row is reached for some choice, and promised for every choice only if no choice loses it', () => {
  const pick: Op = { op: 'pick', bind: 'zone', origin, among: [share('one', dial('b')), share('two', choose(when(is('method', 'POST'), reset), when(always, dial('b'))))] };
  const program = programWith({ a: [pick], b: [delivered] });
  const store = createStore();
  const reached = rows(reacher(store, program), 'a', regionOf(store, always)).find(({ outcome }) => outcome.verdict.kind === 'delivered')!.set;
  expect(forSome(store, reached, isChoice)).toBe(everything);
  expect(differ(store, forEvery(store, reached, isChoice), setOf(store, not(is('method', 'POST'))))).toBe(none);
});

test('what nobody knows leaves a request in several rows, with the reason', () => {
  const program = programWith({ a: [choose(when(all(is('method', 'POST'), { unknown: { reason: 'the authorizer decides' } }), denied), when(always, delivered))] });
  const store = createStore();
  const found = rows(reacher(store, program), 'a', regionOf(store, always));
  expect(found.map(({ outcome, when: reasons }) => [said(outcome), reasons])).toEqual([
    ['delivered by a', ['the authorizer decides']],
    ['403 by a', ['the authorizer decides']],
  ]);
  const [certain] = found.map(({ set: part }) => forEvery(store, part, isUnknown));
  expect(differ(store, certain!, setOf(store, not(is('method', 'POST'))))).toBe(none);
});

test('two refused patterns are two questions, even if one construct refuses both', () => {
  const store = createStore();
  const either = setOf(store, { all: [{ field: 'path', in: [{ regex: '\\ba' }] }, { not: { field: 'path', in: [{ regex: '\\bb' }] } }] });
  expect(either).not.toBe(none);
  const paths = setOf(store, all(present('path')));
  expect(differ(store, forSome(store, either, isUnknown), paths)).toBe(none);
});

test('a path in normal form passes a normaliser as it is, and only others may do something else', () => {
  const program = programWith({ a: [set({ field: 'path', to: { call: 'normalise-path:MERGE_SLASHES' } }), choose(when({ field: 'path', in: [{ segments: '/admin' }] }, denied), when(always, delivered))] });
  const store = createStore();
  const reach = reacher(store, program);
  const rowOf = (match: Match): readonly string[] => rows(reach, 'a', regionOf(store, match)).map(({ outcome, when: reasons }) => `${said(outcome)}${reasons.length > 0 ? '?' : ''}`);
  expect(rowOf(is('path', '/admin/users'))).toEqual(['403 by a']);
  expect(rowOf(is('path', '/shop'))).toEqual(['delivered by a']);
  expect(rowOf(is('path', '/shop/..//admin')).toSorted()).toEqual(['403 by a?', 'delivered by a?']);
});

test('a session for another name is a region of its own', () => {
  const program = programWith({
    a: [set({ field: 'session', to: { pop: { certificate: { authority: 'public' } } } }), choose(when(is('session.sni', 'one.example.org'), choose(when(is('host', 'two.example.org'), denied), when(always, delivered))), when(always, reset))],
  });
  const store = createStore();
  const carrier = regionCarrier(store);
  const statuses = (region: ReturnType<typeof regionOf>): unknown[] => walk(program, carrier, 'a', region, { onward: false }).map(({ verdict }) => verdict.kind).toSorted();
  const any = regionOf(store, present('host'));
  expect(statuses(secured(store, any))).toEqual(['delivered', 'reset']);
  expect(statuses(securedForAnyName(store, any))).toEqual(['answered', 'delivered', 'reset']);
});

test('a program compiled twice is one diagram, and an edit shows as what it changes', () => {
  const before = programWith({ a: [choose(when(is('host', 'a.example.org', 'b.example.org'), delivered), when(always, denied))] });
  const again = programWith({ a: [choose(when(is('host', 'b.example.org'), delivered), when(is('host', 'a.example.org'), delivered), when(always, denied))] });
  const after = programWith({ a: [choose(when(is('host', 'a.example.org'), delivered), when(always, denied))] });
  const store = createStore();
  const region = regionOf(store, always);
  const [one, same, other] = [before, again, after].map((program) => meaning(reacher(store, program), 'a', region));
  expect(same).toBe(one);
  const changes = explode(store, everything, differ(store, one!, other!));
  expect([...changes.values()].map((part) => example(store, part)?.fields)).toEqual([{ host: 'b.example.org' }]);
});

test('patterns that overlap in too many ways are given up with a reason, and nothing is claimed', () => {
  const cases = Array.from({ length: 40 }, (_, index): Case => when(all({ field: 'path', in: [{ glob: `*/w${index}/*` }] }, is('method', `M${index}`)), denied));
  const program = programWith({ a: [choose(...cases, when(always, delivered))] });
  const store = createStore(2000);
  const found = rows(reacher(store, program), 'a', regionOf(store, always));
  expect(found.map(({ outcome }) => said(outcome)).toSorted()).toEqual(['403 by a', 'delivered by a']);
  expect(found.every(({ when: reasons }) => reasons.length > 0)).toBe(true);
  const small = createStore(2000);
  const ways = walk(program, regionCarrier(small), 'a', regionOf(small, always), { onward: false });
  expect(ways.map(({ when: reasons }) => reasons.length > 0)).not.toContain(false);
});

test('an exact rule behind a wider one is dead, and the rule that covers it is known', () => {
  const store = createStore();
  const earlier = compile(store, [when({ field: 'path', in: [{ prefix: '/api' }] }), when(is('path', '/x'))]);
  const rule = setOf(store, { field: 'path', in: [{ exact: '/api/users' }, { exact: '/x' }] });
  expect([...explode(store, rule, earlier).keys()].toSorted()).toEqual([0, 1]);
  expect(meet(store, rule, setOf(store, not({ field: 'path', in: [{ prefix: '/api' }, { exact: '/x' }] })))).toBe(none);
});
