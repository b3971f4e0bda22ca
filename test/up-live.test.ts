import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { HealthCheck } from '../src/hops/kind.ts';
import { isNumber } from '../src/ir/match.ts';
import type { HopId, Op, Share } from '../src/ir/program.ts';
import { rehearse } from '../src/serve/rehearse.ts';
import { logText } from '../src/cli/up-text.ts';
import { paintOf } from '../src/report/paint.ts';
import { alb, albReply, allowing, answer, dial, entry, meshSession, networkOf, permissive, programOf, share, sidecar, when, workload } from './up/programs.ts';
import { curl } from './up/outside.ts';
import { asked, running, told } from './up/rehearsing.ts';

const toPod = (pod: string): Share => share(pod, dial(`pod/xnat/${pod}/8080`, albReply));
const plain = (pod: string): Record<HopId, readonly Op[]> => ({ [`pod/xnat/${pod}/8080`]: permissive(pod), [`app/xnat/${pod}/8080`]: workload(pod) });
const strict = (pod: string): Record<HopId, readonly Op[]> => ({ [`pod/xnat/${pod}/8080`]: sidecar(pod), [`app/xnat/${pod}/8080`]: workload(pod) });

function check(pod: string, more: Partial<HealthCheck> = {}): HealthCheck {
  return {
    group: 'group/alb/web', target: pod, from: 'group/alb/web', to: `pod/xnat/${pod}/8080`, scheme: 'http', path: '/healthz', host: '10.0.0.1:8080', method: 'GET',
    matcher: [{ from: 200, to: 201 }], interval: 15, timeout: 5, healthy: 2, unhealthy: 2, workload: `xnat/${pod}:8080`, ...more,
  };
}

describe('health checks that really run', () => {
  test('a balancer leaves out the target that fails them', async () => {
    const program = programOf({ ...alb([toPod('web-0'), toPod('web-1')]), ...plain('web-0'), ...strict('web-1') });
    const here = await running(program, {}, [check('web-0'), check('web-1')]);
    expect(here.rehearsal.health().map(({ target, state, saw }) => [target, state, saw])).toEqual([['web-0', 'healthy', 'GET /healthz answers 200'], ['web-1', 'unhealthy', 'GET /healthz is reset']]);
    expect(here.troubles).toEqual(['web-1 fails its health check: GET /healthz is reset; the check wants 200']);
    for (let turn = 0; turn < 8; turn++) expect((await asked(here)).seen.workload).toBe('xnat/web-0');
  });

  test('where all fail, all are used', async () => {
    const program = programOf({ ...alb([toPod('web-0'), toPod('web-1')]), ...plain('web-0'), ...plain('web-1') });
    const wants = { matcher: [{ from: 302, to: 303 }], workload: 'nobody' };
    const here = await running(program, {}, [check('web-0', wants), check('web-1', wants)]);
    expect(here.rehearsal.health().map(({ state }) => state)).toEqual(['unhealthy', 'unhealthy']);
    const seen = new Set<string | undefined>();
    for (let turn = 0; turn < 20; turn++) seen.add((await asked(here)).seen.workload);
    expect(seen).toEqual(new Set(['xnat/web-0', 'xnat/web-1']));
  });

  test('the stand-in passes the check it is taken to pass', async () => {
    const program = programOf({ ...alb([toPod('web-0')]), ...plain('web-0') });
    const here = await running(program, {}, [check('web-0', { matcher: [{ from: 302, to: 303 }] })]);
    expect(here.rehearsal.health()).toMatchObject([{ state: 'healthy', saw: 'GET /healthz answers 302' }]);
    expect((await asked(here)).seen.status).toBe(200);
  });
});

