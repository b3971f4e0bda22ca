import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';
import type { JsonObject, Problem, Resource } from '../../resource/resource.ts';
import { pathPatterns } from './ingress/paths.ts';

const app = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: app, ports: [{ name: http, containerPort: 8080 }] }] } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { type: NodePort, selector: { app: web }, ports: [{ name: http, port: 80, targetPort: http, nodePort: 30080 }, { name: admin, port: 81, targetPort: 8081 }] }
---
apiVersion: v1
kind: Service
metadata: { name: inner, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---`;

interface Written {
  readonly name?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly spec?: JsonObject;
  readonly rules?: readonly JsonObject[];
}

const to = (service: string, port: number | string): JsonObject => ({ service: { name: service, port: typeof port === 'number' ? { number: port } : { name: port } } });
const path = (written: string, pathType: string, backend: JsonObject = to('web', 80)): JsonObject => ({ path: written, pathType, backend });

function ingress({ name = 'web', annotations = {}, spec = {}, rules = [{ http: { paths: [path('/', 'Prefix')] } }] }: Written = {}): string {
  const prefixed = Object.fromEntries(Object.entries(annotations).map(([key, value]) => [key.includes('/') ? key : `alb.ingress.kubernetes.io/${key}`, value]));
  return `\n${JSON.stringify({ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace: 'shop', annotations: prefixed }, spec: { ingressClassName: 'alb', rules, ...spec } })}\n---`;
}

async function made(...ingresses: readonly string[]): Promise<{ of: (type: string) => readonly Resource[]; problems: readonly Problem[] }> {
  const { estate, problems } = await given(app + ingresses.join(''));
  return { of: (type) => estate.ofType(type), problems };
}

/** Rules as `PRIORITY conditions -> action`. */
async function rules(...ingresses: readonly string[]): Promise<readonly string[]> {
  const { of } = await made(...ingresses);
  return of('aws_lb_listener_rule')
    .map(({ body }) => ({ priority: body['priority'] as number, text: `${conditions(body)} -> ${action((body['action'] as JsonObject[]).at(-1)!)}` }))
    .sort((a, b) => a.priority - b.priority)
    .map(({ priority, text }) => `${priority} ${text}`);
}

function conditions(body: JsonObject): string {
  return (body['condition'] as JsonObject[]).flatMap((block) => Object.entries(block).map(([key, value]) => `${key} ${((value as JsonObject[])[0]!['values'] as string[]).join('|')}`)).join(' & ');
}

function action(body: JsonObject): string {
  if (body['type'] === 'forward') return String(body['target_group_arn']).replace(/.*\.(.*)\.arn}/, '$1');
  const [block] = (body['redirect'] ?? body['fixed_response']) as JsonObject[];
  return `${String(body['type'])} ${String(block!['status_code'])}${block!['port'] === undefined ? '' : ` ${String(block!['port'])}`}`;
}

describe('an Ingress belongs to the controller', () => {
  const count = async (...ingresses: readonly string[]): Promise<number> => (await made(...ingresses)).of('aws_lb').length;

  test('by the class alb, or the old annotation, which beats the field', async () => {
    expect(await count(ingress())).toBe(1);
    expect(await count(ingress({ spec: { ingressClassName: 'nginx' } }))).toBe(0);
    const nginx = '\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: nginx }\nspec: { controller: k8s.io/ingress-nginx }\n---';
    expect(await count(nginx, ingress({ spec: { ingressClassName: 'nginx' }, annotations: { 'kubernetes.io/ingress.class': 'alb' } }))).toBe(1);
    expect(await count(ingress({ annotations: { 'kubernetes.io/ingress.class': 'nginx' } }))).toBe(0);
  });

  test('by a class whose controller it is, whatever its name', async () => {
    const edge = (controller: string, annotations = '{}'): string => `\napiVersion: networking.k8s.io/v1\nkind: IngressClass\nmetadata: { name: edge, annotations: ${annotations} }\nspec: { controller: ${controller} }\n---`;
    expect(await count(ingress({ spec: { ingressClassName: 'edge' } }), edge('ingress.k8s.aws/alb'))).toBe(1);
    expect(await count(ingress({ spec: { ingressClassName: 'edge' } }), edge('k8s.io/ingress-nginx'))).toBe(0);
    const nameless = ingress().replace('"ingressClassName":"alb",', '');
    expect(await count(nameless)).toBe(0);
    expect(await count(nameless, edge('ingress.k8s.aws/alb', '{ ingressclass.kubernetes.io/is-default-class: "true" }'))).toBe(1);
  });
});

describe('listeners', () => {
  const listeners = async (...ingresses: readonly string[]): Promise<readonly string[]> =>
    (await made(...ingresses)).of('aws_lb_listener').map(({ body }) => `${String(body['protocol'])} ${String(body['port'])} ${action((body['default_action'] as JsonObject[])[0]!)}`);

  test('are HTTP 80, or HTTPS 443 for an Ingress with a certificate', async () => {
    expect(await listeners(ingress())).toEqual(['HTTP 80 fixed-response 404']);
    expect(await listeners(ingress({ annotations: { 'certificate-arn': 'arn:aws:acm:eu-central-1:111122223333:certificate/x' } }))).toEqual(['HTTPS 443 fixed-response 404']);
  });

  test('that redirect to HTTPS have no rules at all', async () => {
    const redirecting = ingress({ annotations: { 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'ssl-redirect': '443' } });
    expect(await listeners(redirecting)).toEqual(['HTTPS 443 fixed-response 404', 'HTTP 80 redirect HTTP_301 443']);
    expect((await made(redirecting)).of('aws_lb_listener_rule').map(({ name }) => name)).toEqual(['k8s-shop-web-443-1']);
  });

  test('send what no rule takes to the default backend', async () => {
    expect(await listeners(ingress({ spec: { defaultBackend: to('web', 80) } }))).toEqual(['HTTP 80 k8s-shop-web-80']);
  });

  test('of one member carry no rules of another', async () => {
    const first = ingress({ annotations: { 'group.name': 'edge', 'listen-ports': '[{"HTTP": 8080}]' } });
    const second = ingress({ name: 'other', annotations: { 'group.name': 'edge' } });
    const { of } = await made(first, second);
    expect(of('aws_lb').map(({ name }) => name)).toEqual(['k8s-edge']);
    expect(of('aws_lb_listener_rule').map(({ name }) => name)).toEqual(['k8s-edge-80-1', 'k8s-edge-8080-1']);
  });
});

describe('rules', () => {
  test('of one Ingress rule: exact paths, then prefixes from long to short, then the rest as written', async () => {
    const paths = [path('/b*', 'ImplementationSpecific'), path('/', 'Prefix'), path('/api/v1/', 'Prefix'), path('/api', 'Exact'), path('/a?', 'ImplementationSpecific')];
    expect(await rules(ingress({ rules: [{ host: 'a.example.org', http: { paths } }] }))).toEqual([
      '1 host_header a.example.org & path_pattern /api -> k8s-shop-web-80',
      '2 host_header a.example.org & path_pattern /api/v1|/api/v1/* -> k8s-shop-web-80',
      '3 host_header a.example.org & path_pattern /* -> k8s-shop-web-80',
      '4 host_header a.example.org & path_pattern /b* -> k8s-shop-web-80',
      '5 host_header a.example.org & path_pattern /a? -> k8s-shop-web-80',
    ]);
  });

  test('of a group follow group.order, then the names', async () => {
    const member = (name: string, order?: string): string => ingress({ name, annotations: { 'group.name': 'edge', ...(order === undefined ? {} : { 'group.order': order }) }, rules: [{ host: `${name}.example.org`, http: { paths: [path('/', 'Prefix')] } }] });
    expect((await rules(member('b'), member('a'), member('z', '-5'))).map((rule) => rule.split(' ')[2])).toEqual(['z.example.org', 'a.example.org', 'b.example.org']);
  });

  test('without host and path take everything', async () => {
    expect(await rules(ingress({ rules: [{ http: { paths: [{ pathType: 'ImplementationSpecific', backend: to('web', 80) }] } }] }))).toEqual(['1 path_pattern /* -> k8s-shop-web-80']);
  });

  test('whose Service does not exist answer 503 themselves', async () => {
    expect(await rules(ingress({ rules: [{ http: { paths: [path('/', 'Prefix', to('gone', 80)), path('/x', 'Prefix', to('gone', 'use-annotation'))] } }] }))).toEqual([
      '1 path_pattern /x|/x/* -> fixed-response 503',
      '2 path_pattern /* -> fixed-response 503',
    ]);
  });

  test('by annotation: a redirect to itself is left out, and so is what stands behind one that takes it all', async () => {
    const annotations = {
      'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]',
      'actions.ssl-redirect': '{"Type":"redirect","RedirectConfig":{"Protocol":"HTTPS","Port":"443","StatusCode":"HTTP_301"}}',
    };
    const { of } = await made(ingress({ annotations, rules: [{ http: { paths: [path('/*', 'ImplementationSpecific', to('ssl-redirect', 'use-annotation')), path('/*', 'ImplementationSpecific')] } }] }));
    expect(of('aws_lb_listener_rule').map(({ name, body }) => `${name} ${action((body['action'] as JsonObject[])[0]!)}`)).toEqual(['k8s-shop-web-443-1 k8s-shop-web-80', 'k8s-shop-web-80-1 redirect HTTP_301 443']);
  });

  test('by annotation: weights, and more conditions', async () => {
    const annotations = {
      'actions.both': '{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":"80","weight":9},{"serviceName":"web","servicePort":"http","weight":1}]}}',
      'conditions.both': '[{"field":"http-header","httpHeaderConfig":{"httpHeaderName":"x-canary","values":["yes"]}},{"field":"host-header","hostHeaderConfig":{"values":["b.example.org"]}}]',
    };
    const { of } = await made(ingress({ annotations, rules: [{ host: 'a.example.org', http: { paths: [path('/', 'Exact', to('both', 'use-annotation'))] } }] }));
    const [rule] = of('aws_lb_listener_rule');
    expect(rule?.body['condition']).toEqual([{ http_header: [{ http_header_name: 'x-canary', values: ['yes'] }] }, { host_header: [{ values: ['a.example.org', 'b.example.org'] }] }, { path_pattern: [{ values: ['/'] }] }]);
    expect(rule?.body['action']).toMatchObject([{ forward: [{ target_group: [{ weight: 9 }, { weight: 1 }] }] }]);
    expect(of('aws_lb_target_group').map(({ name }) => name)).toEqual(['k8s-shop-web-80', 'k8s-shop-web-http']);
  });

  test('stand where the path stands', async () => {
    const { of } = await made(`
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  ingressClassName: alb
  rules:
    - host: a.example.org
      http:
        paths:
          - path: /
            pathType: Prefix
            backend: { service: { name: web, port: { number: 80 } } }
