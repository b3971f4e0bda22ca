import { describe, expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { mendsFor } from '../mend/propose.ts';
import { proveUnreported } from '../mend/prove.ts';
import { writable } from '../mend/written.ts';
import { pathOf } from '../path/path.ts';
import { judged } from './judge.ts';

/** What is told of an estate, as `severity name` and what stands on its line. */
async function told(text: string): Promise<readonly string[]> {
  const { resources } = await written(text);
  const path = pathOf(resources);
  return judged(path, path.problems).map(({ finding }) => `${finding.severity} ${finding.name}${finding.at === undefined ? '' : `: ${(text.split('\n')[finding.at.line - 1] ?? '').trim()}`}`);
}

const prefix = 'alb.ingress.kubernetes.io';
const certificate = 'arn:aws:acm:eu-west-1:111122223333:certificate/4f1d';

/** An ALB in namespace `edge`, with annotations of its own and one path of a host. */
const ingress = (annotations: Readonly<Record<string, string>>, backend: string, host = 'shop.example.com', path = '/'): string => {
  const all = { scheme: 'internet-facing', 'target-type': 'ip', 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': certificate, ...annotations };
  const lines = Object.entries(all).map(([key, value]) => `    ${prefix}/${key}: '${value}'\n`).join('');
  return `---\napiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: front\n  namespace: edge\n  annotations:\n${lines}spec:\n  ingressClassName: alb\n  rules:\n    - host: ${host}\n      http:\n        paths:\n          - path: ${path}\n            pathType: Prefix\n            backend:\n              service:\n                name: ${backend.split(':')[0]}\n                port: { ${backend.endsWith('annotation') ? 'name' : 'number'}: ${backend.split(':')[1]} }\n`;
};
const service = (name: string, ports: string, more = '', annotations = ''): string => `---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name}, namespace: edge, annotations: {${annotations}} }\nspec: { selector: { app: ${name} }, ports: [${ports}]${more} }\n`;
const program = (name: string, container: string): string => `---\napiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: edge }\nspec:\n  selector: { matchLabels: { app: ${name} } }\n  template: { metadata: { labels: { app: ${name}, istio: ${name} } }, spec: { containers: [{ name: ${name}, image: ${name}, ${container} }] } }\n`;
const http = '{ name: http, port: 80, targetPort: 8080 }';
const web = service('web', http) + program('web', 'ports: [{ containerPort: 8080 }]');

const ready = { 'healthcheck-protocol': 'HTTP', 'healthcheck-port': '15021', 'healthcheck-path': '/healthz/ready' };
const proxy = program('ingress', 'ports: []').replace('name: ingress, image: ingress', 'name: istio-proxy, image: auto');
const ports = '{ name: status-port, port: 15021 }, { name: http2, port: 80, targetPort: 8080 }, { name: https, port: 443, targetPort: 8443 }';
const gateway = (selector: string, server: string): string => `---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: edge }\nspec:\n  selector:\n    istio: ${selector}\n  servers:\n    - ${server}\n`;
const plain = '{ port: { number: 80, name: http2, protocol: HTTP }, hosts: ["*"] }';
const tls = '{ port: { number: 443, name: https, protocol: HTTPS }, hosts: ["*"], tls: { mode: SIMPLE, credentialName: own } }';
const toWeb = '---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: edge }\nspec: { hosts: [shop.example.com], gateways: [public], http: [{ route: [{ destination: { host: web } }] }] }\n';
const encrypted = (check: Readonly<Record<string, string>>): string => ingress({ ...check, 'backend-protocol': 'HTTPS' }, 'ingress:443') + service('ingress', ports) + proxy + gateway('ingress', tls) + toWeb + web;
const aws = 'service.beta.kubernetes.io/aws-load-balancer';

describe('no alarm', () => {
  test('for addresses that the load balancer lets in, and for the redirect of their plain requests', async () => {
    expect(await told(ingress({ 'inbound-cidrs': '203.0.113.0/24', 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'ssl-redirect': '443' }, 'web:80') + web)).toEqual([]);
    expect(await told(ingress({ 'inbound-cidrs': '10.0.0.0/8', scheme: 'internal' }, 'web:80') + web)).toEqual([]);
  });

  test('for a host of which one page is a fixed answer', async () => {
    const page = { 'actions.hello': '{"type":"fixed-response","fixedResponseConfig":{"contentType":"text/plain","statusCode":"200","messageBody":"hello"}}' };
    expect(await told(ingress(page, 'hello:use-annotation', 'shop.example.com', '/hello') + web)).toEqual([]);
  });

  test('for a target group that somebody else makes, which is noted', async () => {
    const other = { 'actions.legacy': '{"type":"forward","targetGroupARN":"arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/legacy/73e2d6bc24d8a067"}' };
    expect(await told(ingress(other, 'legacy:use-annotation') + web)).toEqual(['note target-group-not-in-input: - path: /']);
  });

  test('for an Ingress whose Services are in other files, which is noted', async () => {
    expect(await told(ingress({}, 'web:80'))).toEqual(['note route-to-unknown-destination: name: web']);
    expect(await told(ingress({}, 'wbe:80') + web)).toEqual(['error route-to-unknown-destination: name: wbe']);
  });

  test('for a program that takes TLS and plain HTTP on one port', async () => {
    const argo = program('argocd-server', 'ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: /healthz, port: 8080 } }').replace('image: argocd-server', 'image: "quay.io/argoproj/argocd:v2.13.2"');
    const estate = ingress({ 'backend-protocol': 'HTTPS', scheme: 'internal', 'inbound-cidrs': '10.0.0.0/8' }, 'argocd-server:443') + service('argocd-server', '{ name: https, port: 443, targetPort: 8080 }');
    expect(await told(estate + argo)).toEqual([]);
    expect(await told(estate + argo.replace('argoproj/argocd', 'other/server'))).toContain('error tls-sent-to-plaintext-port: template: { metadata: { labels: { app: argocd-server, istio: argocd-server } }, spec: { containers: [{ name: argocd-server, image: "quay.io/other/server:v2.13.2", ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: /healthz, port: 8080 } } }] } }');
  });

  test('for a port that is called https because its balancer ends TLS', async () => {
    const ended = `"${aws}-type": external, "${aws}-nlb-target-type": ip, "${aws}-scheme": internet-facing, "${aws}-ssl-cert": "${certificate}", "${aws}-ssl-ports": https`;
    const named = service('web', '{ name: https, port: 443, targetPort: http }', ', type: LoadBalancer', ended);
    expect(await told(named + program('web', 'ports: [{ name: http, containerPort: 8080 }]'))).toEqual([]);
    expect(await told(named.replace('targetPort: http', 'targetPort: 8080') + program('web', 'ports: [{ containerPort: 8080 }]'))).toEqual([]);
  });
});

describe('a health check of a gateway', () => {
  test('in plain HTTP at its readiness is healthy; encrypted, or for another page, it fails', async () => {
    expect(await told(encrypted(ready))).toEqual([]);
    expect(await told(encrypted({ ...ready, 'healthcheck-protocol': 'HTTPS' }))).toEqual([`warning health-check-fails-open: ${prefix}/healthcheck-protocol: 'HTTPS'`]);
    expect(await told(encrypted({ ...ready, 'healthcheck-path': '/' }))).toEqual([`warning health-check-fails-open: ${prefix}/healthcheck-path: '/'`]);
  });
});

describe('a stop that no line says', () => {
  const fronted = (selector: string): string => ingress(ready, 'ingress:80') + service('ingress', ports) + proxy + toWeb + web + gateway(selector, plain);

  test('is what a Gateway for nobody leads to, and told once', async () => {
    expect(await told(fronted('ingress'))).toEqual([]);
    expect(await told(fronted('ingressgateway'))).toEqual(['error gateway-selects-no-pods: istio: ingressgateway']);
  });

  test('is shown where the last one sent the request', async () => {
    expect(await told(fronted('ingress').replace(plain, tls).replace(`[${ports}]`, '[{ name: http2, port: 80, targetPort: 8080 }]'))).toContainEqual(expect.stringMatching(/^error port-not-open: spec: \{ selector: \{ app: ingress \}/));
  });
});

test('the settings of a mesh that stand in a text are not rewritten', async () => {
  const mesh = '---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: istio, namespace: istio-system }\ndata:\n  mesh: |-\n    defaultConfig:\n      gatewayTopology:\n        numTrustedProxies: 2\n';
  const path = pathOf((await written(encrypted(ready).replace('internet-facing', 'internal') + mesh)).resources);
  const found = judged(path, path.problems).find(({ finding }) => finding.name === 'client-chooses-its-address');
  expect(found?.finding.proposals).not.toEqual([]);
  expect(writable(path, found?.finding.proposals ?? [])).toEqual([]);
});

test('the proof of a mend is about the answer that the mended stop decides', async () => {
  const path = pathOf((await written(ingress({ 'backend-protocol': 'HTTPS', 'inbound-cidrs': '10.0.0.0/8', scheme: 'internal' }, 'web:80') + web.replace('ports: [{ containerPort: 8080 }]', 'ports: [{ containerPort: 8080 }], readinessProbe: { httpGet: { path: /, port: 8080 } }'))).resources);
  const met = judged(path, path.problems).find(({ finding }) => finding.name === 'tls-sent-to-plaintext-port')?.met;
  const [mend] = met === undefined ? [] : mendsFor(path, met.trace, met.blocker);
  expect(mend?.proof).toMatchObject({ before: { kind: 'answered', status: 502 }, after: { kind: 'delivered' } });
});

describe('a gateway behind a balancer that passes every name on', () => {
  const passed = service('ingress', ports, ', type: LoadBalancer', `"${aws}-type": external, "${aws}-scheme": internet-facing, "${aws}-nlb-target-type": ip`) + proxy + gateway('ingress', tls) + toWeb + web;

  test('is asked for the names that its routes have, and for no name that nobody wrote', async () => {
    expect(await told(passed)).toEqual([]);
  });
});

test('weights that are all 0 are one warning, and no error about an answer that nobody knows', async () => {
  const none = { 'actions.none': '{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":80,"weight":0},{"serviceName":"web","servicePort":"80","weight":0}]}}' };
  expect(await told(ingress(none, 'none:use-annotation') + web)).toEqual([expect.stringMatching(/^warning weights-do-not-add-up: /)]);
});

describe('what the controller refuses', () => {
  const mended = async (estate: string): Promise<readonly (readonly [string, string])[]> => {
    const path = pathOf((await written(estate)).resources);
    return judged(path, path.problems).flatMap(({ finding }) => writable(path, finding.proposals).flatMap((proposal): (readonly [string, string])[] => {
      const mend = proveUnreported(path, finding, proposal);
      return mend === undefined ? [] : [[mend.title, mend.certainty]];
    }));
  };

  test('comes with what to write instead, where one thing is plain', async () => {
    expect(await mended(ingress({ 'target-type': 'instance' }, 'web:80') + web)).toEqual([['let the targets be pods: target type ip', 'proved']]);
    expect(await mended(ingress({}, 'web:8080') + web)).toEqual([['lead to the port that is there: 80', 'proved']]);
    expect(await mended(ingress({}, 'web:80', 'shop.example.com', '/*') + web)).toEqual([['let the load balancer compare /* as it stands: pathType ImplementationSpecific', 'proved']]);
  });

  test('is not this: a port of the Service on which the gateway does not listen, for which the Ingress is pointed at', async () => {
    const estate = ingress({ ...ready, 'backend-protocol': 'HTTPS' }, 'ingress:80') + service('ingress', ports) + proxy + gateway('ingress', tls) + toWeb + web;
    const path = pathOf((await written(estate)).resources);
    const [found] = judged(path, path.problems).filter(({ finding }) => finding.name === 'port-not-open');
    expect(estate.split('\n')[(found?.finding.at?.line ?? 0) - 1]).toContain('port: { number: 80 }');
    expect((found?.met === undefined ? [] : mendsFor(path, found.met.trace, found.met.blocker)).map(({ title, certainty }) => [title, certainty])).toEqual([['lead to port 443 of the Service', 'proved']]);
  });

  test('comes with nothing that does not end it, or where there are several', async () => {
    expect(await mended(ingress({ 'target-type': 'instance' }, 'web:80') + web.replace('annotations: {', `annotations: { "${prefix}/target-type": instance`))).toEqual([]);
    expect(await mended(ingress({}, 'ingress:8080') + service('ingress', ports))).toEqual([]);
  });
});
