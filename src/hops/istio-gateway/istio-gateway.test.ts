import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';
import type { VariantSpec } from './spec.ts';

const pod = `
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: istio-system, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: istio-system }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
---`;

const server = (number: number, protocol: string, hosts: string, more = ''): string => `{ port: { number: ${number}, name: p${number}, protocol: ${protocol} }, hosts: [${hosts}]${more === '' ? '' : `, ${more}`} }`;

const gateway = (name: string, servers: readonly string[], created = '', more = 'selector: { istio: ingress }'): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: xnat${created === '' ? '' : `, creationTimestamp: "${created}"`} }
spec: { ${more === '' ? '' : `${more}, `}servers: [${servers.join(', ')}] }
---`;

const virtualService = (name: string, gatewayName: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: xnat }
spec: { gateways: [${gatewayName}], ${spec} }
---`;

const simple = 'tls: { mode: SIMPLE, credentialName: web }';

async function variants(yaml: string, port: number, podYaml = pod): Promise<readonly VariantSpec[]> {
  return kind.read((await given(podYaml + yaml)).estate, []).at(`pod/istio-system/ingress-0/${port}`)!.variants;
}

const names = (variant: VariantSpec | undefined): unknown => variant?.closed ?? variant?.rejected ?? variant?.chains.map(({ name, sni }) => [name, ...sni].join(' '));

describe('the port', () => {
  test('a server listens on the targetPort of the Service in front, and on its own number without one', async () => {
    const yaml = gateway('gw', [server(80, 'HTTP', '"*"'), server(9000, 'HTTP', '"*"')]);
    expect(names((await variants(yaml, 8080))[0])).toEqual(['http.8080']);
    expect(names((await variants(yaml, 9000))[0])).toEqual(['http.9000']);
    expect(names((await variants(yaml, 80))[0])).toBe('no Gateway makes istio-system/ingress-0 listen on port 80');
  });

  test('a Service may say that its ports are not meant', async () => {
    const off = pod.replace('name: ingress, namespace: istio-system', 'name: ingress, namespace: istio-system, labels: { experimental.istio.io/disable-gateway-port-translation: "true" }');
    expect(names((await variants(gateway('gw', [server(80, 'HTTP', '"*"')]), 80, off))[0])).toEqual(['http.80']);
  });

  test('of two Services that lead one number to different ports the older one counts, and without ages nothing is certain', async () => {
    const second = (created: string): string => `\napiVersion: v1\nkind: Service\nmetadata: { name: other, namespace: istio-system${created} }\nspec: { selector: { istio: ingress }, ports: [{ port: 80, targetPort: 9080 }] }\n---`;
    const dated = pod.replace('name: ingress, namespace: istio-system', 'name: ingress, namespace: istio-system, creationTimestamp: "2024-02-01T00:00:00Z"');
    const yaml = gateway('gw', [server(80, 'HTTP', '"*"')]);
    expect(names((await variants(yaml + second(', creationTimestamp: "2024-01-01T00:00:00Z"'), 9080, dated))[0])).toEqual(['http.9080']);
    const [first] = await variants(yaml + second(''), 8080);
    expect(first?.doubt).toContain('Service istio-system/ingress (8080) and Service istio-system/other (9080) lead port 80 to different ports');
    expect((await variants(yaml + second(''), 9080))[0]).toMatchObject({ closed: expect.stringContaining('no Gateway'), doubt: first?.doubt });
  });

  test('a Gateway that names its Services listens on their ports only', async () => {
    const named = gateway('gw', [server(80, 'HTTP', '"*"'), server(9000, 'HTTP', '"*"')], '', '').replace('namespace: xnat', 'namespace: istio-system, annotations: { internal.istio.io/gateway-service: "other.example,ingress.istio-system.svc.cluster.local" }');
    expect(names((await variants(named, 8080))[0])).toEqual(['http.8080']);
    expect(names((await variants(named, 9000))[0])).toContain('no Gateway makes');
  });

  test('a Gateway without selector means every gateway, one that selects others means none of these', async () => {
    expect(names((await variants(gateway('gw', [server(80, 'HTTP', '"*"')], '', ''), 8080))[0])).toEqual(['http.8080']);
    expect(names((await variants(gateway('gw', [server(80, 'HTTP', '"*"')], '', 'selector: { istio: egress }'), 8080))[0])).toContain('no Gateway');
  });

  test('a pod that may not open low ports has no listener there', async () => {
    const low = pod.replace('{ name: istio-proxy }', '{ name: istio-proxy, env: [{ name: ISTIO_META_UNPRIVILEGED_POD, value: "true" }] }');
    expect(names((await variants(gateway('gw', [server(81, 'HTTP', '"*"')]), 81, low))[0])).toContain('ISTIO_META_UNPRIVILEGED_POD');
  });

  test('a server on another address than the pod\'s is not reached', async () => {
    const placed = pod.replace('spec: { containers', 'status: { podIP: 10.0.0.7 }\nspec: { containers');
    const on = (bind: string): string => gateway('gw', [server(80, 'HTTP', '"*"', `bind: ${bind}`)]);
    expect(names((await variants(on('10.0.0.8'), 8080, placed))[0])).toContain('10.0.0.8');
    expect((await variants(on('10.0.0.7'), 8080, placed))[0]).toMatchObject({ name: '10.0.0.7_8080', chains: [{ name: 'http.8080.10.0.0.7' }] });
    expect((await variants(on('10.0.0.7'), 8080))[0]?.doubt).toContain('no file says the pod\'s address');
    const [own] = await variants(on('127.0.0.1'), 8080);
    expect([own?.closed, own?.doubt]).toEqual(['the only server on port 8080 listens on 127.0.0.1, where nobody outside the pod comes to', undefined]);
  });
});

