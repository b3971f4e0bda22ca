import { describe, expect, test } from 'vitest';
import { ambientShop, policy } from '../../../../test/ambient.ts';
import { given } from '../../../../test/given.ts';
import type { Estate } from '../../../resource/estate.ts';
import { podAt, type Pod } from '../../kubernetes/pods.ts';
import { serviceAt } from '../../kubernetes/services.ts';
import { takesTunnel, waypointsBefore } from './ambient.ts';
import { waypointsRefused } from './admission.ts';
import { unenforcedAt } from './layers.ts';
import { peerRulesFor, possibleLevels } from './ztunnel-peers.ts';
import { waypointRoutesFor } from './routes.ts';
import { ingressUsesWaypoint, serviceWaypoint, workloadWaypoint } from './waypoints.ts';
import { meshOf } from '../mesh/mesh.ts';
import { proxyOf } from '../proxy/proxy.ts';

async function shop(settings: Parameters<typeof ambientShop>[0] = {}): Promise<Estate> {
  return (await given(ambientShop(settings))).estate;
}

function named(estate: Estate, namespace: string, name: string): Pod {
  const pod = podAt(estate, namespace, name);
  if (pod === undefined) throw new Error(`no pod ${namespace}/${name}`);
  return pod;
}

function extra(labels: string, annotations = '', containers = '[{ name: app }]'): string {
  return `apiVersion: v1\nkind: Pod\nmetadata: { name: extra-0, namespace: shop, labels: { ${labels} }, annotations: { ${annotations} } }\nspec: { containers: ${containers} }\n`;
}

describe('a pod is in the ambient mesh', () => {
  const sidecar = '[{ name: app }, { name: istio-proxy }]';
  test.each([
    ['by the label of its namespace', extra('app: x'), 'ambient'],
    ['unless its own label says none', extra('istio.io/dataplane-mode: none'), 'none'],
    ['not by its namespace where it has a sidecar', extra('app: x', '', sidecar), 'sidecar'],
    ['by what the CNI plugin has written, whatever the label says', extra('istio.io/dataplane-mode: none', 'ambient.istio.io/redirection: enabled'), 'ambient'],
  ])('%s', async (_what, more, proxy) => {
    const estate = await shop({ more });
    expect(proxyOf(estate, named(estate, 'shop', 'extra-0'))).toBe(proxy);
  });

  test('a waypoint is known by who made it', async () => {
    const estate = await shop();
    expect(proxyOf(estate, named(estate, 'shop', 'waypoint-0'))).toBe('waypoint');
  });

  test('a waypoint is known by the class of its Gateway too', async () => {
    const estate = await shop({ more: extra('gateway.networking.k8s.io/gateway-name: waypoint', '', '[{ name: istio-proxy }]') });
    expect(proxyOf(estate, named(estate, 'shop', 'extra-0'))).toBe('waypoint');
  });
});

describe('tunnels are taken', () => {
  const sidecar = '[{ name: app }, { name: istio-proxy }]';
  test.each([
    ['by a sidecar that says so', extra('networking.istio.io/tunnel: http', '', sidecar), true],
    ['by no other sidecar that runs already', extra('app: x', '', sidecar), false],
    ['by a pod of the ambient mesh', extra('app: x'), true],
    ['by no pod outside the mesh', extra('istio.io/dataplane-mode: none'), false],
  ])('%s', async (_what, more, takes) => {
    const estate = await shop({ more });
    expect(takesTunnel(estate, meshOf(estate), named(estate, 'shop', 'extra-0'))).toBe(takes);
  });

  test('by a sidecar that is injected where the mesh sets it so, as the ambient profile does', async () => {
    const more = `apiVersion: apps/v1
kind: Deployment
metadata: { name: side, namespace: side }
spec: { selector: { matchLabels: { app: side } }, template: { metadata: { labels: { app: side, sidecar.istio.io/inject: "true" } }, spec: { containers: [{ name: app }] } } }
---
apiVersion: istio.io/v1alpha1
kind: MeshConfig
metadata: { name: istio, namespace: istio-system }
defaultConfig: { proxyMetadata: { ISTIO_META_ENABLE_HBONE: "true" } }
`;
    const estate = await shop({ more });
    expect(takesTunnel(estate, meshOf(estate), named(estate, 'side', 'side'))).toBe(true);
    const unsaid = await shop({ more: more.slice(0, more.indexOf('---\napiVersion: istio.io')) });
    expect(takesTunnel(unsaid, meshOf(unsaid), named(unsaid, 'side', 'side'))).toBe(true);
    const off = await shop({ more: more.replace('ISTIO_META_ENABLE_HBONE: "true"', 'OTHER: "true"') });
    expect(takesTunnel(off, meshOf(off), named(off, 'side', 'side'))).toBe(false);
  });
});

