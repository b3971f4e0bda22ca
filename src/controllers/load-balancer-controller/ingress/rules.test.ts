import { describe, expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import { pathText } from '../../../resource/resource.ts';
import type { Plan } from '../plan.ts';
import { plansOf } from '../plans.ts';
import { factsOf } from '../settings/facts.ts';

const services = ['web', 'api'].map((name) => ({ apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: 'shop' }, spec: { type: 'NodePort', ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080 }] } }));
const to = (service: string, port: number | string = 80): JsonObject => ({ service: { name: service, port: typeof port === 'number' ? { number: port } : { name: port } } });
const path = (text: string, pathType: string, backend: JsonObject = to('web')): JsonObject => ({ path: text, pathType, backend });

/** An Ingress with annotations under the controller's prefix; `rules` beside one host. */
function ingress(annotations: Readonly<Record<string, string>>, paths: readonly JsonObject[] = [path('/', 'Prefix')], spec: JsonObject = {}): JsonObject {
  const prefixed = Object.fromEntries(Object.entries(annotations).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]));
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'web', namespace: 'shop', annotations: prefixed }, spec: { ingressClassName: 'alb', rules: [{ host: 'shop.example.com', http: { paths } }], ...spec } };
}

async function planned(...objects: readonly JsonObject[]): Promise<Plan> {
  const estate = await written([...services, ...objects].map((each) => JSON.stringify(each)).join('\n---\n'));
  return plansOf(estate, factsOf(estate, estate.ofType('Ingress')[0]!.scope)).plans[0]!;
}

/** The first rule of a port. */
function ruleOf({ stack }: Plan, id = '80:1'): { readonly [part: string]: readonly JsonObject[] } {
  return (stack?.pieces.find((piece) => piece.type === 'AWS::ElasticLoadBalancingV2::ListenerRule' && piece.id === id)?.spec ?? {}) as { readonly [part: string]: readonly JsonObject[] };
}

describe('an annotation that adds conditions', () => {
  const added = (...conditions: readonly JsonObject[]): Readonly<Record<string, string>> => ({ 'conditions.web': JSON.stringify(conditions) });

  test('puts other kinds before host and path, and its own hosts into the one for hosts', async () => {
    const header = { field: 'http-header', httpHeaderConfig: { httpHeaderName: 'x-tenant', values: ['a'] } };
    const plan = await planned(ingress(added({ field: 'host-header', hostHeaderConfig: { values: ['www.example.com'] } }, header), [path('/', 'Prefix')]));
    expect(ruleOf(plan)['conditions']).toEqual([header, { field: 'host-header', hostHeaderConfig: { values: ['shop.example.com', 'www.example.com'] } }, { field: 'path-pattern', pathPatternConfig: { values: ['/*'] } }]);
  });

  test('keeps the Ingress out of the cluster when it has no values, and the group goes on without it', async () => {
    const plan = await planned(ingress(added({ field: 'source-ip', sourceIPConfig: { values: [] } })));
    expect(plan.stack).toBeUndefined();
    expect(plan.refusals.map(({ says }) => says)).toEqual(['ignoring Ingress shop/web since invalid alb.ingress.kubernetes.io/conditions.web annotation: invalid sourceIPConfig: values cannot be empty']);
  });

  test('does not hide what else is wrong with that Ingress', async () => {
    const plan = await planned(ingress({ ...added({ field: 'source-ip' }), 'listen-ports': '[]' }, [path('/a*', 'Prefix')]));
    expect(plan.refusals.map(({ message }) => message)).toEqual([
      'alb.ingress.kubernetes.io/conditions.web: a condition has no sourceIPConfig',
      'listen-ports is an empty list',
      'the prefix path /a* holds a wildcard: only ImplementationSpecific paths may',
    ]);
  });

  test('may not bring regular expressions to a host that is a name', async () => {
    const plan = await planned(ingress(added({ field: 'host-header', hostHeaderConfig: { regexValues: ['^a$'] } })));
    expect(plan.refusals.map(({ says }) => says)).toEqual(['ingress: shop/web: host condition must specify exactly one of Values and RegexValues, got both Values [shop.example.com] and RegexValues [^a$]']);
  });

  test('says which value has another type than the controller takes', async () => {
    const plan = await planned(ingress(added({ field: 'source-ip', sourceIPConfig: { values: '10.0.0.0/8' } })));
    expect(plan.refusals[0]?.message).toBe('alb.ingress.kubernetes.io/conditions.web is not what the controller takes: [0].sourceIPConfig.values is the text "10.0.0.0/8", where a list belongs');
  });
});

