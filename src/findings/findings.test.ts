import { describe, expect, test } from 'vitest';
import { readInputs } from '../formats/inputs.ts';
import { pathOf } from '../path/path.ts';
import { rules } from './index.ts';
import { quantity, quantityText } from './quantity.ts';

async function found(text: string, name: string): Promise<readonly string[]> {
  const { resources } = await readInputs(['-'], { stdin: () => text });
  const rule = rules.find((each) => each.name === name);
  return [...(rule?.find?.(pathOf(resources)) ?? [])].map(({ message }) => message);
}

const workload = (name: string, labels = `app: ${name}`, port = 8080): string => `---
apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec:
  selector: { ${labels} }
  ports: [{ name: http, port: 80, targetPort: ${port} }, { name: tcp-feed, port: 9000 }]
---
apiVersion: v1
kind: Pod
metadata: { name: ${name}-0, namespace: shop, labels: { ${labels} } }
spec:
  containers: [{ name: ${name}, image: ${name} }, { name: istio-proxy, image: proxyv2 }]
`;
const policy = (spec: string, metadata = ''): string => `---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: web, namespace: shop${metadata} }
spec: ${spec}
`;
const peer = (name: string, spec: string): string => `---
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: shop }
spec: ${spec}
`;
const get = 'rules: [{ to: [{ operation: { methods: [GET] } }] }]';

describe('a rule about HTTP on a TCP port', () => {
  const name = 'http-rule-on-tcp-port';

  test('closes the port', async () => {
    expect(await found(workload('web') + policy(`{ ${get} }`), name)).toEqual(['every connection to port 9000 (tcp-feed) of web-0 is closed']);
  });

  test('is no matter where another policy lets TCP in', async () => {
    const other = policy('{ rules: [{ from: [{ source: { namespaces: [feeds] } }] }] }').replace('name: web', 'name: feeds');
    expect(await found(workload('web') + policy(`{ ${get} }`) + other, name)).toEqual([]);
  });

  test('is no matter in a rule that is about another port', async () => {
    expect(await found(workload('web') + policy('{ rules: [{ to: [{ operation: { methods: [GET], ports: ["8080"] } }] }] }'), name)).toEqual([]);
  });

  test('is no matter in a dry run, nor in a policy for a gateway', async () => {
    expect(await found(workload('web') + policy(`{ ${get} }`, ', annotations: { istio.io/dry-run: "true" }'), name)).toEqual([]);
    expect(await found(workload('web') + policy(`{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway, name: front }], ${get} }`), name)).toEqual([]);
  });

  test('makes a DENY wider', async () => {
    expect(await found(workload('web') + policy('{ action: DENY, rules: [{ to: [{ operation: { paths: ["/admin/*"] } }] }] }'), name)).toEqual(['connections to port 9000 (tcp-feed) of web-0 are closed by a rule that is about HTTP']);
  });
});

describe('a rule about identities', () => {
  const name = 'identity-on-plain-port';
  const identities = policy('{ rules: [{ from: [{ source: { principals: [cluster.local/ns/shop/sa/till] } }], to: [{ operation: { methods: [POST] } }] }] }');

  test('matches nobody where mTLS is off', async () => {
    expect(await found(workload('web') + identities + peer('default', '{ mtls: { mode: DISABLE } }'), name)).toEqual(['the clients that this rule is for are denied on port 8080 of web-0']);
  });

  test('is fine where clients without a certificate are meant', async () => {
    const without = policy('{ rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }');
    expect(await found(workload('web') + without + peer('default', '{ mtls: { mode: DISABLE } }'), name)).toEqual([]);
  });

  test('is fine if a second source asks for none', async () => {
    const either = policy('{ rules: [{ from: [{ source: { principals: [a] } }, { source: { ipBlocks: [10.0.0.0/8] } }] }] }');
    expect(await found(workload('web') + either + peer('default', '{ mtls: { mode: DISABLE } }'), name)).toEqual([]);
  });

  test('of DENY lets in those it names', async () => {
    const deny = policy('{ action: DENY, rules: [{ from: [{ source: { namespaces: [legacy] } }] }] }');
    expect(await found(workload('web') + deny + peer('default', '{ mtls: { mode: DISABLE } }'), name)).toEqual(['the clients that this rule is against get through on port 8080 and 9000 of web-0']);
  });
});

