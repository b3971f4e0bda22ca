import { expect, test } from 'vitest';
import { always, is, isNumber, not, present } from '../ir/match.ts';
import type { Case, Hop, Op, Origin, Program, Share } from '../ir/program.ts';
import { pointCarrier, pointOf, type Point } from './point.ts';
import { pushSession } from './traffic.ts';
import { walk, type Way } from './walk.ts';

const origin: Origin = { resource: 'Toy x', rule: 'a rule' };
const carrier = pointCarrier();

function programWith(hops: Readonly<Record<string, readonly Op[]>>, dialler: Hop['dialler'] = 'proxy'): Program {
  return { hop: (id) => (hops[id] === undefined ? undefined : { id, title: id, dialler, ops: hops[id] }) };
}

function walked(hops: Readonly<Record<string, readonly Op[]>>, point: Point, entry = 'a'): readonly Way<unknown, unknown>[] {
  return walk(programWith(hops), carrier, entry, point, { onward: true });
}

const delivered: Op = { op: 'stop', origin, verdict: { kind: 'delivered', workload: 'ns/app' } };
const reset: Op = { op: 'stop', origin, verdict: { kind: 'reset', cause: 'plaintext-refused' }, instead: [] };
const request = pointOf({ protocol: 'tcp', method: 'GET', host: 'a.example', path: '/x', 'dst.port': 443 });

function dial(hop: string, reply: readonly Case[] = []): Op {
  return { op: 'dial', origin, hop, reply };
}

function when(match: Case['match'], ...then: readonly Op[]): Case {
  return { match, then, origin };
}

function share(value: string, weight: number, ...then: readonly Op[]): Share {
  return { value, weight, then, origin };
}

test('the first case that matches decides, and what does not leave goes on after the switch', () => {
  const ops: Op[] = [{ op: 'switch', origin, cases: [when(is('method', 'GET'), { op: 'set', origin, field: 'path', to: { literal: '/y' } }), when(always, reset)] }, { op: 'switch', origin, cases: [when(is('path', '/y'), delivered), when(always, reset)] }];
  expect(walked({ a: ops }, request).map(({ verdict }) => verdict)).toEqual([{ kind: 'delivered', workload: 'ns/app' }]);
});

test('a status code is what the previous hop makes of a reset', () => {
  const reply = [when(is('reply.outcome', 'reset', 'refused'), { op: 'stop', origin, verdict: { kind: 'answered', status: 502 } })];
  const [way] = walked({ a: [dial('b', reply)], b: [reset] }, request);
  expect(way?.verdict).toEqual({ kind: 'answered', status: 502, cause: 'plaintext-refused' });
  expect(way?.by).toBe('a');
  expect(way?.blockers.map(({ hop, dialledBy, dialler }) => [hop, dialledBy, dialler])).toEqual([['b', 'a', 'proxy']]);
});

test('an answer no case of the reply speaks of goes back unchanged', () => {
  const teapot: Op = { op: 'stop', origin, verdict: { kind: 'answered', status: 418 } };
  const reply = [when(isNumber('reply.status', 500), { op: 'stop', origin, verdict: { kind: 'answered', status: 599 } })];
  expect(walked({ a: [dial('b', reply)], b: [teapot] }, request)[0]?.verdict).toEqual({ kind: 'answered', status: 418 });
});

test('a trace names the blockers behind the first one', () => {
  const denied: Op = { op: 'stop', origin, verdict: { kind: 'answered', status: 403, cause: 'policy-denied' }, instead: [] };
  const [way] = walked({ a: [reset, denied, delivered] }, request);
  expect(way?.verdict.kind).toBe('reset');
  expect(way?.blockers.map(({ cause }) => cause)).toEqual(['plaintext-refused', 'policy-denied']);
});