describe('an action by annotation', () => {
  const acting = (action: JsonObject): JsonObject => ingress({ 'actions.act': JSON.stringify(action) }, [path('/', 'Prefix', to('act', 'use-annotation'))]);

  test('is read with names in any case, and ports of digits are numbers', async () => {
    const plan = await planned(acting({ Type: 'forward', ForwardConfig: { TargetGroups: [{ ServiceName: 'web', ServicePort: '80', Weight: 20 }, { ServiceName: 'api', ServicePort: 'http', Weight: 80 }] } }));
    expect(ruleOf(plan)['actions']).toEqual([
      { type: 'forward', forwardConfig: { targetGroups: [
        { targetGroupARN: { $ref: '#/resources/AWS::ElasticLoadBalancingV2::TargetGroup/shop/web-web:80/status/targetGroupARN' }, weight: 20 },
        { targetGroupARN: { $ref: '#/resources/AWS::ElasticLoadBalancingV2::TargetGroup/shop/web-api:http/status/targetGroupARN' }, weight: 80 },
      ] } },
    ]);
  });

  test('among several Services needs all of them: one that is missing fails the group', async () => {
    const plan = await planned(acting({ type: 'forward', forwardConfig: { targetGroups: [{ serviceName: 'web', servicePort: 80, weight: 1 }, { serviceName: 'gone', servicePort: 80, weight: 1 }] } }));
    expect(plan.refusals.map(({ message, says }) => [message, says])).toEqual([['Service shop/gone does not exist', 'ingress: shop/web: Service "gone" not found']]);
  });

  test.each([
    [{ type: 'redirect' }, 'missing RedirectConfig'],
    [{ type: 'redirect', redirectConfig: { port: '443' } }, 'invalid RedirectConfig: statusCode is required'],
    [{ type: 'answer' }, 'unknown action type: answer'],
    [{ type: 'forward' }, 'missing ForwardConfig or TargetGroupARN/TargetGroupName'],
    [{ type: 'forward', targetGroupARN: 'arn', forwardConfig: {} }, 'either ForwardConfig or TargetGroupARN/TargetGroupName can be specified'],
    [{ type: 'forward', forwardConfig: { targetGroups: [{ serviceName: 'web' }] } }, 'invalid ForwardConfig: invalid TargetGroupTuple: missing servicePort'],
    [{ type: 'forward', forwardConfig: { targetGroups: [{ serviceName: 'web', servicePort: 80 }, { serviceName: 'api', servicePort: 80 }] } }, 'invalid ForwardConfig: weight must be set when route to multiple target groups'],
  ])('%j is refused', async (action, says) => {
    expect((await planned(acting(action))).refusals.map((refusal) => refusal.says)).toEqual([`ingress: shop/web: ${says}`]);
  });

  test('that is missing answers 503, and the plan says what is missing', async () => {
    const plan = await planned(ingress({}, [path('/', 'Prefix', to('act', 'use-annotation'))]));
    expect(ruleOf(plan)['actions']).toEqual([{ type: 'fixed-response', fixedResponseConfig: { contentType: 'text/plain', messageBody: 'Backend action does not exist', statusCode: '503' } }]);
    expect(plan.stack?.pieces.find(({ id }) => id === '80:1')?.missing).toEqual([[['actions', 0], 'the annotation actions.act']]);
  });

  test('stands at the annotation', async () => {
    const plan = await planned(acting({ type: 'fixed-response', fixedResponseConfig: { statusCode: '200' } }));
    const [, place] = plan.stack!.pieces.find(({ id }) => id === '80:1')!.places.find(([part]) => part.join('.') === 'actions.0')!;
    expect(pathText(place[1])).toBe('metadata.annotations["alb.ingress.kubernetes.io/actions.act"]');
  });
});

