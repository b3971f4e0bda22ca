import { describe, expect, test } from 'vitest';
import { not, type Match } from '../src/ir/match.ts';
import type { Case, HopId, Op, Share } from '../src/ir/program.ts';
import { alb, albReply, always, among, answer, dial, goto, is, isNumber, origin, present, programOf, set, share, stop, when, workload } from './up/programs.ts';
import { program } from './up/outside.ts';
import { asked, running, told, type Asking } from './up/rehearsing.ts';

/** A gateway behind a balancer that ends TLS; what it does, then the program. */
function gateway(ops: readonly Op[], more: Readonly<Record<HopId, readonly Op[]>> = {}): ReturnType<typeof programOf> {
  return programOf({
    'listener/alb/443': [set('session', { pop: { certificate: { authority: 'public' } } }), goto('vhost/gw/web')],
    'vhost/gw/web': [...ops, dial('app/xnat/web-0/8080', envoyReply)],
    'app/xnat/web-0/8080': workload('web-0'),
    ...more,
  });
}

const envoyReply: Case[] = [when(is('reply.outcome', 'refused', 'handshake'), answer(503, 'remote connection failure')), when(is('reply.outcome', 'reset'), answer(503, 'connection termination'))];

async function agreed(program: ReturnType<typeof programOf>, asking: Asking = {}): Promise<Awaited<ReturnType<typeof asked>>['seen']> {
  const { seen, disagreement } = await asked(await running(program), asking);
  expect(disagreement).toBeUndefined();
  return seen;
}

describe('a route that answers by itself', () => {
  test('leads elsewhere, with what the request holds', async () => {
    const moved: Op = { op: 'stop', origin, verdict: { kind: 'answered', status: 301, location: 'https://new.example.org{path}{query.raw}' } };
    const seen = await agreed(gateway([set('path', { head: '/old', with: '/new' }), moved]), { url: 'https://xnat.example.org/old/a?x=1&y=%20' });
    expect(seen.headers).toContainEqual(['Location', 'https://new.example.org/new/a?x=1&y=%20']);
    expect(seen.status).toBe(301);
  });

  test('answers with its own body', async () => {
    expect((await agreed(gateway([answer(418, 'short and stout')]))).body?.toString()).toBe('short and stout');
  });

  test('answers old protocols and malformed requests', async () => {
    const strict = gateway([among(when(is('http.version', '1.0'), answer(426)), when(not(present('host')), answer(400)))]);
    expect((await agreed(strict, { version: '1.0' })).status).toBe(426);
    expect((await agreed(strict, { version: '1.1' })).status).toBe(200);
  });
});

test('what a route rewrites is what arrives', async () => {
  const seen = await agreed(
    gateway([
      set('path', { pattern: '^/team/([^/]+)/(.*)$', rewrite: '/\\2/\\1' }),
      set('host', { literal: 'inner.example.org' }),
      set('header(x-team)', { literal: 'red' }),
      set('header(x-both)', { template: '{header(x-both)},more' }),
      set('header(x-gone)', { absent: true }),
    ]),
    { url: 'https://xnat.example.org/team/blue/list?q=1', headers: [['X-Gone', '1'], ['X-Both', 'some'], ['X-Kept', 'yes']] },
  );
  const echo = told(seen);
  expect(echo.path).toBe('/list/blue?q=1');
  expect(echo.headers).toMatchObject({ host: 'inner.example.org', 'x-team': 'red', 'x-both': 'some,more', 'x-kept': 'yes' });
  expect(echo.headers).not.toHaveProperty('x-gone');
});

test('a route that looks at the query as sent, and one that takes it off', async () => {
  const rules = gateway([among(when({ field: 'query.raw', in: [{ prefix: '?secret' }] }, answer(403)), when(present('query.raw'), set('query.raw', { absent: true })))]);
  expect((await agreed(rules, { url: 'https://xnat.example.org/?secret=1' })).status).toBe(403);
  expect(told(await agreed(rules, { url: 'https://xnat.example.org/a?b' })).path).toBe('/a');
  expect(told(await agreed(rules, { url: 'https://xnat.example.org/a' })).path).toBe('/a');
});

