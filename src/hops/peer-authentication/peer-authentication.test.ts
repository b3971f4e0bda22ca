import { expect, test } from 'vitest';
import { given, written } from '../../../test/given.ts';
import { applyEdits } from '../../resource/edit.ts';
import { estateOf } from '../../resource/estate.ts';
import type { Blocked } from '../kind.ts';
import { kind } from './kind.ts';
import type { PeerAuthenticationSpec } from './spec.ts';

const web = `
apiVersion: v1
kind: Pod
metadata: { name: web-0, namespace: shop, labels: { app: web } }
spec: { serviceAccountName: web, containers: [{ name: app }, { name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---`;

const policy = (namespace: string, name: string, spec: string): string => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
---`;

async function at(yaml: string, port = 8080): Promise<PeerAuthenticationSpec | undefined> {
  return kind.read((await given(web + yaml)).estate, []).at(`pod/shop/web-0/${port}`);
}

const blocked = (resource: string, cause = 'plaintext-refused'): Blocked => ({ cause, resource, attribute: 'spec.mtls.mode', dialler: 'load-balancer', request: {} });

test('a mode is the pod port\'s, and says who decided it and where', async () => {
  const strict = policy('istio-system', 'default', '{ mtls: { mode: STRICT } }');
  const exempt = policy('shop', 'web', '{ selector: { matchLabels: { app: web } }, portLevelMtls: { 80: { mode: DISABLE } } }');
  const spec = await at(strict + exempt);
  expect(spec).toMatchObject({ pod: 'shop/web-0', port: 8080, protocol: 'http', principal: 'cluster.local/ns/shop/sa/web', authority: 'mesh cluster.local' });
  expect(spec?.modes).toMatchObject([{ mode: 'STRICT', resource: 'PeerAuthentication istio-system/default', attribute: 'spec.mtls.mode', at: { line: 15 }, decider: { scope: 'mesh' } }]);
  expect((await at(strict + exempt, 80))?.modes).toMatchObject([{ mode: 'DISABLE', attribute: 'spec.portLevelMtls.80.mode' }]);
});

test('without a sidecar, and on ports that go past it, there is nobody to ask', async () => {
  expect(await at('', 15021)).toBeUndefined();
  const naked = web.replace(', { name: istio-proxy }', '');
  expect(kind.read((await given(naked)).estate, []).at('pod/shop/web-0/8080')).toBeUndefined();
  expect(kind.read((await given(web)).estate, []).at('pod/shop/nobody/8080')).toBeUndefined();
});

test('two policies of one scope without a date leave two modes open', async () => {
  const spec = await at(policy('shop', 'a', '{ mtls: { mode: STRICT } }') + policy('shop', 'b', '{ mtls: { mode: DISABLE } }'));
  expect(spec?.modes.map(({ mode }) => mode)).toEqual(['STRICT', 'DISABLE']);
});

test('a mesh-wide STRICT is mended by an exemption for this port of this workload', async () => {
  const yaml = web + policy('istio-system', 'default', '{ mtls: { mode: STRICT } }');
  const estate = await written(yaml);
  const spec = kind.read(estate, []).at('pod/shop/web-0/8080')!;
  const [proposal, ...others] = kind.mend!(spec, blocked('PeerAuthentication istio-system/default'));
  expect(others).toEqual([]);
  expect(proposal?.title).toBe('let port 8080 of shop/web-0 accept connections without mTLS; every other port stays STRICT');
  const mended = estateOf(applyEdits(estate.resources, proposal!.edits)).estate;
  const modes = (port: number): unknown => kind.read(mended, []).at(`pod/shop/web-0/${port}`)?.modes.map(({ mode }) => mode);
  expect([modes(8080), modes(9090)]).toEqual([['PERMISSIVE'], ['STRICT']]);
  expect(mended.find({ scope: spec.workload!.scope, type: 'PeerAuthentication', namespace: 'shop', name: 'web-port-8080' })?.body).toMatchObject({ spec: { selector: { matchLabels: { app: 'web' } } } });
});

test('where a policy already selects the workload, the exemption goes there: a second one would not be heard', async () => {
  const strict = policy('shop', 'default', '{ mtls: { mode: STRICT } }');
  const own = policy('shop', 'web', '{ selector: { matchLabels: { app: web } } }');
  const spec = await at(strict + own);
  expect(kind.mend!(spec!, blocked('PeerAuthentication shop/default'))[0]?.edits).toEqual([
    { edit: 'set', of: expect.objectContaining({ name: 'web', namespace: 'shop' }) as unknown, path: ['spec', 'portLevelMtls', '8080', 'mode'], to: 'PERMISSIVE' },
  ]);
});

test('a port that is STRICT by itself becomes PERMISSIVE where it stands', async () => {
  const spec = await at(policy('shop', 'web', '{ selector: { matchLabels: { app: web } }, portLevelMtls: { 8080: { mode: STRICT } } }'));
  expect(kind.mend!(spec!, blocked('PeerAuthentication shop/web'))[0]?.edits).toMatchObject([{ edit: 'set', path: ['spec', 'portLevelMtls', '8080', 'mode'], to: 'PERMISSIVE' }]);
});

test('a stop that somebody else made, or that PERMISSIVE would not lift, is left alone', async () => {
  const spec = (await at(policy('istio-system', 'default', '{ mtls: { mode: STRICT } }')))!;
  expect(kind.mend!(spec, blocked('PeerAuthentication other/default'))).toEqual([]);
  expect(kind.mend!(spec, blocked('PeerAuthentication istio-system/default', 'client-certificate-missing'))).toEqual([]);
  expect(kind.mend!({ ...spec, protocol: 'tcp' }, blocked('PeerAuthentication istio-system/default', 'client-certificate-missing'))).toHaveLength(1);
});
