import { expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import type { Estate } from '../../../resource/estate.ts';
import { composePeerAuthentication, modeAt, namespaceMode, peerAuthenticationsFor, peerPoliciesFor, possibleCompositions, type Composed } from './peer-authentication.ts';

const policy = (namespace: string, name: string, spec: string, created?: string): string => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace}${created === undefined ? '' : `, creationTimestamp: "${created}"`} }
spec: ${spec}
---`;

const root = 'istio-system';
const web = { namespace: 'shop', labels: { app: 'web' } };

function composed(estate: Estate): Composed {
  return composePeerAuthentication(root, peerPoliciesFor(estate, web, root));
}

test('a port\'s own mode comes before the workload\'s, the namespace\'s and the mesh\'s', async () => {
  const estate = await written(
    policy(root, 'default', '{ mtls: { mode: STRICT } }') +
      policy('shop', 'default', '{ mtls: { mode: DISABLE } }') +
      policy('shop', 'web', '{ selector: { matchLabels: { app: web } }, mtls: { mode: PERMISSIVE }, portLevelMtls: { 8080: { mode: STRICT }, 9090: {} } }'),
  );
  const result = composed(estate);
  expect(result.mode).toBe('PERMISSIVE');
  expect(result.perPort).toEqual({ 8080: 'STRICT', 9090: 'PERMISSIVE' });
  expect(modeAt(result, 8080).decider?.path).toEqual(['spec', 'portLevelMtls', '8080', 'mode']);
  expect(modeAt(result, 9090).decider?.path).toEqual(['spec', 'mtls', 'mode']);
  expect(modeAt(result, 1).decider?.resource.name).toBe('web');
});

test('UNSET and an empty object inherit; without anybody it is PERMISSIVE', async () => {
  const inherited = await written(policy(root, 'default', '{ mtls: { mode: STRICT } }') + policy('shop', 'default', '{ mtls: { mode: UNSET } }') + policy('shop', 'web', '{ selector: { matchLabels: { app: web } } }'));
  expect(composed(inherited)).toMatchObject({ mode: 'STRICT', decider: { scope: 'mesh' } });
  expect(composed(await written(policy('bank', 'default', '{ mtls: { mode: STRICT } }')))).toMatchObject({ mode: 'PERMISSIVE', decider: undefined });
});

test('of two for one scope the older counts, and the younger is named as a loser', async () => {
  const estate = await written(policy('shop', 'a', '{ mtls: { mode: DISABLE } }', '2024-02-01T00:00:00Z') + policy('shop', 'b', '{ mtls: { mode: STRICT } }', '2024-01-01T00:00:00Z'));
  expect(composed(estate)).toMatchObject({ mode: 'STRICT', losers: [{ resource: { name: 'a' }, why: 'shop/b is older, and of several for the same namespace only the oldest counts' }] });
  expect(peerAuthenticationsFor(estate, web, root).map(({ name }) => name)).toEqual(['b']);
});

test('where no file says which is older, both compositions are possible', async () => {
  const estate = await written(policy('shop', 'a', '{ mtls: { mode: DISABLE } }') + policy('shop', 'b', '{ mtls: { mode: STRICT } }') + policy(root, 'default', '{ mtls: { mode: STRICT } }'));
  expect(possibleCompositions(root, peerPoliciesFor(estate, web, root)).map(({ mode }) => mode)).toEqual(['DISABLE', 'STRICT']);
});

test('a selector in the root namespace is ignored, and said to be', async () => {
  const estate = await written(policy(root, 'web', '{ selector: { matchLabels: { app: web } }, mtls: { mode: STRICT } }'));
  expect(composed(estate)).toMatchObject({ mode: 'PERMISSIVE', losers: [{ resource: { name: 'web' } }] });
});

test('clients look at the namespace and the mesh only', async () => {
  const estate = await written(policy('shop', 'web', '{ selector: { matchLabels: { app: web } }, mtls: { mode: DISABLE } }') + policy('bank', 'default', '{ mtls: { mode: UNSET } }') + policy('strict', 'default', '{ mtls: { mode: STRICT } }'));
  expect(['shop', 'bank', 'strict'].map((namespace) => namespaceMode(estate, namespace, root))).toEqual(['UNKNOWN', 'PERMISSIVE', 'STRICT']);
});