describe('people have to prove who they are', () => {
  const https = { 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'certificate-arn': 'arn:aws:acm:eu-west-1:111122223333:certificate/4f1d' };
  const oidc = { ...https, 'auth-type': 'oidc', 'auth-idp-oidc': '{"issuer":"https://id.example.com","authorizationEndpoint":"https://id.example.com/a","tokenEndpoint":"https://id.example.com/t","userInfoEndpoint":"https://id.example.com/u","secretName":"oidc"}' };

  test('on HTTPS only, before anything else, which is said, and the Secret stays where it is', async () => {
    const plan = await planned(ingress(oidc), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'oidc', namespace: 'shop' }, stringData: { clientID: 'me', clientSecret: 'hush' } });
    expect(ruleOf(plan)['actions']!.map(({ type }) => type)).toEqual(['forward']);
    expect(ruleOf(plan, '443:1')['actions']!.map(({ type }) => type)).toEqual(['authenticate-oidc', 'forward']);
    expect(JSON.stringify(plan.stack)).not.toMatch(/hush|"me"/);
    expect(plan.remarks.map(({ name }) => name)).toContain('authentication-skipped-on-http');
    expect((await planned(ingress({ ...oidc, 'ssl-redirect': '443' }))).remarks.map(({ name }) => name)).not.toContain('authentication-skipped-on-http');
  });

  test('with a Secret that no file holds is assumed, with one that lacks a key refused', async () => {
    expect((await planned(ingress(oidc))).assumptions).toContain('Secret shop/oidc, which no file holds, has clientID and clientSecret');
    const plan = await planned(ingress(oidc), { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'oidc', namespace: 'shop' }, stringData: { clientId: 'me' } });
    expect(plan.refusals.map(({ says }) => says)).toEqual(['ingress: shop/web: missing clientSecret, secret: shop/oidc']);
  });

  test('or a token, but not both', async () => {
    const plan = await planned(ingress({ ...oidc, 'jwt-validation': '{"jwksEndpoint":"https://id.example.com/jwks","issuer":"https://id.example.com"}' }));
    expect(plan.refusals.map(({ message }) => message)).toEqual(['jwt-validation stands beside auth-type oidc, and a rule can check in one way only']);
    const token = await planned(ingress({ ...https, 'jwt-validation': '{"jwksEndpoint":"https://id.example.com/jwks","issuer":"https://id.example.com"}' }));
    expect(ruleOf(token, '443:1')['actions']![0]).toEqual({ type: 'jwt-validation', jwtValidationConfig: { jwksEndpoint: 'https://id.example.com/jwks', issuer: 'https://id.example.com' } });
  });
});

describe('a path', () => {
  test('is an expression without its slash where the Ingress says so', async () => {
    const plan = await planned(ingress({ 'use-regex-path-match': 'true' }, [path('/^/v[0-9]+/.*$', 'ImplementationSpecific')]));
    expect(ruleOf(plan)['conditions']![1]).toEqual({ field: 'path-pattern', pathPatternConfig: { regexValues: ['^/v[0-9]+/.*$'] } });
  });

  test('with a wildcard in a prefix fails the group, and every other mistake is told with it', async () => {
    const plan = await planned(ingress({ 'group.order': '1001' }, [path('/a*', 'Prefix'), path('/b?', 'Exact'), path('/c', 'Prefix', { resource: { kind: 'Bucket', name: 'files' } })]));
    expect(plan.refusals.map(({ says }) => says)).toEqual([
      'explicit Ingress group order must be within [-1000:1000], Ingress: shop/web, order: 1001',
      "ingress: shop/web: exact path shouldn't contain wildcards: /b?",
      "ingress: shop/web: prefix path shouldn't contain wildcards: /a*",
      'ingress: shop/web: missing required "service" field',
    ]);
  });

  test('counts twice as a prefix, and six values are one too many', async () => {
    const hosts = { 'conditions.web': JSON.stringify([{ field: 'host-header', hostHeaderConfig: { values: ['a.example.com', 'b.example.com', 'c.example.com'] } }]) };
    expect((await planned(ingress(hosts, [path('/a', 'Prefix')]))).remarks.map(({ name }) => name)).toContain('too-many-condition-values');
    expect((await planned(ingress(hosts, [path('/a', 'Exact')]))).remarks).toEqual([]);
  });
});