describe('servers on one port', () => {
  test('plain HTTP is one chain, each TLS server has its own by server name', async () => {
    const yaml = gateway('gw', [server(80, 'HTTP', 'a.example'), server(80, 'HTTP2', 'b.example').replace('p80', 'q80'), server(443, 'HTTPS', 'shop/A.example', simple), server(443, 'HTTPS', '"*.example"', simple).replace('p443', 'q443')]);
    expect(names((await variants(yaml, 8080))[0])).toEqual(['http.8080']);
    expect(names((await variants(yaml, 8443))[0])).toEqual(['https.443.p443.gw.xnat a.example', 'https.443.q443.gw.xnat *.example']);
  });

  test('of two Gateways that want different things of a port the older one gets it', async () => {
    const http = (created: string): string => gateway('http', [server(80, 'HTTP', 'a.example')], created);
    const tcp = (created: string): string => gateway('tcp', [server(80, 'TCP', 'a.example')], created);
    const [older, younger] = ['2024-01-01T00:00:00Z', '2024-02-01T00:00:00Z'];
    expect(names((await variants(http(older) + tcp(younger), 8080))[0])).toEqual(['http.8080']);
    expect(names((await variants(http(younger) + tcp(older), 8080))[0])).toContain('no VirtualService says where the bytes of Gateway xnat/tcp (TCP 80, a.example) go');
  });

  test('where no file says which is older there are two answers', async () => {
    const found = await variants(gateway('http', [server(80, 'HTTP', 'a.example')]) + gateway('tcp', [server(80, 'TCP', 'a.example')]), 8080);
    expect(found.map(names)).toEqual([['http.8080'], expect.stringContaining('no VirtualService')]);
    expect(found[0]?.when).toContain('Gateway xnat/http and Gateway xnat/tcp want the same of port 8080');
    expect(await variants(gateway('http', [server(80, 'HTTP', 'a.example')]) + gateway('http-too', [server(80, 'HTTP', 'a.example')]), 8080)).toHaveLength(1);
  });

  test('the same host twice for TLS is dropped with its server; behind two namespaces it is not seen, and Envoy refuses the listener', async () => {
    const first = gateway('a', [server(443, 'HTTPS', 'x.example', simple)], '2024-01-01T00:00:00Z');
    expect(names((await variants(first + gateway('b', [server(443, 'HTTPS', 'y.example, x.example', simple)], '2024-02-01T00:00:00Z'), 8443))[0])).toEqual(['https.443.p443.a.xnat x.example']);
    expect(names((await variants(first + gateway('b', [server(443, 'HTTPS', 'shop/x.example', simple)], '2024-02-01T00:00:00Z'), 8443))[0])).toContain('Gateway xnat/a (p443, x.example) and Gateway xnat/b (p443, shop/x.example) ask for the same connections (server name x.example)');
  });
});