describe('an exemption for a port', () => {
  test('is right if one of the selected workloads has that port', async () => {
    const both = workload('web', 'team: a', 8080) + workload('api', 'team: a', 80);
    expect(await found(both + peer('a', '{ selector: { matchLabels: { team: a } }, mtls: { mode: STRICT }, portLevelMtls: { 80: { mode: PERMISSIVE } } }'), 'port-exemption-for-service-port')).toEqual([]);
  });

  test('weakens nothing if nobody insists on mTLS', async () => {
    expect(await found(workload('web') + peer('a', '{ selector: { matchLabels: { app: web } }, mtls: { mode: PERMISSIVE }, portLevelMtls: { 8080: { mode: DISABLE } } }'), 'port-exemption-weakens-mtls')).toEqual([]);
  });
});

describe('several PeerAuthentications', () => {
  const name = 'peer-authentication-ignored';
  const dated = (at: string, spec: string): string => peer(`p-${at}`, spec).replace('namespace: shop', `namespace: shop, creationTimestamp: "${at}T00:00:00Z"`);

  test('the younger one of a namespace is ignored', async () => {
    expect(await found(dated('2026-02-01', '{ mtls: { mode: PERMISSIVE } }') + dated('2026-01-01', '{ mtls: { mode: STRICT } }'), name)).toEqual(['PeerAuthentication shop/p-2026-02-01 changes nothing: PeerAuthentication shop/p-2026-01-01 is older']);
  });

  test('two that meet on one pod are reported once, however many pods it has', async () => {
    const selecting = (own: string): string => peer(own, '{ selector: { matchLabels: { team: a } }, mtls: { mode: STRICT } }');
    const text = workload('web', 'team: a') + workload('api', 'team: a') + selecting('one') + selecting('two');
    expect(await found(text, name)).toEqual(['2 PeerAuthentications are for shop/api-0, and only the one that was created first counts']);
  });

  test('a selector in the root namespace is not heard', async () => {
    const root = peer('root', '{ selector: { matchLabels: { app: web } }, mtls: { mode: STRICT } }').replace('namespace: shop', 'namespace: istio-system');
    expect(await found(root, name)).toEqual(['PeerAuthentication istio-system/root changes nothing']);
  });
});

describe('the autoscaler', () => {
  const scaled = (target: string): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      containers:
        - { name: web, image: web, resources: { requests: { cpu: 500m, memory: 1Gi } } }
        - { name: istio-proxy, image: proxyv2, resources: { requests: { cpu: 100m, memory: 128Mi } } }
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: web, namespace: shop }
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }
  maxReplicas: 5
  metrics: [{ type: Resource, resource: ${target} }]