test('HTTP cannot be read while a TLS session is open that this hop has not ended', () => {
  const tls = pushSession(carrier, request, { sni: 'a.example' });
  const look: Op[] = [{ op: 'switch', origin, cases: [when(present('method'), delivered), when(always, reset)] }];
  const ended: Op = { op: 'set', origin, field: 'session', to: { pop: { certificate: { authority: 'public' } } } };
  expect(walked({ a: look }, tls)[0]?.verdict.kind).toBe('reset');
  expect(walked({ a: [ended, ...look] }, tls)[0]?.verdict.kind).toBe('delivered');
});

test('a session inside another stays closed when only the outer one is ended', () => {
  const inner = pushSession(carrier, request, { sni: 'inner' });
  const both = pushSession(carrier, inner, { sni: 'outer' });
  const ended: Op = { op: 'set', origin, field: 'session', to: { pop: { certificate: { authority: 'public' } } } };
  const look: Op = { op: 'switch', origin, cases: [when(present('method'), delivered), when(is('session.sni', 'outer'), reset), when(always, delivered)] };
  expect(walked({ a: [ended, look] }, both)[0]?.verdict.kind).toBe('reset');
});

test('a peer is known only after a handshake that verified it, and only on that connection', () => {
  const offer = { authority: 'mesh', principal: 'td/ns/x/sa/y' };
  const tls = pushSession(carrier, request, { offer });
  const end = (verify: boolean): Op => ({ op: 'set', origin, field: 'session', to: { pop: { certificate: { authority: 'mesh' }, ...(verify ? { verify: { authority: 'mesh', required: true } } : {}) } } });
  const look: Op = { op: 'switch', origin, cases: [when(is('session.peer', offer.principal), delivered), when(always, reset)] };
  expect(walked({ a: [look] }, tls)[0]?.verdict.kind).toBe('reset');
  expect(walked({ a: [end(false), look] }, tls)[0]?.verdict.kind).toBe('reset');
  expect(walked({ a: [end(true), look] }, tls)[0]?.verdict.kind).toBe('delivered');
  expect(walked({ a: [end(true), dial('b')], b: [look] }, tls)[0]?.verdict.kind).toBe('reset');
});

test('handshakes fail in the order in which a TLS server finds out', () => {
  const end = (names?: readonly string[]): Op => ({ op: 'set', origin, field: 'session', to: { pop: { certificate: { authority: 'public', ...(names === undefined ? {} : { names }) }, verify: { authority: 'mesh', required: true } } } });
  const cause = (point: Point, names?: readonly string[]): unknown => {
    const verdict = walked({ a: [end(names), delivered] }, point)[0]!.verdict;
    return 'cause' in verdict ? verdict.cause : verdict.kind;
  };
  expect(cause(request)).toBe('plaintext-to-tls');
  expect(cause(pushSession(carrier, request, { demand: { authority: 'other' } }))).toBe('certificate-not-trusted');
  expect(cause(pushSession(carrier, request, { demand: { authority: 'public', name: 'a.b.example' } }), ['*.example'])).toBe('certificate-not-trusted');
  expect(cause(pushSession(carrier, request, { demand: { authority: 'public', name: 'a.example' } }), ['*.example'])).toBe('client-certificate-missing');
  expect(cause(pushSession(carrier, request, { offer: { authority: 'other', principal: 'p' } }))).toBe('client-certificate-not-trusted');
  expect(cause(pushSession(carrier, request, { offer: { authority: 'mesh', principal: 'p' } }))).toBe('delivered');
});

test('what is not known goes both ways and says why', () => {
  const match = { unknown: { reason: 'the moon' } };
  const ways = walked({ a: [{ op: 'switch', origin, cases: [when(match, reset), when(always, delivered)] }] }, request);
  expect(ways.map(({ verdict, when: reasons }) => [verdict.kind, reasons])).toEqual([['reset', ['the moon']], ['delivered', ['the moon']]]);
  const negated = walked({ a: [{ op: 'switch', origin, cases: [when(not(match), reset), when(always, delivered)] }] }, request);
  expect(negated).toHaveLength(2);
});