describe('a waypoint is bound', () => {
  const service = (labels: string): string => `apiVersion: v1\nkind: Service\nmetadata: { name: api, namespace: shop, labels: { ${labels} } }\nspec: { selector: { app: web }, ports: [{ port: 80 }] }\n`;
  const gateway = (labels: string, routes = ''): string => `apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: other, namespace: infra, labels: { ${labels} } }\nspec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE${routes} }] }\n---\n`;
  const elsewhere = 'istio.io/use-waypoint: other, istio.io/use-waypoint-namespace: infra';

  async function bindingOf(labels: string, more: string): Promise<string | undefined> {
    const estate = await shop({ labels, more });
    const binding = serviceWaypoint(estate, serviceAt(estate, 'shop', 'api')!);
    return binding === undefined ? undefined : 'none' in binding ? binding.none : `${binding.waypoint.namespace}/${binding.waypoint.name} by ${binding.resource.type}`;
  }

  test.each([
    ['to nothing where nobody asks', '', service('app: x'), undefined],
    ['by the namespace', 'istio.io/use-waypoint: waypoint', service('app: x'), 'shop/waypoint by Namespace'],
    ['by the Service before its namespace', 'istio.io/use-waypoint: gone', service('istio.io/use-waypoint: waypoint'), 'shop/waypoint by Service'],
    ['not where the Service says none', 'istio.io/use-waypoint: waypoint', service('istio.io/use-waypoint: none'), undefined],
    ['not where the Gateway is missing, and the namespace does not help', 'istio.io/use-waypoint: waypoint', service('istio.io/use-waypoint: gone'), 'there is no Gateway shop/gone'],
    ['not where the waypoint is for workloads', '', gateway('istio.io/waypoint-for: workload', ', allowedRoutes: { namespaces: { from: All } }') + service(elsewhere), 'the waypoint infra/other is for workload traffic'],
    ['not where the waypoint is for nothing', '', gateway('istio.io/waypoint-for: none', ', allowedRoutes: { namespaces: { from: All } }') + service(elsewhere), 'the waypoint infra/other is for no traffic'],
    ['from another namespace where the listener admits it', '', gateway('app: x', ', allowedRoutes: { namespaces: { from: Selector, selector: { matchLabels: { istio.io/dataplane-mode: ambient } } } }') + service(elsewhere), 'infra/other by Service'],
    ['not from another namespace else', '', gateway('app: x') + service(elsewhere), 'the listener of the waypoint infra/other does not admit namespace shop'],
    ['not to a waypoint\'s own Service', 'istio.io/use-waypoint: waypoint', service('gateway.istio.io/managed: istio.io-mesh-controller'), undefined],
  ])('%s', async (_what, labels, more, bound) => {
    expect(await bindingOf(labels, more)).toBe(bound);
  });

  test('and by default it is for Services, not for workloads', async () => {
    const estate = await shop({ labels: 'istio.io/use-waypoint: waypoint' });
    expect(workloadWaypoint(estate, named(estate, 'shop', 'web-0'))).toMatchObject({ none: 'the waypoint shop/waypoint is for service traffic' });
    expect(waypointsBefore(estate, meshOf(estate), named(estate, 'shop', 'web-0'))).toMatchObject([{ service: { name: 'web' }, principals: ['cluster.local/ns/shop/sa/waypoint'] }]);
  });

  test('ingress gateways use it where a label of the Service or its namespace says so', async () => {
    const estate = await shop({ labels: 'istio.io/ingress-use-waypoint: "true"', more: service('istio.io/ingress-use-waypoint: "false"') });
    expect(ingressUsesWaypoint(estate, serviceAt(estate, 'shop', 'web')!)).toBe(true);
    expect(ingressUsesWaypoint(estate, serviceAt(estate, 'shop', 'api')!)).toBe(false);
  });
});

