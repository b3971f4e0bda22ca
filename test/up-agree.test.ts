import { describe, expect, test } from 'vitest';
import { is, not, present, type Match } from '../src/ir/match.ts';
import type { Case, HopId, Op, Session, Terminate, Value } from '../src/ir/program.ts';
import { alb, albReply, always, among, answer, dial, goto, isNumber, meshSession, programOf, set, share, sidecar, stop, when, workload } from './up/programs.ts';
import { asked, running } from './up/rehearsing.ts';

const oneTarget = [share('web-0', dial('pod/xnat/web-0/8080', albReply))];

describe('a station changed behind the program\'s back breaks the agreement', () => {
  const program = programOf({ ...alb(oneTarget, meshSession('gateway')), 'pod/xnat/web-0/8080': sidecar('web-0'), 'app/xnat/web-0/8080': workload('web-0') });

  test('as it is, it agrees', async () => {
    expect((await asked(await running(program))).disagreement).toBeUndefined();
  });

  test.each([
    ['it speaks plaintext where it should end TLS', { hop: 'pod/xnat/web-0/8080', tls: 'plaintext' }, '502'],
    ['its certificate is from nobody\'s authority', { hop: 'pod/xnat/web-0/8080', tls: 'untrusted' }, '502'],
    ['it listens on another port', { hop: 'pod/xnat/web-0/8080', port: 42_817 }, '502'],
    ['it does not listen', { hop: 'pod/xnat/web-0/8080', refuse: true }, '502'],
    ['the program behind it does not listen', { hop: 'app/xnat/web-0/8080', refuse: true }, '503'],
    ['the entry shows a certificate nobody trusts', { hop: 'listener/alb/443', tls: 'untrusted' }, 'handshake (UNABLE_TO_VERIFY_LEAF_SIGNATURE)'],
  ] as const)('%s', async (_, alter, rehearsed) => {
    const { disagreement } = await asked(await running(program, { alter }));
    expect(disagreement).toBe(`predicted delivered to xnat/web-0, rehearsed ${rehearsed}`);
  });
});

/** A handshake's two ends, in every combination: what the dialler shows and demands, what the station shows and asks for. */
describe('the two ends of a handshake agree with what is predicted of them', () => {
  const offers = [undefined, { authority: 'mesh cluster.local', principal: 'cluster.local/ns/a/sa/b' }, { authority: 'mesh other', principal: 'other/ns/a/sa/b' }];
  const demands = [undefined, { authority: 'mesh cluster.local' }, { authority: 'public' }, { authority: 'mesh cluster.local', name: 'web.example.org' }, { authority: 'mesh cluster.local', name: 'else.example.org' }];
  const verifies = [undefined, { authority: 'mesh cluster.local', required: true }, { authority: 'mesh cluster.local', required: false }];
  const ends: Terminate[] = verifies.map((verify) => ({ certificate: { authority: 'mesh cluster.local', names: ['web.example.org'] }, ...(verify === undefined ? {} : { verify }) }));
  const reply: Case[] = [
    when(is('reply.outcome', 'handshake'), answer(525)),
    when(is('reply.outcome', 'reset'), answer(502)),
    when(is('reply.outcome', 'refused'), answer(503)),
  ];

  test.each(offers.flatMap((offer) => demands.map((demand) => [offer?.authority ?? 'nothing', demand === undefined ? 'nothing' : `${demand.authority} ${demand.name ?? ''}`, offer, demand] as const)))(
    'showing %s, demanding %s',
    async (_, __, offer, demand) => {
      const session: Session = { sni: 'web.example.org', ...(offer === undefined ? {} : { offer }), ...(demand === undefined ? {} : { demand }) };
      for (const end of ends) {
        const peer = { match: present('session.peer'), then: [set('header(x-proved)', { copy: 'session.peer' })], origin: { resource: '', rule: '' } };
        const program = programOf({
          ...alb([share('web-0', set('session', { push: session }), dial('pod/xnat/web-0/8080', reply))]),
          'pod/xnat/web-0/8080': [set('session', { pop: end }), among(peer), dial('app/xnat/web-0/8080')],
          'app/xnat/web-0/8080': workload('web-0'),
        });
        const { disagreement, seen } = await asked(await running(program));
        expect(disagreement).toBeUndefined();
        const proved = seen.kind === 'delivered' && end.verify !== undefined && offer !== undefined;
        expect(seen.body?.toString().includes('"x-proved"') ?? false).toBe(proved);
      }
    },
  );

  test('TLS to a plaintext server and plaintext to a TLS server both fail', async () => {
    const toPlain = programOf({
      ...alb([share('web-0', set('session', { push: {} }), dial('pod/xnat/web-0/8080', reply))]),
      'pod/xnat/web-0/8080': [among(when(is('session.state', 'open'), { op: 'stop', origin: { resource: '', rule: '' }, verdict: { kind: 'handshake', cause: 'tls-to-plaintext' } })), ...workload('web-0')],
    });
    const one = await asked(await running(toPlain));
    expect([one.disagreement, one.seen.status]).toEqual([undefined, 525]);
    const toTls = programOf({ ...alb([share('web-0', dial('pod/xnat/web-0/8080', reply))]), 'pod/xnat/web-0/8080': [set('session', { pop: { certificate: { authority: 'public' } } }), ...workload('web-0')] });
    const two = await asked(await running(toTls));
    expect([two.disagreement, two.seen.status]).toEqual([undefined, 525]);
  });

  test('a session inside a session is ended where it belongs', async () => {
    const program = programOf({
      'listener/alb/443': [set('session', { push: { sni: 'outer', alpn: 'istio' } }), dial('pod/xnat/web-0/8080')],
      'pod/xnat/web-0/8080': [set('session', { pop: { certificate: { authority: 'mesh' } } }), dial('app/xnat/web-0/8080')],
      'app/xnat/web-0/8080': [set('session', { pop: { certificate: { authority: 'public' } } }), among(when(is('method', 'PUT'), answer(405))), ...workload('web-0')],
    });
    const here = await running(program);
    const { disagreement, seen } = await asked(here);
    expect([disagreement, seen.kind]).toEqual([undefined, 'delivered']);
    expect((await asked(here, { method: 'PUT' })).seen.status).toBe(405);
  });

  test('a program that ends TLS itself gets it unread', async () => {
    const program = programOf({ 'listener/alb/443': [dial('app/xnat/web-0/8080')], 'app/xnat/web-0/8080': workload('web-0') });
    const { disagreement, seen } = await asked(await running(program));
    expect([disagreement, seen.kind]).toEqual([undefined, 'delivered']);
  });
});