---`);
    const [rule] = of('aws_lb_listener_rule');
    expect(rule?.locate([])).toMatchObject({ line: 28 });
    expect(rule?.locate(['action', 0])).toMatchObject({ line: 30 });
    expect(rule?.derived).toMatchObject({ by: 'load-balancer-controller', from: { type: 'Ingress' } });
  });
});

describe('a path pattern', () => {
  test.each([
    ['/', 'Prefix', ['/*']],
    ['/data00', 'Prefix', ['/data00', '/data00/*']],
    ['/data00/', 'Prefix', ['/data00', '/data00/*']],
    ['/data00', 'Exact', ['/data00']],
    ['/', 'ImplementationSpecific', ['/']],
    ['/img/*', 'ImplementationSpecific', ['/img/*']],
  ])('of %s as %s', (written, pathType, patterns) => {
    expect(pathPatterns({ path: written, pathType }, false)).toEqual({ patterns, expressions: [] });
  });
});

describe('target groups', () => {
  const group = async (annotations: Readonly<Record<string, string>>, backend = to('web', 80)): Promise<JsonObject> => (await made(ingress({ annotations, rules: [{ http: { paths: [path('/', 'Prefix', backend)] } }] }))).of('aws_lb_target_group')[0]!.body;

  test('lead to node ports unless the targets are addresses, and then to the pods that are ready', async () => {
    const { of } = await made(ingress());
    expect(of('aws_lb_target_group')[0]?.body).toMatchObject({ target_type: 'instance', port: 30080, protocol: 'HTTP' });
    expect(of('aws_lb_target_group_attachment').map(({ body }) => body)).toEqual([{ target_group_arn: '${aws_lb_target_group.k8s-shop-web-80.arn}', port: 30080, kubernetes_service: 'shop/web/80' }]);
    const { of: byAddress } = await made(ingress({ annotations: { 'target-type': 'ip' } }));
    expect(byAddress('aws_lb_target_group')[0]?.body).toMatchObject({ target_type: 'ip', port: 1 });
    expect(byAddress('aws_lb_target_group_attachment').map(({ body }) => body)).toEqual([{ target_group_arn: '${aws_lb_target_group.k8s-shop-web-80.arn}', port: 8080, kubernetes_pod: 'shop/web' }]);
  });

  test('check health as the controller does it, not as the balancer would', async () => {
    expect((await group({}))['health_check']).toEqual([{ port: 'traffic-port', protocol: 'HTTP', path: '/', interval: 15, timeout: 5, healthy_threshold: 2, unhealthy_threshold: 2, matcher: '200' }]);
    expect((await group({ 'target-type': 'ip', 'healthcheck-path': '/ready', 'healthcheck-port': 'admin', 'success-codes': '200,302', 'backend-protocol': 'HTTPS' }))['health_check']).toMatchObject([{ path: '/ready', port: '8081', matcher: '200,302', protocol: 'HTTPS' }]);
  });

  test('keep clients by cookie where an attribute says so', async () => {
    expect((await group({ 'target-group-attributes': 'stickiness.enabled=true,stickiness.lb_cookie.duration_seconds=1800' }))['stickiness']).toEqual([{ enabled: true, type: 'lb_cookie', cookie_duration: 1800 }]);
    expect((await group({ 'target-group-attributes': 'stickness.enabled=true' }))['stickiness']).toBeUndefined();
  });

  test('believe the Service before the Ingress', async () => {
    const { estate } = await given(app.replace('metadata: { name: web, namespace: shop }\nspec: { type', 'metadata: { name: web, namespace: shop, annotations: { alb.ingress.kubernetes.io/backend-protocol: HTTPS } }\nspec: { type') + ingress({ annotations: { 'backend-protocol': 'HTTP' } }));
    expect(estate.ofType('aws_lb_target_group')[0]?.body['protocol']).toBe('HTTPS');
  });
});

describe('nothing of a group is made', () => {
  const complaint = async (...ingresses: readonly string[]): Promise<string | undefined> => {
    const { of, problems } = await made(...ingresses);
    expect(of('aws_lb')).toEqual([]);
    expect(of('aws_lb_target_group')).toEqual([]);
    expect(problems[0]).toMatchObject({ name: 'load-balancer-not-applied', severity: 'error' });
    return problems.map(({ message }) => message.replace(/^.*?: /, '')).join('; ');
  };

  test.each([
    ['a wildcard in a prefix path', ingress({ rules: [{ http: { paths: [path('/*', 'Prefix')] } }] }), 'the prefix path /* holds a wildcard: only ImplementationSpecific paths may. The controller says: ingress: shop/web: prefix path shouldn\'t contain wildcards: /*'],
    ['node ports of a Service that has none', ingress({ rules: [{ http: { paths: [path('/', 'Prefix', to('inner', 80))] } }] }), 'Service shop/inner has no node ports (type ClusterIP), which targets of type instance need. The controller says: TargetGroup port is empty. When using Instance targets, your service must be of type \'NodePort\' or \'LoadBalancer\''],
    ['a Service port that does not exist', ingress({ rules: [{ http: { paths: [path('/', 'Prefix', to('web', 8080))] } }] }), 'Service shop/web has no port 8080; it has 80 (http), 81 (admin). The controller says: unable to find port 8080 on service shop/web'],
    ['listen-ports that are no list of ports', ingress({ annotations: { 'listen-ports': '{"HTTPS": 443}' } }), 'listen-ports must be a JSON list such as [{"HTTP": 80}, {"HTTPS": 443}], with numbers that are not quoted; {"HTTPS": 443} stands here. The controller says: ingress: shop/web: failed to parse listen-ports configuration: `{"HTTPS": 443}`: json: cannot unmarshal object into Go value of type []map[string]int32'],
    ['a redirect to a port nobody listens on', ingress({ annotations: { 'ssl-redirect': '443' } }), 'ssl-redirect leads to port 443, on which the group does not listen. The controller says: listener does not exist for SSLRedirect port: 443'],
    ['a target type nobody knows', ingress({ annotations: { 'target-type': 'pod' } }), 'target-type is ip or instance; "pod" stands here. The controller says: unknown targetType: pod'],
  ])('because of %s', async (_, written, message) => {
    expect(await complaint(written)).toBe(message);
  });

  test('because two members disagree, and the other one is told too', async () => {
    const member = (name: string, scheme: string): string => ingress({ name, annotations: { 'group.name': 'edge', scheme } });
    const { problems } = await made(member('a', 'internal'), member('b', 'internet-facing'));
    expect(problems.map(({ message }) => message)).toEqual(['no load balancer is made of this Ingress, nor of shop/a in group edge: scheme is "internet-facing" here and "internal" for Ingress shop/a; all Ingresses of a group that say it must say the same. The controller says: conflicting scheme: map[internal:{} internet-facing:{}]']);
  });

  test('whose load balancer has the name of another one', async () => {
    const named = (name: string): string => ingress({ name, annotations: { 'load-balancer-name': 'edge' } });
    const { of, problems } = await made(named('a'), named('b'));
    expect(of('aws_lb').map(({ name, derived }) => [name, derived?.from.name])).toEqual([['edge', 'a']]);
    expect(problems.map(({ message, resource }) => [message, resource?.name])).toEqual([["no load balancer is made of this Ingress: the load balancer of shop/a is called edge already. The controller says: A load balancer with the same name 'edge' exists, but with different settings", 'b']]);
  });

  test('but other groups are', async () => {
    const { of } = await made(ingress({ name: 'bad', annotations: { 'target-type': 'pod' } }), ingress({ name: 'good' }));
    expect(of('aws_lb').map(({ name }) => name)).toEqual(['k8s-shop-good']);
  });
});

describe('names', () => {
  test('are the controller\'s where its own Deployment tells the cluster\'s name', async () => {
    const controller = `