describe('bytes', () => {
  const tls = (match: string): string => `hosts: ["*.example"], tls: [{ match: [${match}], route: [{ destination: { host: db } }] }]`;

  test('without a VirtualService there is no listener; with one each match is a chain', async () => {
    const passing = gateway('gw', [server(443, 'TLS', '"*.example"', 'tls: { mode: PASSTHROUGH }')]);
    expect(names((await variants(passing, 8443))[0])).toContain('without one nothing listens');
    expect(names((await variants(passing + virtualService('db', 'gw', tls('{ sniHosts: [a.example] }, { port: 444, sniHosts: [c.example] }, { sniHosts: [b.example] }')), 8443))[0])).toEqual(['passthrough.443.p443.gw.xnat.xnat.db.0.0 a.example', 'passthrough.443.p443.gw.xnat.xnat.db.0.2 b.example']);
  });

  test('a tls without mode passes TLS through', async () => {
    const yaml = gateway('gw', [server(443, 'HTTPS', '"*"', 'tls: { credentialName: web }')]);
    expect(names((await variants(yaml, 8443))[0])).toContain('no VirtualService says where the bytes of');
  });

  test('a server that ends TLS for bytes goes by tls routes where no tcp route is there', async () => {
    const ending = gateway('gw', [server(443, 'TLS', '"*.example"', simple)]);
    const [byName] = await variants(ending + virtualService('db', 'gw', tls('{ sniHosts: [a.example] }, { sniHosts: [b.example] }')), 8443);
    expect(byName?.chains.map(({ sni, ends }) => [sni, ends?.mode])).toEqual([[['a.example'], 'SIMPLE'], [['b.example'], 'SIMPLE']]);
    const [whole] = await variants(ending + virtualService('db', 'gw', `${tls('{ sniHosts: [a.example] }')}, tcp: [{ route: [{ destination: { host: db } }] }]`), 8443);
    expect(whole?.chains.map(({ sni, ends }) => [sni, ends?.mode])).toEqual([[['*.example'], 'SIMPLE']]);
  });

  test('AUTO_PASSTHROUGH has a chain for every Service, for proxies of the mesh only', async () => {
    const [found] = await variants(gateway('gw', [server(443, 'TLS', '"*.local"', 'tls: { mode: AUTO_PASSTHROUGH }')]), 8443);
    expect(found?.chains.map(({ name, alpn }) => [name, alpn.length])).toEqual([['outbound_.80_._.ingress.istio-system.svc.cluster.local', 5], ['outbound_.443_._.ingress.istio-system.svc.cluster.local', 5]]);
  });
});

describe('certificates', () => {
  const chain = async (yaml: string, tlsText = simple): Promise<unknown> => (await variants(gateway('gw', [server(443, 'HTTPS', '"*"', tlsText)]) + yaml, 8443))[0]?.chains[0]?.ends;
  const secret = (namespace: string, keys: string, name = 'web'): string => `\napiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: ${namespace} }\nstringData: { ${keys} }\n---`;
  const pair = 'tls.crt: a, tls.key: b';

  test('a Secret is read where the gateway\'s pods run, and not beside the Gateway', async () => {
    expect(await chain(secret('istio-system', pair))).toMatchObject({ mode: 'SIMPLE', terminate: { certificate: { authority: 'public' } } });
    expect(await chain(secret('xnat', pair))).toMatchObject({ missing: 'there is no Secret istio-system/web; there is one in namespace xnat, where no proxy of this gateway reads it', attribute: 'spec.servers[0].tls.credentialName' });
    expect(await chain(secret('xnat', pair), 'tls: { mode: SIMPLE, credentialName: xnat/web }')).toMatchObject({ missing: expect.stringContaining('to no proxy of namespace istio-system') });
  });

  test('inputs without any Secret say nothing about Secrets', async () => {
    expect(await chain('')).toMatchObject({ terminate: { certificate: { authority: 'public' } } });
    expect(await chain(`\napiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: { name: c, namespace: istio-system }\nspec: { secretName: web }\n---`)).toHaveProperty('terminate');
  });

  test('a Secret without a pair of keys is as good as none', async () => {
    expect(await chain(secret('istio-system', 'tls.crt: a'))).toMatchObject({ missing: 'Secret istio-system/web has the keys tls.crt: a server needs tls.crt and tls.key' });
    expect(await chain(secret('istio-system', 'cert: a, key: b'))).toHaveProperty('terminate');
  });

  test('MUTUAL asks for the authority of clients, in a Secret of its own or in the same one', async () => {
    const mutual = 'tls: { mode: MUTUAL, credentialName: web }';
    expect(await chain(secret('istio-system', pair), mutual)).toMatchObject({ missing: expect.stringContaining('neither Secret istio-system/web-cacert nor ca.crt') });
    expect(await chain(secret('istio-system', `${pair}, ca.crt: c`), mutual)).toMatchObject({ terminate: { verify: { authority: 'istio-system/web', required: true } } });
    expect(await chain(secret('istio-system', pair) + secret('istio-system', 'ca.crt: c', 'web-cacert'), mutual)).toMatchObject({ terminate: { verify: { authority: 'istio-system/web-cacert', required: true } } });
    expect(await chain(secret('istio-system', `${pair}, ca.crt: c`), mutual.replace('MUTUAL', 'OPTIONAL_MUTUAL'))).toMatchObject({ terminate: { verify: { required: false } } });
  });

  test('ISTIO_MUTUAL is the mesh\'s own', async () => {
    expect(await chain('', 'tls: { mode: ISTIO_MUTUAL }')).toMatchObject({ terminate: { certificate: { authority: 'mesh cluster.local' }, verify: { authority: 'mesh cluster.local', required: true } } });
  });

  test('a credential of another namespace needs a ReferenceGrant', async () => {
    const own = pod.replaceAll('istio-system', 'xnat');
    const at = async (yaml: string): Promise<unknown> => kind.read((await given(own + gateway('gw', [server(443, 'HTTPS', '"*"', 'tls: { mode: SIMPLE, credentialName: "kubernetes-gateway://certs/web" }')]) + secret('certs', pair) + yaml)).estate, []).at('pod/xnat/ingress-0/8443')?.variants[0]?.chains[0]?.ends;
    expect(await at('')).toMatchObject({ missing: 'no ReferenceGrant in namespace certs lets Gateways of namespace xnat use Secret web' });
    expect(await at(`\napiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata: { name: g, namespace: certs }\nspec: { from: [{ group: gateway.networking.k8s.io, kind: Gateway, namespace: xnat }], to: [{ group: "", kind: Secret }] }\n---`)).toHaveProperty('terminate');
  });
});