describe('without HTTP', () => {
  const source = { 'src.pod': 'xnat/client-0', 'src.cluster': 'default' };
  const tcp = { url: 'tcp://web.xnat:8104', entry: 'pod/xnat/web-0/8104', source };
  const at = (...ops: Op[]) => programOf({ 'pod/xnat/web-0/8104': ops, 'app/xnat/web-0/8104': workload('web-0') });
  const fromPod = (name: string): Match => is('src.pod', name);

  test('bytes arrive', async () => {
    expect((await asked(await running(at(dial('app/xnat/web-0/8104'))), tcp)).disagreement).toBeUndefined();
  });

  test('a rule about the dialling pod sees who really dials', async () => {
    const only = (name: string): Op => among(when(not(fromPod(name)), stop('reset', 'plaintext-refused')));
    const allowed = await asked(await running(at(only('xnat/client-0'), dial('app/xnat/web-0/8104'))), tcp);
    expect([allowed.disagreement, allowed.seen.kind]).toEqual([undefined, 'delivered']);
    const denied = await asked(await running(at(only('xnat/else-0'), dial('app/xnat/web-0/8104'))), tcp);
    expect([denied.disagreement, denied.seen.kind]).toEqual([undefined, 'reset']);
  });

  test.each([
    ['refused', stop('refused', 'port-closed')],
    ['dropped', stop('dropped', 'guard-dropped')],
    ['reset', stop('reset', 'plaintext-refused')],
  ] as const)('a connection that some get and this one does not is %s', async (kind, verdict) => {
    const program = at(among(when(fromPod('xnat/client-0'), verdict)), dial('app/xnat/web-0/8104'));
    const { disagreement, seen } = await asked(await running(program), tcp);
    expect([disagreement, seen.kind]).toEqual([undefined, kind]);
  });

  test('a name that leads nowhere is found by nobody', async () => {
    const program = programOf({ 'pod/xnat/web-0/8104': [{ op: 'stop', origin: { resource: '', rule: '' }, verdict: { kind: 'unresolved', cause: 'no-endpoints' } }] });
    const { disagreement, seen } = await asked(await running(program), tcp);
    expect([disagreement, seen.kind]).toEqual([undefined, 'unresolved']);
  });

  test('bytes on an HTTP port are answered 400', async () => {
    const program = at(among(when(not(present('method')), { op: 'stop', origin: { resource: '', rule: '' }, verdict: { kind: 'answered', status: 400 } })), dial('app/xnat/web-0/8104'));
    const { disagreement, seen } = await asked(await running(program), tcp);
    expect([disagreement, seen.status]).toEqual([undefined, 400]);
  });
});