apiVersion: apps/v1
kind: Deployment
metadata: { name: aws-load-balancer-controller, namespace: kube-system }
spec:
  selector: { matchLabels: { app: lbc } }
  template:
    metadata: { labels: { app: lbc } }
    spec: { containers: [{ name: controller, image: "public.ecr.aws/eks/aws-load-balancer-controller:v3.5.0", args: [--cluster-name=production, --default-target-type=ip] }] }
---`;
    const { of } = await made(ingress(), controller);
    const hash = createHash('sha256').update('productionshop/webinternal').digest('hex').slice(0, 10);
    expect(of('aws_lb').map(({ name, body }) => [name, body['name']])).toEqual([[`k8s-shop-web-${hash}`, `k8s-shop-web-${hash}`]]);
    expect(of('aws_lb_target_group')[0]).toMatchObject({ name: 'k8s-shop-web-80', body: { target_type: 'ip' } });
  });

  test('that are not known stay readable and apart', async () => {
    const { of } = await made(ingress(), ingress({ name: 'second' }));
    expect(of('aws_lb').map(({ name, body }) => [name, body['name']])).toEqual([['k8s-shop-second', undefined], ['k8s-shop-web', undefined]]);
    expect(of('aws_lb_target_group').map(({ name }) => name)).toEqual(['k8s-shop-web-80', 'k8s-shop-web-80-shop-web']);
  });
});
