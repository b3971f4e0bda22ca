import { expect, test } from 'vitest';
import { pointCarrier, pointOf } from '../../engine/point.ts';
import { walk } from '../../engine/walk.ts';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { VirtualHostsSpec } from './spec.ts';

const estate = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: istio-system }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: gw, namespace: xnat }
spec:
  selector: { istio: ingress }
  servers:
    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.Example.org", "./bare.example", "bank/bank.example"], tls: { httpsRedirect: true } }
    - { port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: cert }, hosts: [xnat.example.org] }
    - { port: { number: 443, name: other, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: cert }, hosts: [far.example] }
    - { port: { number: 9000, name: extra, protocol: HTTP }, hosts: ["*"] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: a, namespace: xnat }
spec: { hosts: [xnat.example.org, "*.org", bare.example, far.example, bank.example], gateways: [gw.xnat.svc.cluster.local], http: [{ route: [{ destination: { host: web } }] }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: hidden, namespace: xnat }
spec: { hosts: [hidden.example.org], gateways: [gw], exportTo: ["."], http: [{ route: [{ destination: { host: web } }] }] }
`;

async function at(address: string): Promise<VirtualHostsSpec | undefined> {
  return kind.read((await given(estate)).estate, []).at(`chain/istio-system/ingress-0/${address}`);
}

const hosts = (spec: VirtualHostsSpec | undefined): unknown => spec?.hosts.map(({ name, routed, redirect }) => [name, routed, redirect !== undefined].join(' '));

test('virtual hosts are what a VirtualService and a server have in common, the most specific first', async () => {
  expect(hosts(await at('9000/http.9000'))).toEqual(['bank.example:9000 true false', 'bare.example:9000 true false', 'far.example:9000 true false', 'xnat.example.org:9000 true false', '*.org:9000 true false']);
  expect(await at('15021/http.15021')).toBeUndefined();
  expect(await at('8080/no.such')).toBeUndefined();
});

test('a server that sends plain HTTP to HTTPS does so for each of its hosts, also for those without routes', async () => {
  expect(hosts(await at('8080/http.8080'))).toEqual(['bank/bank.example:80 false true', 'bare.example:80 true true', 'xnat.example.org:80 true true', 'xnat/bare.example:80 false true', '*.example.org:80 true true']);
});

test('a TLS server has its own hosts, and the names of the others are remembered for connections that are used again', async () => {
  const spec = await at('8443/https.443.https.gw.xnat');
  expect(hosts(spec)).toEqual(['xnat.example.org:443 true false']);
  expect(spec?.elsewhere).toEqual([{ host: 'far.example', chain: 'https.443.other.gw.xnat' }]);
});

test('who loops behind a balancer that ends TLS is told why, and where the client is sent', async () => {
  const spec = await at('8080/http.8080');
  const hop = { id: 'chain', ...kind.lower(spec!, { to: (address) => address }, () => 'unknown') };
  const point = pointOf({ protocol: 'tcp', method: 'GET', host: 'xnat.example.org', path: '/a', 'query.raw': '?b', 'header(x-forwarded-proto)': 'http' });
  const [way] = walk({ hop: () => hop }, pointCarrier(), 'chain', point, { onward: false });
  expect(way?.verdict).toMatchObject({ kind: 'answered', status: 301, location: 'https://xnat.example.org/a?b' });
  expect(way?.steps.at(-1)?.origin).toMatchObject({ resource: 'Gateway xnat/gw', rule: 'xnat.example.org:80', attribute: 'spec.servers[0].tls.httpsRedirect', note: expect.stringContaining('numTrustedProxies 0') });
});

test.each([3, 300])('of %s hosts, each is found with a port and without one', (count) => {
  const hosts = [...Array.from({ length: count }, (_, index) => `h${index}.example`), '*.wild.example', '*.example'].map((host) => ({ host, name: `${host}:80`, routed: true }));
  const spec: VirtualHostsSpec = { pod: 'istio-system/ingress-0', chain: 'http.8080', resource: 'Gateway xnat/gw', blackhole: 'blackhole:80', hosts, elsewhere: [{ host: 'far.test', chain: 'http.9000' }] };
  const { ops } = kind.lower(spec, { to: (address) => address }, () => 'unknown');
  const end = { op: 'stop', verdict: { kind: 'answered', status: 299 }, origin: { resource: '', rule: '' } } as const;
  const program = { hop: (id: string) => ({ id, title: id, dialler: 'proxy' as const, ops: id === 'chain' ? ops : [end] }) };
  const led = (host: string): unknown => walk(program, pointCarrier(), 'chain', pointOf({ host }), { onward: false }).map(({ verdict, steps, traffic }) => [verdict.kind === 'answered' && verdict.status === 299 ? steps.at(-1)?.hop : verdict.kind === 'answered' && verdict.status, traffic.cells.get('target') ?? null]);
  const to = (host: string): unknown => [[`vhost/istio-system/ingress-0/http.8080/${host}`, null]];
  for (const [host, leads] of [['h2.example', 'h2.example'], ['a.wild.example', '*.wild.example'], ['a.b.example', '*.example']] as const) expect([led(host), led(`${host}:8080`)]).toEqual([to(leads), to(leads)]);
  expect(['example', 'example:80', 'far.test', 'far.test:80', 'h2.example:x'].map(led)).toEqual(Array.from({ length: 5 }, () => [[404, null]]));
});

test('a name that is nearly served is told', async () => {
  const spec = (await at('9000/http.9000'))!;
  const blocked = { attribute: undefined, resource: 'Gateway xnat/gw', dialler: 'load-balancer' as const };
  expect(kind.explain?.(spec, { ...blocked, cause: 'no-route', request: { host: 'bare.exampel:9000' } })).toBe('the closest name is bare.example');
  expect(kind.explain?.(spec, { ...blocked, cause: 'policy-denied', request: { host: 'bare.exampel' } })).toBeUndefined();
});
