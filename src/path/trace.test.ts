import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from './path.ts';
import { traceOf, type Outcome } from './trace.ts';

const estate = `
apiVersion: v1
kind: Namespace
metadata: { name: mesh, labels: { istio-injection: enabled } }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: mesh, labels: { app: web } }
spec: { containers: [{ name: app, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: mesh }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: client, namespace: mesh }
spec: { containers: [{ name: app }] }
---`;

async function asked(more: string): Promise<readonly Pick<Outcome, 'when' | 'share' | 'verdict'>[]> {
  const path = pathOf((await written(estate + more)).resources);
  const traced = traceOf(path, { url: 'http://web/a', method: 'GET', headers: [], from: { kind: 'pod', namespace: 'mesh', name: 'client' } });
  if ('wrong' in traced) throw new Error(traced.wrong);
  return traced.outcomes.map(({ when, share, verdict }) => ({ when, share, verdict }));
}

const delivered = { kind: 'delivered', workload: 'mesh/web' };
const mode = (name: string, value: string): string => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: mesh }
spec: { mtls: { mode: ${value} } }
---`;

test('an answer that rests on something that no file says tells so', async () => {
  const files = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: mesh }
spec: { host: web, subsets: [], trafficPolicy: { loadBalancer: { simple: ROUND_ROBIN } } }
---
`;
  const reason = 'DestinationRule mesh/older and DestinationRule mesh/web are for one host; the older one counts where they differ, and no file says which that is';
  expect(await asked(files + files.replace('name: web', 'name: older'))).toEqual([{ when: [reason], share: 1, verdict: delivered }]);
});

test('an answer that is the same however an unknown turns out is certain', async () => {
  expect(await asked(mode('a', 'STRICT') + mode('b', 'PERMISSIVE'))).toMatchObject([{ when: [], verdict: delivered }]);
});

test('answers that differ say what they depend on', async () => {
  const denied = mode('a', 'STRICT').replace('PeerAuthentication', 'AuthorizationPolicy').replace('{ mtls: { mode: STRICT } }', '{ action: CUSTOM, provider: { name: asks }, rules: [{}] }');
  const outcomes = await asked(denied);
  expect(outcomes.map(({ verdict }) => verdict.kind).sort()).toEqual(['answered', 'delivered']);
  for (const { when } of outcomes) expect(when).toHaveLength(1);
});

test('what only a running proxy knows of a destination is assumed by name', async () => {
  const rule = `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: mesh }
spec: { host: web, trafficPolicy: { outlierDetection: { consecutive5xxErrors: 3 }, connectionPool: { tcp: { maxConnections: 1 } } } }
---`;
  const path = pathOf((await written(estate + rule)).resources);
  const traced = traceOf(path, { url: 'http://web/a', method: 'GET', headers: [], from: { kind: 'pod', namespace: 'mesh', name: 'client' } });
  expect('wrong' in traced ? [] : traced.assumptions.map(({ text }) => text)).toEqual(expect.arrayContaining(['outlierDetection of DestinationRule mesh/web has ejected no endpoint of outbound|80||web.mesh.svc.cluster.local', 'outbound|80||web.mesh.svc.cluster.local is within the limits that connectionPool of DestinationRule mesh/web sets']));
});

test('what an EnvoyFilter does to a proxy on the way is not read, and said', async () => {
  const filter = (namespace: string, selector: string): string => `
apiVersion: networking.istio.io/v1alpha3
kind: EnvoyFilter
metadata: { name: tuned, namespace: ${namespace} }
spec: { ${selector} configPatches: [] }
---`;
  const assumed = async (more: string): Promise<readonly string[]> => {
    const traced = traceOf(pathOf((await written(estate + more)).resources), { url: 'http://web/a', method: 'GET', headers: [], from: { kind: 'pod', namespace: 'mesh', name: 'client' } });
    return 'wrong' in traced ? [] : traced.assumptions.filter(({ name }) => name === 'extension-changes-nothing').map(({ text }) => text);
  };
  expect(await assumed(filter('mesh', 'workloadSelector: { labels: { app: web } },'))).toEqual([expect.stringMatching(/^EnvoyFilter mesh\/tuned changes/)]);
  expect(await assumed(filter('istio-system', ''))).toHaveLength(1);
  expect(await assumed(filter('mesh', 'workloadSelector: { labels: { app: other } },') + filter('bank', ''))).toEqual([]);
});