describe('choices', () => {
  test('a cookie keeps its client at one target', async () => {
    const hops = alb([toPod('web-0'), toPod('web-1')]);
    const sticky = hops['group/alb/web']!.map((op) => (op.op === 'pick' ? { ...op, by: { cookie: 'AWSALB' } } : op));
    const program = programOf({ ...hops, 'group/alb/web': sticky, ...plain('web-0'), ...plain('web-1') });
    const here = await running(program);
    const first = await asked(here);
    const cookie = first.seen.headers?.find(([name]) => name === 'Set-Cookie')?.[1].split(';')[0] ?? '';
    expect(cookie).toMatch(/^AWSALB=./);
    for (let turn = 0; turn < 8; turn++) expect((await asked(here, { headers: [['Cookie', cookie]] })).seen.workload).toBe(first.seen.workload);
  });

  test('a failing choice is replaced by another where the rules try again', async () => {
    const reply = [when(isNumber('reply.status', 500), answer(503)), ...albReply];
    const among = [share('web-0', dial('pod/xnat/web-0/8080', reply)), share('web-1', dial('pod/xnat/web-1/8080', reply)), share('web-2', dial('pod/xnat/web-2/8080', reply))];
    const again = { on: isNumber('reply.status', 502), attempts: 2 };
    const hops = alb(among);
    const program = programOf({ ...hops, 'group/alb/web': hops['group/alb/web']!.map((op) => (op.op === 'pick' ? { ...op, again } : op)), ...strict('web-0'), ...strict('web-1'), ...plain('web-2') });
    const here = await running(program);
    for (let turn = 0; turn < 8; turn++) expect((await asked(here)).seen.workload).toBe('xnat/web-2');
  });
});

describe('another program in a running rehearsal', () => {
  test('changes what requests get, and keeps the addresses', async () => {
    const before = programOf({ ...alb([toPod('web-0')]), ...plain('web-0') });
    const after = programOf({ ...alb([toPod('web-0')]), ...strict('web-0'), 'pod/xnat/web-1/8080': workload('web-1') });
    const here = await running(before);
    const [{ at } = { at: undefined }] = here.rehearsal.entries();
    expect((await asked(here)).seen.status).toBe(200);
    expect(await here.rehearsal.reload({ program: after, network: networkOf([entry]) })).toEqual({ started: 0, stopped: 0, kept: 3 });
    expect((await asked({ ...here, program: after })).disagreement).toBeUndefined();
    expect((await asked({ ...here, program: after })).seen.status).toBe(502);
    expect(here.rehearsal.entries()[0]?.at).toEqual(at);
    await here.rehearsal.reload({ program: before, network: networkOf([entry]) });
    expect((await curl(here.rehearsal)).status).toBe(200);
  });

  test('starts and ends listeners as it needs', async () => {
    const one = programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': workload('web-0') });
    const two = programOf({ ...alb([toPod('web-1')]), 'pod/xnat/web-1/8080': workload('web-1') });
    const here = await running(one);
    expect(await here.rehearsal.reload({ program: two, network: networkOf([entry]) })).toEqual({ started: 1, stopped: 1, kept: 1 });
    expect((await asked({ ...here, program: two })).seen.workload).toBe('xnat/web-1');
  });
});

test('a port that another program uses is named', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '0.0.0.0', resolve));
  const { port } = other.address() as AddressInfo;
  const program = programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': workload('web-0') });
  const result = await rehearse({ program, network: networkOf([entry]) }, { random: () => 0, now: Date.now(), clock: 20, addressing: 'own', client: {}, portBase: port });
  await new Promise((resolve) => other.close(resolve));
  expect(result).toMatchObject({ wrong: expect.stringMatching(new RegExp(`^port ${port} on 127\\.[0-9.]+ is in use by another program`)) as string });
});

test('only loopback addresses are bound', async () => {
  const program = programOf({ ...alb([toPod('web-0')], meshSession('gateway')), ...strict('web-0') });
  const { rehearsal } = await running(program);
  const addresses = rehearsal.stations().map(({ at }) => at.address);
  expect(addresses.every((address) => address.startsWith('127.'))).toBe(true);
  expect(new Set(addresses).size).toBe(addresses.length);
});

test('a caller sees whose connection it is by the address it comes from', async () => {
  const program = programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': workload('web-0') });
  const { seen } = await asked(await running(program));
  expect(told(seen).source).toMatchObject({ pod: null, address: { unknown: 'an ALB node\'s address' } });
  expect(told(seen).source.loopback).toMatch(/^127\./);
});

test('the log names the rule that decided and escapes what a client wrote, without its query', async () => {
  const program = programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': permissive('web-0', allowing('GET')), 'app/xnat/web-0/8080': workload('web-0') });
  const here = await running(program);
  await asked(here, { method: 'DELETE', url: 'https://xnat.example.org/\u009b31m?password=x' });
  const text = logText(here.lines[0]!, new Date(0), program, paintOf('plain'));
  expect(text).toMatch(/^\d\d:\d\d:\d\d DELETE xnat\.example\.org\/\S*31m -> 403 {2}Policy test\/one: no ALLOW rule takes the method \(mesh\/one\.yaml:9:5\)\n$/);
  expect(text).not.toMatch(/password|\u009b/);
});