describe('on a system with one loopback address', () => {
  test('stations know their diallers by the port they dial from', async () => {
    const rules = among(when(is('src.pod', 'xnat/gateway-0'), goto('in')), when(always, answer(403)));
    const program = programOf({
      'listener/alb/443': [set('session', { pop: { certificate: { authority: 'public' } } }), set('src.pod', { literal: 'xnat/gateway-0' }), dial('pod/xnat/web-0/8080', albReply)],
      'pod/xnat/web-0/8080': [rules],
      in: [among(when(isNumber('dst.port', 443), dial('app/xnat/web-0/8080'))), answer(418)],
      'app/xnat/web-0/8080': workload('web-0'),
    });
    const here = await running(program, { addressing: 'shared' });
    expect(new Set(here.rehearsal.stations().map(({ at: { address } }) => address))).toEqual(new Set(['127.0.0.1']));
    for (const version of ['1.1', '2', '1.1', '2'] as const) expect((await asked(here, { version })).disagreement).toBeUndefined();
  });
});

/** Random ways through random programs; the seed stands in the test's name. */
describe('sockets agree with the walk', () => {
  test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('random program %i', async (seed) => {
    const one = chooser(seed);
    const program = programOf(randomHops(one));
    const here = await running(program, { clock: 40 });
    for (const method of ['GET', 'POST']) {
      for (const path of ['/', '/admin', '/a/../admin?x=%20']) {
        const headers: readonly (readonly [string, string])[] = one([], [['X-Team', 'red']] as const, [['X-Team', 'blue']] as const);
        const version = one('1.1', '2');
        const { disagreement } = await asked(here, { method, url: `https://xnat.example.org${path}`, headers, version });
        expect(disagreement, `HTTP/${version} ${method} ${path} ${JSON.stringify(headers)}`).toBeUndefined();
      }
    }
  });
});

function chooser(seed: number): <T>(...choices: readonly T[]) => T {
  let state = seed * 7919 + 1;
  return (...choices) => choices[(state = (state * 48271) % 2147483647) % choices.length]!;
}

describe('sockets agree with the walk where routes rewrite, redirect, hold, choose and try again', () => {
  test.each(Array.from({ length: 30 }, (_, seed) => seed + 101))('random routes %i', async (seed) => {
    const one = chooser(seed);
    const program = programOf(randomRoutes(one));
    const here = await running(program, { clock: 40 });
    for (const path of ['/', '/team/red?x=1', '/a/../team/blue', '/slow']) {
      const asking = { method: one('GET', 'POST'), url: `https://xnat.example.org${path}`, headers: one([], [['X-Team', 'red']] as const), version: one('1.1', '2') } as const;
      const { disagreement } = await asked(here, { ...asking, ...(asking.method === 'POST' ? { body: Buffer.from('some of it') } : {}) });
      expect(disagreement, JSON.stringify(asking)).toBeUndefined();
    }
  });
});

function randomRoutes(one: <T>(...choices: readonly T[]) => T): Readonly<Record<HopId, readonly Op[]>> {
  const condition = (): Match => one<Match>({ field: 'path', in: [{ prefix: '/team' }] }, { field: 'path', in: [{ regex: '/[a-z]+/.*' }] }, is('header(x-team)', 'red'), { field: 'query.raw', in: [{ prefix: '?x' }] }, is('host', 'inner.example'), is('http.version', '2'), is('method', 'POST'));
  const moved = (): Op => ({ op: 'stop', origin: { resource: '', rule: '' }, verdict: { kind: 'answered', status: one(301, 308), location: one('https://new.example{path}{query.raw}', 'https://{host}/', 'https://x.example/{header(x-team)}') } });
  const written = (): Op =>
    one<Op>(
      set('path', { pattern: '^/([a-z]+)', rewrite: '/\\1/\\1' }),
      set('path', { head: '/team', with: '/group' }),
      set('host', { literal: 'inner.example' }),
      set('query.raw', { absent: true }),
      set('header(x-team)', { template: '{method}-{path}' }),
      set('header(x-team)', { absent: true }),
      set('path', { call: 'normalise-path:MERGE_SLASHES' }),
    );
  const rules = (): Op[] => Array.from({ length: one(1, 2, 3) }, () => among(when(condition(), one(written(), written(), written(), moved(), answer(418, 'short')))));
  const late = when({ field: 'reply.held', in: [{ from: 2000, to: 2 ** 31 }] }, answer(504, 'late'));
  const reply = (): Case[] => [...one([late], []), when(is('reply.outcome', 'refused'), answer(503, 'refused')), ...one([when(isNumber('reply.status', 503), answer(599, 'mapped'))], [])];
  const version = (): Op[] => one([set('http.version', { literal: '2' })], [set('http.version', { literal: '1.1' })], []);
  const target = (name: string): Op[] => [...version(), dial(name, reply())];
  const slow = among(when({ field: 'path', in: [{ suffix: '/slow' }] }, set('held', { plus: one(500, 4000) })));
  const on = one<Match>(is('reply.cause', 'port-closed'), isNumber('reply.status', 503, 504), is('reply.outcome', 'reset'));
  const shares = [share('a', ...rules(), ...target(one('web', 'nobody', 'busy'))), share('b', ...target(one('web', 'resets', 'busy'))), share('c', ...target('web'))];
  return {
    'listener/alb/443': [set('session', { pop: { certificate: { authority: 'public' } } }), ...rules(), goto('routes')],
    routes: [...rules(), { op: 'pick', origin: { resource: '', rule: '' }, bind: 'target', among: shares, ...one({}, { again: { on, attempts: one(1, 2) } }) }],
    web: [slow, ...rules(), ...target('last')],
    busy: [...rules(), answer(503, 'busy')],
    resets: [stop('reset', 'plaintext-refused')],
    nobody: [stop('refused', 'port-closed')],
    last: workload('last'),
  };
}

