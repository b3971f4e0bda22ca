import { describe, expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { pathOf } from '../path/path.ts';
import { judged } from './judge.ts';
import { requestOf } from '../cli/ask.ts';
import { mendsFor } from '../mend/propose.ts';
import { traceOf } from '../path/trace.ts';

/** What is told of an estate, as `severity name`. */
async function told(text: string): Promise<readonly string[]> {
  const { resources } = await written(text);
  const path = pathOf(resources);
  return judged(path, path.problems).map(({ finding }) => `${finding.severity} ${finding.name}`);
}

const certificate = 'arn:aws:acm:eu-west-1:111122223333:certificate/4f1d';
const prefix = 'alb.ingress.kubernetes.io';

/** An internal ALB in namespace `edge`, with annotations and rules of its own. */
const ingress = (annotations: Readonly<Record<string, string>>, rules: string): string => {
  const all = { scheme: 'internal', 'target-type': 'ip', 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': certificate, ...annotations };
  const lines = Object.entries(all).map(([key, value]) => `    ${prefix}/${key}: '${value}'\n`).join('');
  return `---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: front\n  namespace: edge\n  annotations:\n${lines}spec:\n  ingressClassName: alb\n  rules:\n${rules}`;
};
const rule = (host: string, path: string, service: string, port: number): string => `    - { host: ${host}, http: { paths: [{ path: ${path}, pathType: Prefix, backend: { service: { name: ${service}, port: { number: ${port} } } } }] } }\n`;
const service = (name: string, ports: string, more = ''): string => `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: edge }\nspec: { selector: { app: ${name} }, ports: [${ports}]${more} }\n`;
const program = (name: string, container: string, more = ''): string => `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: edge }\nspec:\n  selector: { matchLabels: { app: ${name} } }\n  template: { metadata: { labels: { app: ${name} } }, spec: { containers: [{ name: ${name}, image: ${name}, ${container} }] } }${more}\n`;
const http = '{ name: http, port: 80, targetPort: 8080 }';
const web = service('web', http) + program('web', 'ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: /, port: 8080 } }');
const api = service('api', http) + program('api', 'ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: /health, port: 8080 } }');

const ready = { 'healthcheck-protocol': 'HTTP', 'healthcheck-port': '15021', 'healthcheck-path': '/healthz/ready' };
const gatewayPods = program('ingress', 'ports: []').replace('app: ingress } }, spec', 'app: ingress, istio: ingress } }, spec').replace('name: ingress, image: ingress', 'name: istio-proxy, image: auto');
const gatewayPorts = (nodePorts: boolean): string => [['status-port', 15021, 15021, 31127], ['http2', 80, 8080, 31080], ['https', 443, 8443, 31443]].map(([name, port, target, node]) => `{ name: ${name}, port: ${port}, targetPort: ${target}${nodePorts ? `, nodePort: ${node}` : ''} }`).join(', ');
const gateway = (servers: string): string => `---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: edge }\nspec: { selector: { istio: ingress }, servers: ${servers} }\n`;
const toWeb = '---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: edge }\nspec: { hosts: [shop.example.com], gateways: [public], http: [{ route: [{ destination: { host: web } }] }] }\n';
const mesh = (proxies: number): string => `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata: { mesh: "defaultConfig: { gatewayTopology: { numTrustedProxies: ${proxies} } }" }\n`;
const tls = '[{ port: { number: 443, name: https, protocol: HTTPS }, hosts: ["*"], tls: { mode: SIMPLE, credentialName: own } }]';
const plain = '[{ port: { number: 80, name: http2, protocol: HTTP }, hosts: ["*"] }]';
const shop = rule('shop.example.com', '/', 'ingress', 443);
const members = `---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata: { name: data, namespace: edge }\nspec:\n  replicas: 2\n  serviceName: members\n  selector: { matchLabels: { app: data } }\n  template: { metadata: { labels: { app: data } }, spec: { containers: [{ name: data, image: data, ports: [{ containerPort: 8080 }] }] } }\n`;
const member = (number: number, more = ''): string => `---\napiVersion: v1\nkind: Service\nmetadata: { name: data${number}, namespace: edge${more} }\nspec: { selector: { statefulset.kubernetes.io/pod-name: data-${number} }, ports: [${http}] }\n`;

const encrypted = ingress({ ...ready, 'backend-protocol': 'HTTPS' }, shop) + service('ingress', gatewayPorts(false)) + gatewayPods + gateway(tls) + toWeb + web;
const nodes = ingress({ ...ready, 'healthcheck-port': '31127', 'target-type': 'instance' }, shop.replace('443', '80')) + service('ingress', gatewayPorts(true), ', type: NodePort') + gatewayPods + gateway(plain) + toWeb + web;
const several = ingress({ 'target-group-attributes': 'stickiness.enabled=true' }, rule('shop.example.com', '/', 'web', 80) + rule('api.example.com', '/', 'web', 80)) + web;

describe('no alarm', () => {
  test.each([
    ['a gateway that the load balancer encrypts to and asks for readiness', encrypted + mesh(1)],
    ['the same without trusted proxies', encrypted + mesh(0)],
    ['a gateway behind node ports that are fixed', nodes + mesh(1)],
    ['two hosts of one Service, with cookies', several],
    ['several pods and cookies', several.replace('spec:\n  selector', 'spec:\n  replicas: 3\n  selector').replace('ports: [{ containerPort: 8080 }],', 'ports: [{ containerPort: 8080 }], lifecycle: { preStop: { sleep: { seconds: 20 } } },')],
    ['paths of two programs, the longer one first', ingress({}, rule('shop.example.com', '/', 'web', 80).replace('paths: [', 'paths: [{ path: /api, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }, ')) + web],
    ['the same paths of two hosts', ingress({ 'healthcheck-path': '/health' }, rule('a.example.com', '/', 'api', 80) + rule('b.example.com', '/', 'api', 80)) + api],
    ['a prefix whose health page stands below it', ingress({ 'healthcheck-path': '/api/health' }, rule('shop.example.com', '/api', 'web', 80)) + web],
    ['a prefix and a probe for the same page', ingress({}, rule('shop.example.com', '/api', 'web', 80)) + web],
    ['one Service for each pod, each with its health page', ingress({}, rule('a.example.com', '/data0', 'data0', 80) + rule('a.example.com', '/data1', 'data1', 80)) + members + member(0, `, annotations: { ${prefix}/healthcheck-path: /data0/ready }`) + member(1, `, annotations: { ${prefix}/healthcheck-path: /data1/ready }`)],
    ['gRPC behind HTTPS', ingress({ 'backend-protocol-version': 'GRPC' }, rule('calls.example.com', '/', 'calls', 9000)) + service('calls', '{ name: grpc, port: 9000 }') + program('calls', 'ports: [{ containerPort: 9000 }]')],
    ['gRPC-Web over HTTP/1.1', ingress({}, rule('calls.example.com', '/', 'calls', 9000)) + service('calls', '{ name: grpc-web, port: 9000 }') + program('calls', 'ports: [{ containerPort: 9000 }]')],
    ['a console that some addresses reach', ingress({ 'inbound-cidrs': '10.60.128.0/20' }, rule('db.example.com', '/', 'pgadmin', 80)) + service('pgadmin', '{ name: http, port: 80 }') + program('pgadmin', 'ports: [{ containerPort: 80 }]').replace('image: pgadmin', 'image: "dpage/pgadmin4:8"')],
    ['a console that load balancers do not lead to', several + program('pgadmin', 'ports: [{ containerPort: 80 }]').replace('image: pgadmin', 'image: "dpage/pgadmin4:8"')],
    ['names in settings that are there, or of other namespaces', `${several}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: edge }\ndata: { hosts: "web.edge.svc.cluster.local, edge.shop.svc.cluster.local, data-0.members.far.svc" }\n`],
    ['names of pods that are not in the files', `${several}---\napiVersion: v1\nkind: Service\nmetadata: { name: members, namespace: edge }\nspec: { clusterIP: None, selector: { app: web }, ports: [${http}] }\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings, namespace: edge }\ndata: { hosts: "other-0.members.edge.svc.cluster.local" }\n`],
  ])('for %s', async (_what, estate) => {
    expect(await told(estate)).toEqual([]);
  });
});

/** How a request ends, what stops it first, and the mends that are proved. */
async function answered(text: string, url: string): Promise<{ readonly ends: string; readonly cause: string | undefined; readonly mends: readonly string[] }> {
  const { resources } = await written(text);
  const path = pathOf(resources);
  const request = requestOf({ url });
  if ('wrong' in request) throw new Error(request.wrong);
  const trace = traceOf(path, request);
  if ('wrong' in trace) throw new Error(trace.wrong);
  const [{ verdict, blockers } = { verdict: undefined, blockers: [] }] = trace.outcomes;
  const [blocker] = blockers;
  const ends = verdict === undefined ? 'nowhere' : 'status' in verdict ? String(verdict.status) : verdict.kind;
  return { ends, cause: blocker?.cause, mends: blocker === undefined ? [] : mendsFor(path, trace, blocker).filter(({ certainty }) => certainty === 'proved').map(({ title }) => title) };
}

describe('between load balancer and gateway', () => {
  const fronted = (annotations: Readonly<Record<string, string>>, port: number, servers: string): string => ingress({ ...ready, ...annotations }, shop.replace('443', String(port))) + service('ingress', gatewayPorts(false)) + gatewayPods + gateway(servers) + toWeb + web;
  const url = 'https://shop.example.com/';

  test('TLS to a port of plain HTTP is 502, and the load balancer can speak plain HTTP', async () => {
    expect(await answered(fronted({ 'backend-protocol': 'HTTPS' }, 80, plain), url)).toEqual({ ends: '502', cause: 'tls-to-plaintext', mends: ['let the load balancer speak plain HTTP to this port'] });
  });

  test('plain HTTP to a port of TLS is 502, and the load balancer can encrypt', async () => {
    expect(await answered(fronted({}, 443, tls), url)).toEqual({ ends: '502', cause: 'plaintext-to-tls', mends: ['let the load balancer encrypt to this port; it verifies no certificate there'] });
  });

  test('a gateway that redirects what came encrypted to the load balancer sends clients in circles, unless it believes one proxy', async () => {
    const redirects = plain.replace('hosts: ["*"]', 'hosts: ["*"], tls: { httpsRedirect: true }');
    expect(await answered(fronted({}, 80, redirects), url)).toEqual({ ends: '301', cause: 'loop', mends: ['leave the redirect to the load balancer, which knows how clients come'] });
    expect(await answered(fronted({}, 80, redirects) + mesh(1), url)).toMatchObject({ ends: 'delivered', cause: undefined });
  });

  test('named hosts behind a load balancer that names none are 502, and `*` mends it', async () => {
    const named = tls.replace('"*"', 'shop.example.com');
    expect(await answered(fronted({ 'backend-protocol': 'HTTPS' }, 443, named), url)).toMatchObject({ ends: '502', cause: 'chain-not-found', mends: [expect.stringContaining('take every name')] });
  });

  test('a gateway that believes two proxies behind one takes the address that the client writes', async () => {
    expect(await told(encrypted + mesh(2))).toEqual(['warning client-chooses-its-address']);
  });

  test('a rule behind one for every host is never reached, and a request shows it', async () => {
    const estate = ingress({}, rule('shop.example.com', '/', 'web', 80).replace('host: shop.example.com, ', '') + rule('api.example.com', '/a', 'api', 80)) + web + api;
    const { resources } = await written(estate);
    const path = pathOf(resources);
    const [found] = judged(path, path.problems).filter(({ finding }) => finding.name === 'listener-rule-never-reached');
    expect(found?.finding).toMatchObject({ severity: 'warning', message: expect.stringMatching(/rule 2 .*host api\.example\.com.*rule 1 takes them all/), label: 'comes behind rule 1' });
    expect(found?.finding.because.map(({ text }) => text)).toEqual(['takes path /*', 'would have GET https://api.example.com/a, for example']);
  });

  test('a rule behind one of another Ingress of its group names that Ingress', async () => {
    const first = ingress({ 'group.name': 'edge', 'group.order': '1' }, rule('shop.example.com', '/', 'web', 80).replace('host: shop.example.com, ', ''));
    const second = ingress({ 'group.name': 'edge', 'group.order': '2' }, rule('api.example.com', '/a', 'web', 80)).replace(/name: [a-z]+/, 'name: later');
    const path = pathOf((await written(`${first}\n---\n${second}${web}`)).resources);
    const [found] = judged(path, path.problems).filter(({ finding }) => finding.name === 'listener-rule-never-reached');
    expect(found?.finding.message).toMatch(/rule 1 \(Ingress [a-z]+\/[a-z]+\) takes them all$/);
  });

  test('rules that only look alike are all reached', async () => {
    const one = rule('shop.example.com', '/a', 'web', 80) + rule('"*.example.com"', '/b', 'web', 80) + rule('shop.example.com', '/ab', 'web', 80) + rule('api.example.com', '/a', 'web', 80);
    expect(await told(ingress({ 'healthcheck-path': '/a' }, one) + web)).toEqual([]);
    const [last] = (await told(ingress({ 'healthcheck-path': '/a' }, one + rule('new.example.com', '/b', 'web', 80)) + web)).slice(-1);
    expect(last).toBe('warning listener-rule-never-reached');
  });

  test('a health check for the wrong port of a gateway fails open, and is told with its mend', async () => {
    expect(await told(ingress({ 'backend-protocol': 'HTTPS' }, shop) + service('ingress', gatewayPorts(false)) + gatewayPods + gateway(tls) + toWeb + web)).toEqual(['warning health-check-fails-open']);
  });
});
