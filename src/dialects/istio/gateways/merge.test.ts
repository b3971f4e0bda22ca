import { expect, test } from 'vitest';
import { given } from '../../../../test/given.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { mergedGateways } from './merge.ts';

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---`;

const gateway = (name: string, created: string, ...servers: readonly string[]): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: shop, creationTimestamp: "${created}" }
spec: { selector: { istio: ingress }, servers: [${servers.map((server) => `{ ${server} }`).join(', ')}] }
---`;

const [older, younger] = ['2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z'];
const port = (number: number, protocol: string, name = protocol.toLowerCase()): string => `port: { number: ${number}, name: ${name}, protocol: ${protocol} }`;
const simple = 'tls: { mode: SIMPLE, credentialName: c }';

async function losers(yaml: string): Promise<readonly string[]> {
  const { estate } = await given(pod + yaml);
  const { dropped } = mergedGateways(estate, podAt(estate, 'istio-system', 'ingress-0')!).merged;
  return dropped.map(({ server, because, winner }) => `${server.gateway.name}: ${because} (${winner.gateway.name})`);
}

test('a server that loses its port is named with the one that has it', async () => {
  expect(await losers(gateway('a', older, `${port(80, 'HTTP')}, hosts: ["*"]`) + gateway('b', younger, `${port(80, 'TCP')}, hosts: ["*"]`, `${port(80, 'GRPC')}, hosts: ["*"]`))).toEqual(['b: port 80 is taken for HTTP, and this one is for TCP (a)']);
});

test('one that has a TLS host again loses all of its hosts', async () => {
  expect(await losers(gateway('a', older, `${port(443, 'HTTPS')}, hosts: [x.example], ${simple}`) + gateway('b', younger, `${port(443, 'HTTPS')}, hosts: [y.example, ./x.example, x.example], ${simple}`))).toEqual(['b: it has the host x.example on port 443 too (a)']);
});

test('another address is another listener', async () => {
  expect(await losers(gateway('a', older, `${port(80, 'HTTP')}, hosts: ["*"]`) + gateway('b', younger, `${port(80, 'TCP')}, hosts: ["*"], bind: 10.0.0.1`))).toEqual([]);
  expect(await losers(gateway('a', older, `${port(443, 'HTTPS')}, hosts: [x.example], ${simple}`) + gateway('b', younger, `${port(443, 'HTTPS')}, hosts: [x.example], bind: 10.0.0.1, ${simple}`))).toEqual([]);
});

test('two servers of one Gateway with one port name would have one route configuration', async () => {
  expect(await losers(gateway('a', older, `${port(443, 'HTTPS')}, hosts: [x.example], ${simple}`, `${port(443, 'HTTPS')}, hosts: [y.example], ${simple}`))).toEqual(['a: it has the port name https too (a)']);
});

test('plain HTTP beside TLS has a place of its own once, as istiod counts', async () => {
  const tls = `${port(443, 'HTTPS')}, hosts: [x.example], ${simple}`;
  expect(await losers(gateway('a', older, tls, `${port(443, 'HTTP', 'p')}, hosts: ["*"]`))).toEqual([]);
  expect(await losers(gateway('a', older, tls, `${port(443, 'TCP', 'p')}, hosts: ["*"]`, `${port(443, 'TCP', 'q')}, hosts: ["*"]`))).toEqual(['a: port 443 is taken for TCP, and this one says nothing of TLS (a)']);
});

test('two redirecting servers for one host are as two of TLS', async () => {
  const redirecting = (name: string): string => `${port(80, 'HTTP', name)}, hosts: [x.example], tls: { httpsRedirect: true }`;
  expect(await losers(gateway('a', older, redirecting('p')) + gateway('b', younger, redirecting('q')))).toEqual(['b: it has the host x.example on port 80 too (a)']);
});