describe('time that a hop takes on purpose', () => {
  const late = (from: number): Case => when({ field: 'reply.held', in: [{ from, to: 2 ** 31 }] }, answer(504, 'upstream request timeout'));
  const held = (milliseconds: number, limit: number) =>
    gateway([goto('cluster/gw/web')], {
      'cluster/gw/web': [dial('pod/xnat/web-0/8080', [late(limit), ...envoyReply])],
      'pod/xnat/web-0/8080': [among(when(is('header(x-slow)', 'yes'), set('held', { plus: milliseconds }))), dial('app/xnat/web-0/8080')],
    });

  test.each([
    ['is over before the caller gives up', 1000, 3000, 200],
    ['is longer than the caller waits', 3000, 1000, 504],
    ['is longer than a caller waits who waits less than this machine needs for a moment', 900, 40, 504],
  ] as const)('%s', async (_, milliseconds, limit, status) => {
    const program = held(milliseconds, limit);
    const here = await running(program);
    const slow = await asked(here, { headers: [['X-Slow', 'yes']] });
    expect([slow.disagreement, slow.seen.status]).toEqual([undefined, status]);
    expect((await asked(here)).seen.status).toBe(200);
  });

  test('the caller gives up when its time is over, not when the answer comes', async () => {
    const here = await running(held(2_000_000, 1000));
    const { seen } = await asked(here, { headers: [['X-Slow', 'yes']] });
    expect(seen.status).toBe(504);
  });
});

test('a user\'s program that takes too long is not waited for', async () => {
  const silent = await program(() => {});
  const late: Case = when({ field: 'reply.held', in: [{ from: 300, to: 2 ** 31 }] }, answer(504, 'upstream request timeout'));
  const way = programOf({ 'listener/alb/443': [set('session', { pop: { certificate: { authority: 'public' } } }), dial('app/xnat/web-0/8080', [late, ...envoyReply])], 'app/xnat/web-0/8080': workload('web-0') });
  const { seen } = await asked(await running(way, { app: () => silent.url }));
  expect([seen.status, seen.body?.toString()]).toEqual([504, 'upstream request timeout']);
});

test('a fault for some gets some', async () => {
  const fault: Op = { op: 'pick', origin, bind: 'target', among: [{ ...share('fault', answer(555, 'fault filter abort')), weight: 30 }, { ...share('none'), weight: 70 }] };
  const here = await running(gateway([fault]));
  const statuses = new Map<number, number>();
  for (let turn = 0; turn < 60; turn++) {
    const { seen, disagreement } = await asked(here);
    expect(disagreement).toBeUndefined();
    statuses.set(seen.status ?? 0, (statuses.get(seen.status ?? 0) ?? 0) + 1);
  }
  expect([...statuses.keys()].sort()).toEqual([200, 555]);
  expect(statuses.get(555)).toBeLessThan(statuses.get(200)!);
});

describe('another attempt', () => {
  const failing = (on: Match, attempts: number, targets: readonly Share[]) => {
    const hops = alb(targets);
    return programOf({
      ...hops,
      'group/alb/web': hops['group/alb/web']!.map((op) => (op.op === 'pick' ? { ...op, again: { on, attempts } } : op)),
      'pod/xnat/web-0/8080': [answer(503, 'busy')],
      'pod/xnat/web-1/8080': [stop('reset', 'plaintext-refused')],
      'pod/xnat/web-2/8080': workload('web-2'),
    });
  };
  const to = (pod: string): Share => share(pod, dial(`pod/xnat/${pod}/8080`, albReply));

  test('reaches the target that answers, with the body that was sent', async () => {
    const here = await running(failing(isNumber('reply.status', 502, 503), 2, [to('web-0'), to('web-1'), to('web-2')]));
    for (let turn = 0; turn < 6; turn++) {
      const { seen, disagreement } = await asked(here, { method: 'POST', body: Buffer.from('all of it') });
      expect(disagreement).toBeUndefined();
      expect(told(seen).body.bytes).toBe(9);
    }
  });

  test('is not made for other failures, nor more often than allowed', async () => {
    const other = await running(failing(isNumber('reply.status', 502), 2, [to('web-0')]));
    expect((await asked(other)).seen.status).toBe(503);
    const once = await running(failing(isNumber('reply.status', 502, 503), 1, [to('web-0'), to('web-1')]));
    expect((await asked(once)).disagreement).toBeUndefined();
  });
});

test('a condition on nothing else still decides', async () => {
  expect((await agreed(gateway([{ op: 'switch', origin, cases: [when(always, answer(204))] }]))).status).toBe(204);
});
