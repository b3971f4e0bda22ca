import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';

const estate = (config: string): string => `
apiVersion: v1
kind: Pod
metadata: { name: ingress, namespace: edge, labels: { istio: ingress }, annotations: { proxy.istio.io/config: '${config}' } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: edge }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 8080, protocol: HTTP }, hosts: ["*"] }] }
---`;

const at = async (config: string): Promise<unknown> => kind.read((await given(estate(config))).estate, []).at('chain/edge/ingress/8080/http.8080');

test('the profile EDGE makes a gateway strict, except where it says otherwise', async () => {
  expect(await at('connectionSettings: { profile: EDGE }')).toMatchObject({ underscores: 'reject', escapedSlashes: 'redirect', mergesSlashes: true, proxy: 'gateway edge/ingress' });
  expect(await at('connectionSettings: { profile: EDGE, httpMergeSlashes: false, httpPathWithEscapedSlashesAction: KEEP_UNCHANGED }')).toMatchObject({ underscores: 'reject', escapedSlashes: 'keep', mergesSlashes: false });
});

test('a proxy that is told nothing has no part in a request', async () => {
  expect(await at('concurrency: 2')).toBeUndefined();
  expect(await at('connectionSettings: { httpIdleTimeout: 60s }')).toBeUndefined();
});