describe('PeerAuthentications at ztunnel', () => {
  const peer = (name: string, spec: string, namespace = 'shop'): string => `apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: ${spec}\n---\n`;
  const web = 'selector: { matchLabels: { app: web } }';

  async function rulesOf(more: string): Promise<readonly (readonly string[])[]> {
    const estate = await shop({ more });
    return possibleLevels('istio-system', estate.ofType('PeerAuthentication')).map((levels) => peerRulesFor('istio-system', levels).map(({ authorization, resource }) => `${authorization.name} from ${resource.name}`));
  }

  test.each([
    ['STRICT of the mesh is the static rule', peer('mesh', '{ mtls: { mode: STRICT } }', 'istio-system'), [['istio_converted_static_strict from mesh']]],
    ['PERMISSIVE of the namespace lifts it', peer('mesh', '{ mtls: { mode: STRICT } }', 'istio-system') + peer('ns', '{ mtls: { mode: PERMISSIVE } }'), [[]]],
    ['a port that is excepted takes the place of the static rule', peer('ns', '{ mtls: { mode: STRICT } }') + peer('web', `{ ${web}, portLevelMtls: { 9090: { mode: PERMISSIVE } } }`), [['converted_peer_authentication_web from web']]],
    ['an inherited STRICT does not see a port that says DISABLE', peer('ns', '{ mtls: { mode: STRICT } }') + peer('web', `{ ${web}, portLevelMtls: { 9090: { mode: DISABLE } } }`), [['istio_converted_static_strict from ns']]],
    ['a STRICT port of a workload without mode is its own rule', peer('web', `{ ${web}, portLevelMtls: { 9090: { mode: STRICT } } }`), [['converted_peer_authentication_web from web']]],
    ['a STRICT port under a STRICT mesh is forgotten where the workload is PERMISSIVE', peer('mesh', '{ mtls: { mode: STRICT } }', 'istio-system') + peer('web', `{ ${web}, mtls: { mode: PERMISSIVE }, portLevelMtls: { 9090: { mode: STRICT } } }`), [[]]],
    ['a selector in the root namespace is not heard', peer('mesh', `{ ${web}, mtls: { mode: STRICT } }`, 'istio-system'), [[]]],
    ['of two without a date either may be the oldest', peer('a', '{ mtls: { mode: STRICT } }') + peer('b', '{ mtls: { mode: PERMISSIVE } }'), [['istio_converted_static_strict from a'], []]],
  ])('%s', async (_what, more, rules) => {
    expect(await rulesOf(more)).toEqual(rules);
  });
});

describe('what a policy asks for and nobody does is said', () => {
  async function unenforced(more: string, labels = ''): Promise<readonly string[]> {
    const estate = await shop({ labels, more });
    return unenforcedAt(estate, meshOf(estate), named(estate, 'shop', 'web-0')).map(({ concern, why }) => `${concern}: ${why}`);
  }
  const target = 'targetRefs: [{ kind: Service, group: "", name: web }]';

  test.each([
    ['of an ALLOW rule that asks for HTTP', policy('a', '[{ to: [{ operation: { methods: [GET], notPaths: [/x] } }] }]'), '', ['http-rule-at-ztunnel: rule 1 asks for methods, notPaths, and ztunnel reads no HTTP: as an ALLOW rule it allows nothing']],
    ['of a DENY rule of which something is left', policy('a', '[{ to: [{ operation: { methods: [GET], ports: ["8080"] } }] }]', 'action: DENY'), '', ['http-rule-at-ztunnel: rule 1 asks for methods, and ztunnel reads no HTTP: the DENY rule goes by the rest alone, and denies more than is written']],
    ['of a DENY rule of which one part is empty', policy('a', '[{ from: [{ source: { namespaces: [x] } }], to: [{ operation: { methods: [GET] } }] }]', 'action: DENY'), '', ['http-rule-at-ztunnel: rule 1 asks for methods, and ztunnel reads no HTTP: of the DENY rule too little is left to match anything, so it denies nothing']],
    ['of CUSTOM', policy('a', '[{}]', 'action: CUSTOM'), '', ['policy-unknown-to-ztunnel: ztunnel knows no CUSTOM: nothing enforces AuthorizationPolicy shop/a']],
    ['of a selector that the waypoint does not heed', policy('a', '[{ when: [{ key: "request.headers[x-a]", values: [b] }] }]'), 'istio.io/use-waypoint: waypoint', ['http-rule-at-ztunnel: rule 1 asks for request.headers[x-a], and ztunnel reads no HTTP: as an ALLOW rule it allows nothing, and the waypoint shop/waypoint heeds only policies with targetRefs']],
    ['of a target without waypoint', policy('a', '[{}]', target), '', ['target-without-waypoint: Service shop/web has no waypoint: nothing enforces AuthorizationPolicy shop/a']],
    ['of a target whose waypoint is missing', policy('a', '[{}]', target), 'istio.io/use-waypoint: gone', ['target-without-waypoint: Service shop/web has no waypoint (there is no Gateway shop/gone): nothing enforces AuthorizationPolicy shop/a']],
    ['of a target with a waypoint that the connection has not been through', policy('a', '[{}]', target), 'istio.io/use-waypoint: waypoint', ['enforced-at-waypoint: the waypoint shop/waypoint enforces it, and this connection does not come from there: nothing enforces AuthorizationPolicy shop/a for it']],
    ['of tokens', 'apiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: { name: jwt, namespace: shop }\nspec: { jwtRules: [{ issuer: a }] }\n', '', ['policy-unknown-to-ztunnel: ztunnel reads no tokens: nothing enforces RequestAuthentication shop/jwt']],
    ['and nothing of a rule that ztunnel understands', policy('a', '[{ from: [{ source: { namespaces: [shop], ipBlocks: [10.0.0.0/8] } }], to: [{ operation: { ports: ["8080"] } }], when: [{ key: source.principal, values: ["*"] }] }]'), '', []],
    ['or of a policy that is only tried out', `${policy('a', '[{ to: [{ operation: { methods: [GET] } }] }]').replace('namespace: shop }', 'namespace: shop, annotations: { istio.io/dry-run: "true" } }')}`, '', []],
  ])('%s', async (_what, more, labels, said) => {
    expect(await unenforced(more, labels)).toEqual(said);
  });
});