`;

  test('at 80 % of 500m acts at 480m with a sidecar of 100m', async () => {
    expect(await found(scaled('{ name: cpu, target: { type: Utilization, averageUtilization: 80 } }'), 'autoscaler-counts-sidecar')).toEqual(['pods are added when one uses 480m of cpu, and not at 400m']);
  });

  test('counts memory in the same way', async () => {
    expect(await found(scaled('{ name: memory, target: { type: Utilization, averageUtilization: 80 } }'), 'autoscaler-counts-sidecar')).toEqual(['pods are added when one uses 922Mi of memory, and not at 819Mi']);
  });

  test('with an amount in place of a percentage counts nothing', async () => {
    expect(await found(scaled('{ name: cpu, target: { type: AverageValue, averageValue: 410m } }'), 'autoscaler-counts-sidecar')).toEqual([]);
  });
});

test.each([
  ['100m', 0.1],
  ['1', 1],
  ['.5', 0.5],
  ['1.5', 1.5],
  ['2e3', 2000],
  ['128Mi', 134217728],
  ['1Gi', 1073741824],
  ['3k', 3000],
])('the quantity %s is %d', (text, amount) => {
  expect(quantity(text)).toBeCloseTo(amount);
});

test('what is no quantity has no amount', () => {
  for (const text of ['', 'm', '100 m', '1Mb', 'ten']) expect(quantity(text)).toBeUndefined();
  expect([quantityText(0.14, 'cpu'), quantityText(2 ** 30, 'memory')]).toEqual(['140m', '1024Mi']);
});

describe('a DestinationRule against what the pods take', () => {
  const mesh = '---\napiVersion: v1\nkind: Pod\nmetadata: { name: till-0, namespace: till, labels: { app: till } }\nspec: { containers: [{ name: till, image: till }, { name: istio-proxy, image: proxyv2 }] }\n';
  const rule = (namespace: string, mode: string, name = 'web', more = ''): string => `---\napiVersion: networking.istio.io/v1\nkind: DestinationRule\nmetadata: { name: ${name}, namespace: ${namespace} }\nspec: { host: web.shop.svc.cluster.local, trafficPolicy: { tls: { mode: ${mode} }${more} } }\n`;
  const disabled = peer('web', '{ selector: { matchLabels: { app: web } }, mtls: { mode: STRICT }, portLevelMtls: { 8080: { mode: DISABLE } } }');

  test('mTLS to a port that takes none, and plaintext to ports that insist on it', async () => {
    expect(await found(workload('web') + disabled + rule('shop', 'ISTIO_MUTUAL'), 'sidecar-refuses-tls')).toEqual(['clients in the mesh do not get through to web on port 80: they send mTLS, and web-0 takes plaintext only']);
    expect(await found(workload('web') + disabled + rule('shop', 'DISABLE'), 'strict-mtls-refuses-plaintext-client')).toEqual(['clients in the mesh do not get through to web on port 9000: they send plaintext, and web-0 takes mTLS only']);
  });

  test('is followed by the clients of its own namespace, of the Service\'s and of the root one only', async () => {
    const names = async (text: string): Promise<number> => (await found(workload('web') + disabled + text, 'sidecar-refuses-tls')).length;
    expect(await names(rule('till', 'ISTIO_MUTUAL'))).toBe(0);
    expect(await names(rule('till', 'ISTIO_MUTUAL') + mesh)).toBe(1);
    expect(await names(rule('istio-system', 'ISTIO_MUTUAL'))).toBe(1);
  });

  test('settings of a port replace those of the rule, and of two rules nothing is said', async () => {
    expect(await found(workload('web') + disabled + rule('shop', 'ISTIO_MUTUAL', 'web', ', portLevelSettings: [{ port: { number: 80 }, tls: { mode: DISABLE } }]'), 'sidecar-refuses-tls')).toEqual([]);
    expect(await found(workload('web') + disabled + rule('shop', 'ISTIO_MUTUAL') + rule('shop', 'DISABLE', 'other'), 'sidecar-refuses-tls')).toEqual([]);
  });
});

describe('a targetPort by name', () => {
  test('that some pod has is fine, and one that none has refuses connections', async () => {
    const named = (port: string): string => workload('web').replace('targetPort: 8080', `targetPort: ${port}`).replace('image: web }', 'image: web, ports: [{ name: http, containerPort: 8080 }] }');
    expect(await found(named('http'), 'no-ready-endpoints')).toEqual([]);
    expect(await found(named('web'), 'no-ready-endpoints')).toEqual(['connections to web on port 80 are refused: no pod behind it has a port named web']);
  });
});

describe('an exception for a port', () => {
  test('weakens nothing where no sidecar stands, and nothing for a port that no pod has', async () => {
    const exempt = (port: number): string => peer('web', `{ selector: { matchLabels: { app: web } }, mtls: { mode: STRICT }, portLevelMtls: { ${port}: { mode: DISABLE } } }`);
    expect(await found(workload('web') + exempt(8080), 'port-exemption-weakens-mtls')).toHaveLength(1);
    expect(await found(workload('web') + exempt(80), 'port-exemption-weakens-mtls')).toEqual([]);
    expect(await found(workload('web').replace(', { name: istio-proxy, image: proxyv2 }', '') + exempt(8080), 'port-exemption-weakens-mtls')).toEqual([]);
  });
});
