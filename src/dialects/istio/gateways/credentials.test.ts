import { describe, expect, test } from 'vitest';
import { given } from '../../../../test/given.ts';
import { podAt } from '../../kubernetes/pods.ts';
import { endingOf, type Ending } from './credentials.ts';
import { gatewaysIn, selectsPod, serversOf } from './servers.ts';
import { serviceTargetsOf } from '../services/instances.ts';
import { meshOf } from '../mesh/mesh.ts';

const front = (tls: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: web, namespace: edge }
spec:
  gatewayClassName: istio
  allowedListeners: { namespaces: { from: All } }
  ${tls}
  listeners: [{ name: https, port: 443, protocol: HTTPS, hostname: a.example.com, tls: { certificateRefs: [{ name: cert }] } }]
---`;

const more = (reference: string): string => `
apiVersion: gateway.networking.k8s.io/v1
kind: ListenerSet
metadata: { name: more, namespace: shop }
spec:
  parentRef: { name: web, namespace: edge }
  listeners: [{ name: https, port: 443, protocol: HTTPS, hostname: b.example.com, tls: { certificateRefs: [${reference}] } }]
---`;

/** How the gateway's pod ends TLS for each host. */
async function endings(...texts: readonly string[]): Promise<Readonly<Record<string, Ending>>> {
  const { estate } = await given(texts.join(''));
  const pod = podAt(estate, 'edge', 'web-istio')!;
  const gateways = gatewaysIn(estate).filter((gateway) => selectsPod(gateway, pod, serviceTargetsOf(estate, pod).targets));
  return Object.fromEntries(gateways.flatMap((gateway) => serversOf(estate, gateway, pod)).map((server) => [server.hosts.join().replace(/.*\//, ''), endingOf(estate, meshOf(estate), pod, server)]));
}

describe('a Gateway of the Gateway API', () => {
  test('and a ListenerSet of another namespace are served by the same pods, each with the Secret of its own namespace', async () => {
    const found = await endings(front(''), more('{ name: cert }'));
    expect(found).toMatchObject({ 'a.example.com': { assumed: 'Secret edge/cert' }, 'b.example.com': { assumed: 'Secret shop/cert' } });
  });

  test('asks clients for certificates by the CA that its frontend names', async () => {
    const ca = '\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ca, namespace: edge }\ndata: { ca.crt: "-----BEGIN CERTIFICATE-----\\nAA==\\n-----END CERTIFICATE-----" }\n---';
    const found = await endings(front('tls: { frontend: { default: { validation: { caCertificateRefs: [{ group: "", kind: ConfigMap, name: ca }] } } } }'), ca);
    expect(found).toMatchObject({ 'a.example.com': { terminate: { verify: { authority: 'edge/ca', required: true } }, doubts: [] } });
  });
});