test('a waypoint looks at VirtualServices of the mesh in its own namespace and that of the Service', async () => {
  const route = (name: string, namespace: string, more = ''): string => `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { hosts: [web.shop.svc.cluster.local]${more}, http: [{ route: [{ destination: { host: web.shop.svc.cluster.local } }] }] }\n---\n`;
  const estate = await shop({ more: route('own', 'shop') + route('other', 'legacy') + route('edge', 'shop', ', gateways: [edge]') });
  const found = waypointRoutesFor(estate, 'shop', { host: 'web.shop.svc.cluster.local', namespace: 'shop' });
  expect(found.resources.map(({ name }) => name)).toEqual(['own']);
});

describe('a waypoint is refused by the policies of the pod behind it', () => {
  async function refusing(more: string): Promise<readonly string[]> {
    const estate = await shop({ labels: 'istio.io/use-waypoint: waypoint', more });
    return waypointsRefused(estate, meshOf(estate), named(estate, 'shop', 'web-0')).map(({ policy: { name }, action }) => `${action} ${name}`);
  }
  const allow = (source: string, more = ''): string => policy('allow', `[{ from: [{ source: { ${source} } }]${more} }]`);
  const deny = (source: string, more = ''): string => policy('deny', `[{ from: [{ source: { ${source} } }]${more} }]`, 'action: DENY');

  test.each([
    ['where no ALLOW rule takes its identity', allow('principals: [cluster.local/ns/shop/sa/cart]'), ['ALLOW allow']],
    ['where the only rule asks for HTTP', policy('allow', '[{ to: [{ operation: { methods: [GET] } }] }]'), ['ALLOW allow']],
    ['not where a rule takes its namespace, whatever port it asks for', allow('namespaces: [sh*]', ', to: [{ operation: { ports: ["9"] } }]'), []],
    ['not where a rule takes its service account', allow('serviceAccounts: [waypoint]'), []],
    ['not where a rule takes every identity', allow('principals: ["*"]'), []],
    ['not where a rule takes everybody', policy('allow', '[{}]'), []],
    ['where its namespace is excepted', allow('notNamespaces: [shop]'), ['ALLOW allow']],
    ['where a DENY rule takes its identity', deny('principals: ["*/sa/waypoint"]'), ['DENY deny']],
    ['not where a DENY rule asks for a port too', deny('namespaces: [shop]', ', to: [{ operation: { ports: ["9"] } }]'), []],
    ['not where nobody is selected', '', []],
  ])('%s', async (_what, more, refused) => {
    expect(await refusing(more)).toEqual(refused);
  });
});
