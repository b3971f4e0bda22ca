import { expect, test } from 'vitest';
import { given } from '../../../test/given.ts';

const gateway = (selector: string): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: front, namespace: shop }
spec: { selector: ${selector}, servers: [{ port: { number: 80, protocol: HTTP }, hosts: ["*"] }] }
---`;

const names = async (yaml: string): Promise<readonly string[]> => {
  const { estate } = await given(yaml);
  return [...estate.ofType('Pod'), ...estate.ofType('Service')].map(({ type, namespace, name }) => `${type} ${namespace}/${name}`);
};

test('a Gateway that selects the default ingress gateway, of which the inputs hold nothing, finds it', async () => {
  expect(await names(gateway('{ istio: ingressgateway }'))).toEqual(['Pod istio-system/istio-ingressgateway', 'Service istio-system/istio-ingressgateway']);
});

test('a Gateway that selects something else does not', async () => {
  expect(await names(gateway('{ istio: egressgateway }'))).toEqual([]);
  expect(await names(gateway('{}'))).toEqual([]);
});

test('a gateway that the inputs hold is the one that is meant', async () => {
  const own = '\napiVersion: v1\nkind: Pod\nmetadata: { name: own, namespace: edge, labels: { istio: ingressgateway } }\nspec: { containers: [{ name: istio-proxy }] }\n---';
  expect(await names(gateway('{ istio: ingressgateway }') + own)).toEqual(['Pod edge/own']);
});

test('a Service that selects it is kept as it is', async () => {
  const own = '\napiVersion: v1\nkind: Service\nmetadata: { name: front, namespace: istio-system }\nspec: { selector: { istio: ingressgateway }, ports: [{ port: 80, targetPort: 8080 }] }\n---';
  expect(await names(gateway('{ istio: ingressgateway }') + own)).toEqual(['Pod istio-system/istio-ingressgateway', 'Service istio-system/front']);
});
