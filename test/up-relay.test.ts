import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/resource/resource.ts';
import { always, is, present } from '../src/ir/match.ts';
import type { Hop, HopId, Op, Program } from '../src/ir/program.ts';
import { arrivalOf, sentOf } from '../src/cli/rehearse-request.ts';
import { cloudOf, entry, everything, rule, type Cloud } from './up/cloud.ts';
import { request } from './up/central.ts';
import { alteredIn, differing, rehearsed } from './up/estate.ts';
import { among, answer, dial, goto, set, stop, when, workload } from './up/programs.ts';
import { asked, running, told } from './up/rehearsing.ts';

const client = '10.0.1.7';
const urls = ['tcp://10.0.2.80:443', 'tcp://10.0.1.40:443', 'tcp://10.0.2.40:443', 'http://10.0.2.40:443/', 'https://10.0.1.40/'];
const requests = urls.map((url) => ({ ...request(url, { from: client }), insecure: true as const }));

describe('a Network Load Balancer between machines of one network', () => {
  test('carries bytes, and its target sees the node\'s address and reads the client\'s off the header', async () => {
    const here = await rehearsed(cloudOf({ group: { proxy_protocol_v2: true }, serves: { proxyProtocol: true } }), requests);
    const [direct, ...through] = requests;
    expect(await differing(here, direct!)).toBeUndefined();
    for (const each of through) expect(await differing(here, each), each.url).toBeUndefined();
    const arrival = arrivalOf(here.path, requests[3]!);
    if (arrival === undefined || 'wrong' in arrival) throw new Error('the node cannot be asked');
    const seen = told(await here.rehearsal.send(sentOf(arrival, requests[3]!))) as ReturnType<typeof told> & { readonly preamble: unknown };
    expect([seen.source.address, seen.preamble]).toEqual(['10.0.2.40', { address: client, endpoint: null }]);
  });

  test('one address of loopback stands for one interface, whoever is dialled', async () => {
    const { rehearsal, path } = await rehearsed(cloudOf({ crossZone: true }), requests);
    const seen: string[] = [];
    for (let times = 0; times < 8; times++) {
      const arrival = arrivalOf(path, requests[3]!);
      if (arrival === undefined || 'wrong' in arrival) throw new Error('the node cannot be asked');
      seen.push(told(await rehearsal.send(sentOf(arrival, requests[3]!))).source.loopback);
    }
    expect(new Set(seen).size).toBe(1);
  });

  test.each(['in/eni-nlb-b/443', 'in/eni-target-b/443'])('and %s, closed behind the program\'s back, breaks the agreement', async (hop) => {
    const ops: readonly Op[] = [{ op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, origin: { resource: '', rule: '' } }];
    const here = await alteredIn(cloudOf({}), requests, { hop, ops });
    expect(await differing(here, requests[2]!)).toMatch(/^predicted delivered to eni-target-b:443, rehearsed dropped/);
  });
});

describe('random groups, ACLs and settings of a target group agree with the trace', () => {
  test.each(Array.from({ length: 12 }, (_, seed) => seed + 1))('cloud %i', async (seed) => {
    const cloud = fitting(randomCloud(chooser(seed)));
    const here = await rehearsed(cloudOf(cloud), requests);
    for (const each of requests) expect(await differing(here, each), `${each.url} ${JSON.stringify(cloud)}`).toBeUndefined();
  });
});

function randomCloud(one: <T>(...choices: readonly T[]) => T): Cloud {
  const source = (): JsonObject => one(rule({ group: 'sg-client' }), rule({ group: 'sg-balancer' }), rule({ cidr: '10.0.1.0/24' }), rule({ cidr: '10.0.2.0/24' }), everything, everything);
  const acl = (cidr: string, from: number, to: number): readonly JsonObject[] => one([entry(cidr, from, to)], [entry('0.0.0.0/0', 0, 65_535)], [entry('10.0.0.0/16', from, to)]);
  return {
    clientOut: [one(everything, everything, rule({ cidr: '10.0.0.0/16' }), rule({ cidr: '10.0.2.0/24' }))],
    balancerIn: [source(), source()],
    targetIn: [source(), source()],
    ...one({}, { acl: { ingress: [...acl('10.0.1.0/24', 443, 443), { ...entry('10.0.0.0/16', 1024, 65_535), rule_no: 110 }], egress: [...acl('10.0.1.0/24', 1024, 65_535), ...one([], [{ ...entry('10.0.0.0/16', 443, 443), rule_no: 110 }])] } }),
    crossZone: one(true, false),
    ...one({}, {}, { listener: { protocol: 'TLS', certificate_arn: 'arn:certificate', ...one({}, { alpn_policy: 'HTTP2Preferred' }) } }),
    group: { preserve_client_ip: one('true', 'false'), proxy_protocol_v2: one(true, false), protocol: one('TCP', 'TLS') },
    serves: { ...one({}, { proxyProtocol: true }, { proxyProtocol: false }), ...one({}, { speaks: 'http' }, { speaks: 'https' }, { speaks: 'tls' }) },
  };
}

