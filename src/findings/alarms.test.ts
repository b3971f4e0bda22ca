import { describe, expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from '../path/path.ts';
import { judged } from './judge.ts';

/** What is told of an estate, as `severity name`. */
async function told(text: string): Promise<readonly string[]> {
  const { resources } = await written(text);
  const path = pathOf(resources);
  return judged(path, path.problems).map(({ finding }) => `${finding.severity} ${finding.name}`);
}

const mesh = (name: string): string => `---
apiVersion: v1
kind: Namespace
metadata: { name: ${name}, labels: { istio-injection: enabled } }
`;
const service = (name: string, selector: string): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec: { selector: { ${selector} }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;
const workload = (kind: string, name: string, labels: string): string => `---
apiVersion: ${kind === 'Rollout' ? 'argoproj.io/v1alpha1' : 'apps/v1'}
kind: ${kind}
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { matchLabels: { ${labels} } }
  template:
    metadata: { labels: { ${labels} } }
    spec: { containers: [{ name: app, image: app, ports: [{ containerPort: 8080 }] }] }
`;
const gateway = (servers: string): string => `---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: istio-system }
spec: { selector: { istio: ingressgateway }, servers: ${servers} }
`;
const routes = (name: string, spec: string): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const policy = (namespace: string, name: string, spec: string): string => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;
const plain = '{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"] }';
const tls = '{ port: { number: 443, name: https, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: cert }, hosts: ["*"] }';
const web = service('web', 'app: web') + workload('Deployment', 'web', 'app: web, version: v1');
const toWeb = routes('web', '{ hosts: [shop.example.com], gateways: [istio-system/public], http: [{ route: [{ destination: { host: web } }] }] }');
const subsets = `---
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: web, namespace: shop }
spec: { host: web, subsets: [{ name: v1, labels: { version: v1 } }, { name: v2, labels: { version: v2 } }] }
`;
const within = (subset: string): string => routes('web-mesh', `{ hosts: [web], http: [{ route: [{ destination: { host: web, subset: ${subset} } }] }] }`);

describe('no alarm', () => {
  test('for a subset to which no route leads: a version comes later', async () => {
    expect(await told(mesh('shop') + web + subsets + within('v1'))).toEqual(['note subset-selects-no-pods']);
    expect(await told(mesh('shop') + web + subsets + within('v2'))).toEqual(['error subset-selects-no-pods']);
  });

  test('for routes of the mesh that send to the only version there is', async () => {
    const estate = mesh('shop') + web + gateway(`[${plain}]`) + toWeb + subsets + within('v1');
    expect(await told(estate)).not.toContain('warning mesh-routes-skipped-at-gateway');
    expect(await told(estate + workload('Deployment', 'web-v2', 'app: web, version: v2'))).toContain('warning mesh-routes-skipped-at-gateway');
  });

  test('for hosts in a rule of a gateway that ends TLS, and for the names that the rule keeps out', async () => {
    const rules = policy('istio-system', 'deny', '{}') + policy('istio-system', 'ingress', '{ selector: { matchLabels: { istio: ingressgateway } }, rules: [{ to: [{ operation: { hosts: ["*.example.com"] } }] }] }');
    const open = policy('shop', 'open', '{ rules: [{}] }');
    expect(await told(mesh('shop') + web + gateway(`[${plain}, ${tls}]`) + toWeb + rules + open)).toEqual([]);
  });

  test('for Services of an Argo Rollout, with its own template or that of a Deployment', async () => {
    const others = workload('Deployment', 'other', 'app: other');
    expect(await told(mesh('shop') + service('stable', 'app: web') + workload('Rollout', 'web', 'app: web') + others)).toEqual([]);
    const rollout = '---\napiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: roll, namespace: shop }\nspec: { workloadRef: { apiVersion: apps/v1, kind: Deployment, name: web } }\n';
    expect(await told(mesh('shop') + service('stable', 'app: web') + workload('Deployment', 'web', 'app: web').replace('spec:', 'spec:\n  replicas: 0') + rollout + others)).toEqual([]);
  });

  test('for an autoscaler that counts the sidecar and still adds pods below the request', async () => {
    const scaled = (cpu: string): string => mesh('shop') + workload('Deployment', 'web', 'app: web').replace('image: app,', `image: app, resources: { requests: { cpu: ${cpu} } },`) + '---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: { name: web, namespace: shop }\nspec: { maxReplicas: 4, scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, metrics: [{ type: Resource, resource: { name: cpu, target: { type: Utilization, averageUtilization: 70 } } }] }\n';
    expect(await told(scaled('500m'))).toEqual(['note autoscaler-counts-sidecar']);
    expect(await told(scaled('100m'))).toEqual(['warning autoscaler-counts-sidecar']);
  });

  test('for policies of a namespace whose object is elsewhere', async () => {
    expect(await told(web + policy('shop', 'web', '{ selector: { matchLabels: { app: web } }, rules: [{}] }'))).toEqual(['note namespace-not-in-input']);
  });

  test('for routes whose Gateway is elsewhere, and for a Gateway whose routes are', async () => {
    expect(await told(mesh('shop') + web + toWeb)).toEqual(['note virtual-service-not-attached']);
    expect(await told(gateway(`[${tls}]`))).toEqual(['note no-route-matches']);
  });

  test('for clients without a certificate where a gateway asks for one', async () => {
    const mutual = tls.replace('SIMPLE', 'MUTUAL').replace('"*"', 'shop.example.com');
    const exact = toWeb.replace('http: [{ route', 'http: [{ match: [{ uri: { exact: /hello } }], route');
    expect(await told(mesh('shop') + web + gateway(`[${mutual}]`) + exact)).toEqual([]);
    const others = workload('Deployment', 'other', 'app: other');
    expect(await told(mesh('shop') + others + service('web', 'app: web') + gateway(`[${mutual}]`) + toWeb)).toEqual(['error no-ready-endpoints']);
  });

  test('for a host that asks for a token', async () => {
    const host = plain.replace('"*"', 'shop.example.com');
    const keys = '---\napiVersion: security.istio.io/v1\nkind: RequestAuthentication\nmetadata: { name: web, namespace: shop }\nspec: { selector: { matchLabels: { app: web } }, jwtRules: [{ issuer: "https://login.example.com", jwksUri: "https://login.example.com/keys" }] }\n';
    const asked = policy('shop', 'web', '{ selector: { matchLabels: { app: web } }, rules: [{ from: [{ source: { requestPrincipals: ["*"] } }] }] }');
    expect(await told(mesh('shop') + web + gateway(`[${host}]`) + toWeb + keys + asked)).toEqual([]);
  });

  test('for Services of routes that are elsewhere, and for workloads that somebody turned off', async () => {
    expect(await told(gateway(`[${plain}]`) + toWeb)).toEqual(['note route-to-unknown-destination']);
    expect(await told(gateway(`[${plain}]`) + service('web', 'app: web') + toWeb)).toEqual(['note no-ready-endpoints']);
    const off = service('old', 'app: old') + workload('Deployment', 'old', 'app: old').replace('spec:', 'spec:\n  replicas: 0');
    expect(await told(mesh('shop') + web + off)).toEqual(['note service-without-pods']);
  });

  test('for the default gateway beside one of the Gateway API', async () => {
    const api = '---\napiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: { name: edge, namespace: shop }\nspec: { gatewayClassName: istio, listeners: [{ name: http, port: 80, protocol: HTTP }] }\n---\napiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRoute\nmetadata: { name: web, namespace: shop }\nspec: { parentRefs: [{ name: edge }], rules: [{ backendRefs: [{ name: web, port: 80 }] }] }\n';
    expect(await told(mesh('shop') + web + gateway(`[${plain}]`) + toWeb + api)).toEqual([]);
  });
});

describe('one mistake', () => {
  test('is told once, where it can be mended, before what is milder', async () => {
    const misspelt = toWeb.replace('host: web }', 'host: webb }');
    const estate = mesh('shop') + web + gateway(`[${plain}]`) + subsets + misspelt;
    expect(await told(estate)).toEqual(['error route-to-unknown-destination', 'note subset-selects-no-pods']);
  });

  test('behind a server for any name is found by the names that routes know', async () => {
    const closed = policy('shop', 'closed', '{ rules: [{ from: [{ source: { namespaces: [other] } }] }] }');
    expect(await told(mesh('shop') + web + gateway(`[${plain}]`) + toWeb + closed)).toEqual(['error no-allow-rule-matches']);
  });
});

test('a policy that the API server refuses closes nothing', async () => {
  const bytes = `---
apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: tcp-db, port: 5432 }] }
`;
  const policy = (rules: string): string => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: odd, namespace: shop }
spec: { action: DENY, rules: ${rules} }
`;
  const estate = mesh('shop') + workload('Deployment', 'web', 'app: web') + bytes;
  expect(await told(estate + policy('[{ to: [{ operation: { methods: [DELETE] } }] }]'))).toContain('error http-rule-on-tcp-port');
  const refused = await told(estate + policy('[{ to: [{ operation: { methods: [DELETE] } }], when: [{ key: "request.header[x]", values: [a] }] }]'));
  expect(refused).toContain('error policy-refused');
  expect(refused).not.toContain('error http-rule-on-tcp-port');
});
