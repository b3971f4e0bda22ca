import { expect, test } from 'vitest';
import { readTexts } from '../formats/texts.ts';
import { mendsInOrder } from '../mend/propose.ts';
import { pathOf } from '../path/path.ts';
import { traceOf } from '../path/trace.ts';
import { behind } from './behind.ts';

const gateway = `apiVersion: v1
kind: Pod
metadata: { name: ingress, namespace: mesh, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: mesh }
spec: { type: LoadBalancer, selector: { istio: ingress }, ports: [{ name: http, port: 80 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: public, namespace: mesh }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: ["*.example.org"] }] }
---
apiVersion: v1
kind: Pod
metadata: { name: web, namespace: shop, labels: { app: web } }
spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;

const routes = (name: string, host: string, gateways: string, match = ''): string => `---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: shop }
spec: { hosts: ["${host}"], gateways: [${gateways}], http: [{ ${match}route: [{ destination: { host: web } }] }] }
`;

function stopped(text: string, url: string): { readonly said: readonly string[]; readonly mends: readonly string[] } {
  const { resources, problems } = readTexts([{ name: 'estate.yaml', text: gateway + text, scope: 'default' }]);
  const path = pathOf(resources);
  const traced = traceOf(path, { url, method: 'GET', headers: [], from: { kind: 'internet' } });
  if ('wrong' in traced) throw new Error(traced.wrong);
  const blockers = traced.outcomes.flatMap((outcome) => outcome.blockers);
  return {
    said: blockers.flatMap((blocker) => behind(path, traced, blocker, [...problems, ...path.problems]).map(({ name, resource }) => `${name} ${resource}`)),
    mends: mendsInOrder(path, blockers.map((blocker) => ({ trace: traced, blocker }))).mends.flatMap((mends) => mends.map(({ title }) => title)),
  };
}

test('a 404 names the VirtualService of that host that is bound to a Gateway of another name, and mends it', () => {
  const text = routes('web', 'web.example.org', 'public') + routes('blog', 'blog.example.org', 'mesh/public');
  expect(stopped(text, 'http://web.example.org/')).toEqual({ said: ['virtual-service-not-attached VirtualService shop/web'], mends: ['name the Gateway that is there: mesh/public'] });
  expect(stopped(text, 'http://else.example.org/')).toEqual({ said: [], mends: [] });
});

test('a 404 names the VirtualService of that host that the API server refuses', () => {
  expect(stopped(routes('web', 'web.example.org', 'mesh/public', 'match: [{ uri: { regex: "(?!x)" } }], '), 'http://web.example.org/').said).toEqual(['virtual-service-refused VirtualService shop/web']);
  expect(stopped(routes('web', '*.*.org', 'mesh/public'), 'http://web.example.org/').said).toEqual(['virtual-service-refused VirtualService shop/web']);
});

test('a 404 names the Gateway of that host that no pod listens for', () => {
  const lonely = '---\napiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: lonely, namespace: shop }\nspec: { selector: { istio: nobody }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop/web.example.net] }] }\n';
  expect(stopped(lonely + routes('web', 'web.example.net', 'lonely'), 'http://web.example.net/').said).toContain('gateway-selects-no-pods Gateway shop/lonely');
});

test('of several wrong destinations of a VirtualService the one is named that the request is sent to', () => {
  const two = '---\napiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: web, namespace: shop }\nspec:\n  hosts: [web.example.org]\n  gateways: [mesh/public]\n  http:\n    - { match: [{ uri: { prefix: /a } }], route: [{ destination: { host: nothing } }] }\n    - { route: [{ destination: { host: nobody } }] }\n';
  const { resources, problems } = readTexts([{ name: 'estate.yaml', text: gateway + two, scope: 'default' }]);
  const path = pathOf(resources);
  const messages = ['/a', '/b'].map((asked) => {
    const traced = traceOf(path, { url: `http://web.example.org${asked}`, method: 'GET', headers: [], from: { kind: 'internet' } });
    if ('wrong' in traced) throw new Error(traced.wrong);
    return traced.outcomes.flatMap(({ blockers }) => blockers).flatMap((blocker) => behind(path, traced, blocker, problems)).map(({ message }) => /sends to (\w+)/.exec(message)?.[1]);
  });
  expect(messages).toEqual([['nothing'], ['nobody']]);
});