describe('a redirect', () => {
  const all = { 'actions.away': '{"type":"redirect","redirectConfig":{"host":"www.example.com","statusCode":"HTTP_301"}}' };

  test('hides what comes behind it, and that is lost on the only port of its Ingress', async () => {
    const plan = await planned(ingress(all, [path('/', 'Prefix', to('away', 'use-annotation')), path('/a', 'ImplementationSpecific')]));
    expect(ruleOf(plan, '80:2')).toEqual({});
    expect(plan.remarks.map(({ name, message }) => [name, message])).toEqual([['listener-rule-never-reached', 'no request comes here: the redirect of spec.rules[0].http.paths[0].path takes them all before, and the controller leaves this rule out']]);
  });

  test('to HTTPS leads to itself there, and is left out there only', async () => {
    const https = { 'listen-ports': '[{"HTTP": 80}, {"HTTPS": 443}]', 'certificate-arn': 'arn:aws:acm:eu-west-1:111122223333:certificate/4f1d', 'actions.secure': '{"type":"redirect","redirectConfig":{"protocol":"HTTPS","port":"443","statusCode":"HTTP_301"}}' };
    const plan = await planned(ingress(https, [path('/', 'Prefix', to('secure', 'use-annotation')), path('/a', 'ImplementationSpecific')]));
    expect([ruleOf(plan, '80:1'), ruleOf(plan, '443:1')].map(({ actions }) => actions?.map(({ type }) => type))).toEqual([['redirect'], ['forward']]);
    expect([ruleOf(plan, '80:2'), ruleOf(plan, '443:2')]).toEqual([{}, {}]);
    expect(plan.remarks.map(({ name }) => name)).not.toContain('listener-rule-never-reached');
  });
});

test('a redirect that leads back to its own port is left out, and said', async () => {
  const circle = { 'actions.circle': '{"type":"redirect","redirectConfig":{"port":"80","statusCode":"HTTP_301"}}' };
  const plan = await planned(ingress(circle, [path('/old', 'Exact', to('circle', 'use-annotation')), path('/', 'Prefix')]));
  expect(ruleOf(plan)['actions']).toMatchObject([{ type: 'forward' }]);
  expect(plan.remarks.map(({ name, message }) => [name, message.split(':')[0]])).toEqual([['listener-rule-never-reached', 'nobody is redirected here']]);
});

test('weights that are all 0 give no target group a share', async () => {
  const none = { 'actions.none': '{"type":"forward","forwardConfig":{"targetGroups":[{"serviceName":"web","servicePort":80,"weight":0},{"serviceName":"api","servicePort":80,"weight":0}]}}' };
  const plan = await planned(ingress(none, [path('/', 'Prefix', to('none', 'use-annotation'))]));
  expect(plan.remarks).toMatchObject([{ name: 'weights-do-not-add-up', severity: 'warning', message: expect.stringMatching(/^no target group gets a share/) }]);
});

test('a default backend of a second Ingress on the same port is one too many', async () => {
  const second = ingress({ 'group.name': 'shop' }, [], { defaultBackend: to('api'), rules: [] });
  const plan = await planned(ingress({ 'group.name': 'shop' }, [], { defaultBackend: to('web'), rules: [] }), { ...second, metadata: { ...(second['metadata'] as JsonObject), name: 'zweit' } });
  expect(plan.refusals.map(({ at, says }) => [at[0].name, says])).toEqual([['zweit', 'multiple ingress defined default backend: [shop/web shop/zweit]']]);
});
