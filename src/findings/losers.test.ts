import { describe, expect, test } from 'vitest';
import { readInputs } from '../formats/inputs.ts';
import { pathOf } from '../path/path.ts';
import { rules } from './index.ts';

async function found(text: string, name: string): Promise<readonly string[]> {
  const { resources } = await readInputs(['-'], { stdin: () => text });
  const rule = rules.find((each) => each.name === name);
  return [...(rule?.find?.(pathOf(resources)) ?? [])].map(({ message }) => message);
}

const gatewayPod = `---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: edge }
spec: { selector: { istio: ingress }, ports: [{ name: http, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }] }
---
apiVersion: v1
kind: Pod
metadata: { name: ingress-0, namespace: edge, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy, image: proxyv2 }] }
`;
const created = (month: number | undefined): string => (month === undefined ? '' : `, creationTimestamp: "2026-0${month}-01T00:00:00Z"`);
const gateway = (name: string, servers: string, month?: number): string => `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: edge${created(month)} }
spec: { selector: { istio: ingress }, servers: [${servers}] }
`;
const http = (hosts: string): string => `{ port: { number: 80, name: http, protocol: HTTP }, hosts: [${hosts}] }`;
const https = (hosts: string, name = 'https'): string => `{ port: { number: 443, name: ${name}, protocol: HTTPS }, hosts: [${hosts}], tls: { mode: SIMPLE, credentialName: cert } }`;
const routes = (name: string, rest: string, month?: number, namespace = 'edge'): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: ${namespace}${created(month)} }
spec: { ${rest} }
`;
const to = (matches: string): string => `http: [${matches.split('; ').map((match) => `{ ${match === '' ? '' : `match: [{ ${match} }], `}route: [{ destination: { host: web } }] }`).join(', ')}]`;

describe('of two TLS servers with one host', () => {
  const name = 'gateway-server-dropped';

  test('the younger is not served', async () => {
    expect(await found(gatewayPod + gateway('a', https('shop.example'), 2) + gateway('b', https('shop.example, blog.example'), 1), name)).toEqual(['Gateway edge/a (https: shop.example) is not served on port 443: Gateway edge/b (https: shop.example, blog.example) comes first']);
  });

  test('nobody knows which one, where no file says when they were created', async () => {
    expect(await found(gatewayPod + gateway('a', https('shop.example')) + gateway('b', https('shop.example')), name)).toEqual(['only one of Gateway edge/b (https: shop.example) and Gateway edge/a (https: shop.example) is served on port 443: the one that was created first']);
  });

  test('the second one of the same Gateway loses, whatever their ages', async () => {
    expect(await found(gatewayPod + gateway('a', `${https('shop.example')}, ${https('shop.example', 'https-b')}`), name)).toEqual(['Gateway edge/a (https-b: shop.example) is not served on port 443: Gateway edge/a (https: shop.example) comes first']);
  });

  test('plain HTTP servers share a port', async () => {
    expect(await found(gatewayPod + gateway('a', http('shop.example')) + gateway('b', http('shop.example')), name)).toEqual([]);
  });
});

describe('a VirtualService at a gateway', () => {
  const name = 'virtual-service-not-attached';
  const front = gatewayPod + gateway('front', http('"*.shop.example", team/api.example'));

  test('is attached by a wildcard, and by its namespace', async () => {
    expect(await found(front + routes('web', `hosts: [a.shop.example], gateways: [front], ${to('')}`), name)).toEqual([]);
    expect(await found(front + routes('web', `hosts: [api.example], gateways: [edge/front], ${to('')}`, undefined, 'team'), name)).toEqual([]);
    expect(await found(front + routes('web', `hosts: [api.example], gateways: [edge/front], ${to('')}`, undefined, 'other'), name)).toEqual(['requests to api.example find no route at Gateway edge/front']);
  });

  test('is told whose the host is', async () => {
    const { resources } = await readInputs(['-'], { stdin: () => front + routes('web', `hosts: [api.example], gateways: [edge/front], ${to('')}`, undefined, 'other') });
    const [finding] = [...(rules.find((each) => each.name === name)?.find?.(pathOf(resources)) ?? [])];
    expect([finding?.label, finding?.because.map(({ text }) => text)]).toEqual(['team/api.example is for VirtualServices of namespace team, and this one is in other', ['gives team/api.example to VirtualServices of namespace team only']]);
  });

  test('is told host by host, where some of its hosts are served', async () => {
    expect(await found(front + routes('web', `hosts: [a.shop.example, b.example], gateways: [front], ${to('')}`), name)).toEqual(['requests to b.example find no route: no server of front has that host']);
  });

  test('may have hosts for the mesh beside those of the gateway', async () => {
    expect(await found(front + routes('web', `hosts: [a.shop.example, web.edge.svc.cluster.local], gateways: [front, mesh], ${to('')}`), name)).toEqual([]);
  });

  test('that names a Gateway of files that are elsewhere is a note: teams keep them apart', async () => {
    const { resources } = await readInputs(['-'], { stdin: () => routes('web', `hosts: [a.example], gateways: [infra/front], ${to('')}`) });
    expect([...(rules.find((each) => each.name === name)?.find?.(pathOf(resources)) ?? [])].map(({ severity }) => severity)).toEqual(['note']);
  });
});

describe('a route', () => {
  const name = 'route-never-reached';
  const alone = (matches: string): Promise<readonly string[]> => found(routes('web', `hosts: [web.edge.svc.cluster.local], ${to(matches)}`), name);

  test('behind a shorter prefix takes nothing, also with a condition more', async () => {
    expect(await alone('uri: { prefix: /a }; uri: { prefix: /a/b }, method: { exact: GET }')).toEqual(['rule 2 of VirtualService edge/web takes no request: rule 1 comes first']);
  });

  test('behind one that asks for more takes the rest', async () => {
    expect(await alone('uri: { prefix: /a }, method: { exact: GET }; uri: { prefix: /a/b }')).toEqual([]);
  });

  test('that two others take together takes nothing', async () => {
    expect(await alone('uri: { prefix: /a }, headers: { x: { exact: "1" } }; uri: { prefix: /a }, withoutHeaders: { x: { exact: "1" } }; uri: { exact: /a }')).toEqual(['rule 3 of VirtualService edge/web takes no request: rule 2 comes first']);
  });

  test('behind a regular expression that takes everything takes nothing', async () => {
    expect(await alone('uri: { regex: "/.*" }; uri: { prefix: /b }')).toEqual(['rule 2 of VirtualService edge/web takes no request: rule 1 comes first']);
  });
});

describe('routes of two VirtualServices', () => {
  const name = 'route-shadowed-by-older-virtual-service';
  const both = (first: string, second: string, ages: readonly (number | undefined)[]): Promise<readonly string[]> => found(gatewayPod + gateway('front', http('shop.example')) + routes('a', `hosts: [shop.example], gateways: [front], ${to(first)}`, ages[0]) + routes('b', `hosts: [shop.example], gateways: [front], ${to(second)}`, ages[1]), name);

  test('stand in the order of their ages', async () => {
    expect(await both('uri: { prefix: /a/b }', 'uri: { prefix: /a }', [2, 1])).toEqual(['rule 1 of VirtualService edge/a takes no request to shop.example: VirtualService edge/b is older']);
    expect(await both('uri: { prefix: /a/b }', 'uri: { prefix: /a }', [1, 2])).toEqual([]);
  });

  test('of unknown age are told with what would be so', async () => {
    expect(await both('uri: { prefix: /a/b }', 'uri: { prefix: /a }', [undefined, undefined])).toEqual(['rule 1 of VirtualService edge/a takes no request to shop.example if VirtualService edge/b is older than it']);
  });

  test('that take everything stand last, whatever their ages', async () => {
    expect(await both('', 'uri: { prefix: /a }', [1, 2])).toEqual([]);
  });

  test('that take the same are told once', async () => {
    expect(await both('uri: { prefix: /a }', 'uri: { prefix: /a }', [undefined, undefined])).toHaveLength(1);
  });
});

describe('delegates', () => {
  const root = routes('root', 'hosts: [web.edge.svc.cluster.local], http: [{ match: [{ uri: { prefix: /a } }], delegate: { name: part } }]');

  test('that delegate to each other come to nothing', async () => {
    const other = routes('part', 'hosts: [part.edge.svc.cluster.local], http: [{ delegate: { name: root } }]');
    expect(await found(root + other, 'delegate-route-dropped')).toEqual([
      'requests that VirtualService edge/part gives to a delegate find no route: VirtualService edge/root has hosts of its own, so it is nobody\'s delegate',
      'requests that VirtualService edge/root gives to a delegate find no route: VirtualService edge/part has hosts of its own, so it is nobody\'s delegate',
    ]);
  });

  test('keep the routes that are within the root\'s', async () => {
    expect(await found(root + routes('part', to('uri: { prefix: /a/b }; uri: { prefix: /c }')), 'delegate-route-dropped')).toEqual(['a route of VirtualService edge/part takes no request: its uri is not within that of the route that delegates']);
  });
});