/** Only a listener that ends TLS begins it anew (ELB API reference, CreateListener: a TCP listener takes groups of TCP). */
function fitting(cloud: Cloud): Cloud {
  return cloud.listener === undefined ? { ...cloud, group: { ...cloud.group, protocol: 'TCP' } } : cloud;
}

function chooser(seed: number): <T>(...choices: readonly T[]) => T {
  let state = seed * 7919 + 1;
  return (...choices) => choices[(state = (state * 48271) % 2147483647) % choices.length]!;
}

describe('who carries bytes unread takes a connection when the next one has', () => {
  const source = { 'src.address': '203.0.113.9' };
  const tcp = { url: 'tcp://web.example:8104', entry: 'relay', source };
  const behind = (ops: readonly Op[], before: readonly Op[] = []): Program => {
    const hops: Readonly<Record<HopId, readonly Op[]>> = { relay: [...before, dial('far')], far: ops, app: workload('web-0') };
    const dialler = (id: HopId): Hop['dialler'] => (id === 'relay' ? 'relay' : 'proxy');
    return { hop: (id) => (hops[id] === undefined ? undefined : { id, title: id, dialler: dialler(id), ops: hops[id] }) };
  };

  test.each([
    ['refused', [stop('refused', 'port-closed')]],
    ['refused', [among(when(is('src.address', '203.0.113.9'), stop('refused', 'port-closed'))), dial('app')]],
    ['dropped', [among(when(is('src.address', '203.0.113.9'), stop('dropped', 'guard-dropped'))), dial('app')]],
    ['reset', [stop('reset', 'plaintext-refused')]],
    ['delivered', [dial('app')]],
  ] as const)('behind it a connection is %s', async (kind, ops) => {
    const { disagreement, seen } = await asked(await running(behind(ops)), tcp);
    expect([disagreement, seen.kind]).toEqual([undefined, kind]);
  });

  const writes = set('preamble', { copy: 'src.address' });
  const reads = [among(when({ not: present('preamble') }, stop('reset', 'plaintext-refused'))), set('header(x-client)', { copy: 'preamble' }), set('preamble', { absent: true }), dial('app')];

  test.each([
    ['reads it', reads, 200],
    ['reads none', [among(when(present('preamble'), answer(400))), dial('app')], 400],
  ] as const)('its header arrives at somebody who %s', async (_, ops, status) => {
    for (const version of ['1.1', '2'] as const) {
      const { disagreement, seen } = await asked(await running(behind(ops, [writes])), { ...tcp, url: 'http://web.example:8104/', version });
      expect([disagreement, seen.status]).toEqual([undefined, status]);
      if (status === 200) expect(told(seen).headers['x-client']).toBe('203.0.113.9');
    }
  });

  test('and at the user\'s own program, which gets its bytes', async () => {
    const came: Buffer[] = [];
    // It answers once it has read what the client says; somebody silent would keep the client for as long as its patience lasts.
    const server = createServer((socket) => socket.on('data', (bytes) => came.push(bytes) > 0 && bytes.includes('sallyport') && socket.end('read\n')).on('error', () => {}));
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    const url = new URL(`tcp://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const here = await running(behind([goto('app')], [writes]), { app: () => url });
    await asked(here, tcp);
    server.close();
    expect(Buffer.concat(came).subarray(0, 20).toString('hex')).toBe('0d0a0d0a000d0a515549540a2111000ccb007109');
    expect(Buffer.concat(came).subarray(28).toString()).toBe('sallyport\n');
  });

  test('and is missed by somebody who waits for one', async () => {
    const { disagreement, seen } = await asked(await running(behind(reads)), tcp);
    expect([disagreement, seen.kind]).toEqual([undefined, 'reset']);
  });

  test('a header that nobody takes off goes on with the bytes behind it', async () => {
    const second: readonly Op[] = [among(when(is('method', 'PUT'), answer(405)), when(always)), dial('last')];
    const program = behind(second, [writes]);
    const all: Program = { hop: (id) => (id === 'last' ? { id, title: id, dialler: 'proxy', ops: reads } : program.hop(id)) };
    const { disagreement, seen } = await asked(await running(all), { ...tcp, url: 'http://web.example:8104/' });
    expect([disagreement, told(seen).headers['x-client']]).toEqual([undefined, '203.0.113.9']);
  });
});