test('PROXY protocol is what the pod\'s annotation or the mesh says', async () => {
  const told = (annotation: string): string => pod.replace('labels: { istio: ingress }', `labels: { istio: ingress }, annotations: { proxy.istio.io/config: '${annotation}' }`);
  const asks = async (annotation: string): Promise<unknown> => kind.read((await given(told(annotation))).estate, []).at('pod/istio-system/ingress-0/8080')?.proxyProtocol;
  expect(await asks('{"gatewayTopology":{"proxyProtocol":{}}}')).toBe(true);
  expect(await asks('{"gatewayTopology":{"numTrustedProxies":1}}')).toBe(false);
  expect(await asks('{"gatewayTopology":')).toMatchObject({ unknown: expect.stringContaining('cannot be read') });
});

test('a host that the cluster refuses is no server name', async () => {
  expect(names((await variants(gateway('gw', [server(443, 'HTTPS', '"*.a.*", "*bar.example", ok.example, "*.ok.example", "x/*.x"', simple)]), 8443))[0])).toEqual(['https.443.p443.gw.xnat *.ok.example *.x ok.example']);
});

test('who sends no server name is let in by a server for every host', async () => {
  const spec = kind.read((await given(pod + gateway('gw', [server(443, 'HTTPS', 'a.example', simple)]))).estate, []).at('pod/istio-system/ingress-0/8443')!;
  const blocked = { cause: 'chain-not-found', attribute: undefined, resource: 'Gateway xnat/gw', dialler: 'load-balancer' as const };
  expect(kind.mend?.(spec, { ...blocked, request: { 'session.state': 'open' } })).toMatchObject([{ edits: [{ edit: 'set', of: { type: 'Gateway', namespace: 'xnat', name: 'gw' }, path: ['spec', 'servers', 0, 'hosts'], to: ['*'] }] }]);
  expect(kind.mend?.(spec, { ...blocked, request: { 'session.state': 'open', 'session.sni': 'b.example' } })).toEqual([]);
  expect(kind.mend?.(spec, { ...blocked, request: { 'session.state': 'none' } })).toEqual([]);
  expect(kind.explain?.(spec, { ...blocked, request: { 'session.state': 'open', 'session.sni': 'a.exampel' } })).toBe('the closest name is a.example');
  expect(kind.explain?.(spec, { ...blocked, request: { 'session.state': 'open' } })).toBeUndefined();
});