function randomHops(one: <T>(...choices: readonly T[]) => T): Readonly<Record<HopId, readonly Op[]>> {
  const condition = (): Match =>
    one<Match>(is('method', 'POST'), { field: 'path', in: [{ prefix: '/admin' }] }, is('header(x-team)', 'red'), present('forwarded'), { field: 'src.address', in: [{ cidr: '203.0.113.0/24' }] }, is('session.peer', 'td/ns/a/sa/one'), not(is('header(x-team)', 'blue')));
  const end = (): Op => one(answer(403, 'no'), answer(200, 'yes'), stop('reset', 'plaintext-refused'), answer(503), stop('handshake', 'tls-refused'));
  const rules = (): Op[] => Array.from({ length: one(0, 1, 2) }, () => among(when(condition(), one(end(), set('path', { call: 'normalise-path:BASE' }), set('header(x-team)', { literal: 'red' }), set('header(x-team)', { absent: true })))));
  // A connection that was taken cannot be refused any more, so every table answers for a refusal.
  const reply = (): Case[] => [...one(albReply, [when(is('reply.outcome', 'refused'), answer(503))], [when(is('reply.outcome', 'refused'), answer(503)), when(is('reply.outcome', 'handshake'), answer(525)), when(isNumber('reply.status', 503), answer(599, 'mapped'))])];
  const session = (): Value | undefined =>
    one<Value | undefined>(undefined, { push: {} }, { push: { sni: 'x.example', offer: { authority: 'mesh td', principal: 'td/ns/a/sa/one' }, demand: { authority: 'mesh td' }, alpn: one('istio-http/1.1', 'istio-h2') } }, { push: { offer: { authority: 'mesh else', principal: 'else/ns/a/sa/two' } } });
  const leg = (to: HopId): Op[] => {
    const value = session();
    return [...(value === undefined ? [] : [set('session', value)]), set('src.address', { literal: one('10.0.0.1', '203.0.113.77') }), dial(to, reply())];
  };
  const receive = (): Op[] =>
    one<Op[]>(
      [set('session', { pop: { certificate: { authority: 'mesh td' }, verify: { authority: 'mesh td', required: true } } })],
      [among(when(is('session.state', 'open'), set('session', { pop: { certificate: { authority: 'mesh td' }, verify: { authority: 'mesh td', required: false } } })))],
      [among(when(is('session.state', 'open'), stop('handshake', 'tls-refused')))],
      [among(when(not(is('session.state', 'open')), stop('reset', 'plaintext-refused')), when(always, set('session', { pop: { certificate: { authority: 'mesh td' } } })))],
    );
  return {
    'listener/alb/443': [set('session', { pop: { certificate: { authority: 'public' } } }), set('forwarded', { append: 'src.address' }), ...rules(), goto('group/one')],
    'group/one': [...rules(), ...leg('pod/first')],
    'pod/first': [...receive(), ...rules(), ...leg('pod/second')],
    'pod/second': [...receive(), ...rules(), ...one([dial('app/last', reply())], [dial('nowhere', reply())], [dial('app/last', reply())])],
    'app/last': [among(when(is('session.state', 'open'), { op: 'stop', origin: { resource: '', rule: '' }, verdict: { kind: 'handshake', cause: 'tls-to-plaintext' } })), ...workload('last')],
    nowhere: [stop('refused', 'port-closed')],
  };
}