test('one member that is false settles a conjunction whatever is unknown', () => {
  const match = { all: [{ unknown: { reason: 'the moon' } }, is('method', 'POST')] };
  expect(walked({ a: [{ op: 'switch', origin, cases: [when(match, reset), when(always, delivered)] }] }, request)).toHaveLength(1);
});

test('a pick binds its choice, leaves out weight 0 and unhealthy shares, and fails open', () => {
  const to = (value: string): Op => ({ op: 'switch', origin, cases: [when(is('target', value), delivered), when(always, reset)] });
  const pick = (...among: readonly Share[]): Op => ({ op: 'pick', origin, bind: 'target', among });
  expect(walked({ a: [pick(share('one', 1, to('one')), share('two', 3, to('two')), share('three', 0, reset))] }, request).map(({ verdict, fraction }) => [verdict.kind, fraction])).toEqual([['delivered', 0.25], ['delivered', 0.75]]);
  const sick = (value: string, op: Op): Share => ({ ...share(value, 1, op), health: 'unhealthy' });
  expect(walked({ a: [pick(sick('one', reset), share('two', 1, delivered))] }, request).map(({ verdict }) => verdict.kind)).toEqual(['delivered']);
  expect(walked({ a: [pick(sick('one', reset), sick('two', delivered))] }, request).map(({ verdict }) => verdict.kind)).toEqual(['reset', 'delivered']);
});

test('a retry reaches the other choice if there are attempts enough', () => {
  const pick = (attempts: number): Op => ({ op: 'pick', origin, bind: 'target', among: [share('one', 1, dial('bad')), share('two', 1, dial('good'))], again: { on: is('reply.outcome', 'reset'), attempts } });
  const hops = { bad: [reset], good: [delivered] };
  expect(walked({ a: [pick(1)], ...hops }, request).map(({ verdict }) => verdict.kind)).toEqual(['delivered', 'delivered']);
  expect(walked({ a: [pick(0)], ...hops }, request).map(({ verdict }) => verdict.kind)).toEqual(['reset', 'delivered']);
});

test('hops that lead to each other for ever are a loop', () => {
  const round: Op = { op: 'goto', origin, hop: 'b' };
  expect(walked({ a: [round], b: [{ op: 'goto', origin, hop: 'a' }] }, request)[0]?.verdict).toEqual({ kind: 'loop', cause: 'loop' });
});

test('ten thousand exact hosts are looked up, and cases that need no host keep their place', () => {
  const answer = (status: number): Op => ({ op: 'stop', origin, verdict: { kind: 'answered', status } });
  const hosts = Array.from({ length: 10_000 }, (_, index) => when(is('host', `h${index}.example`), answer(200 + (index % 50))));
  const cases = [when(is('path', '/first'), answer(299)), ...hosts, when(always, answer(404))];
  const at = (host: string, path: string): unknown => walked({ a: [{ op: 'switch', origin, cases }] }, pointOf({ host, path }))[0]?.verdict;
  expect(at('h9999.example', '/')).toEqual({ kind: 'answered', status: 249 });
  expect(at('h9999.example', '/first')).toEqual({ kind: 'answered', status: 299 });
  expect(at('other.example', '/')).toEqual({ kind: 'answered', status: 404 });
});

test('doubts that multiply are followed to a limit, and what lies behind it is not known', () => {
  const doubt = (index: number): Case['match'] => ({ unknown: { reason: `whether ${index}` } });
  const steps = Array.from({ length: 40 }, (_, index) => [`h${index}`, [{ op: 'switch', origin, cases: [when(doubt(index), { op: 'goto', origin, hop: `h${index + 1}` }), when(always, { op: 'goto', origin, hop: `h${index + 1}` })] }]] as const);
  const ways = walked({ ...Object.fromEntries(steps), h40: [delivered] } as unknown as Readonly<Record<string, readonly Op[]>>, request, 'h0');
  expect(new Set(ways.map(({ verdict }) => verdict.kind))).toEqual(new Set(['delivered', 'unresolved']));
  expect(ways.find(({ verdict }) => verdict.kind === 'unresolved')?.when.at(-1)).toContain('more ways lead on from here than are followed');
});
