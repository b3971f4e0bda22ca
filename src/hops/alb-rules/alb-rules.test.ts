import { expect, test } from 'vitest';
import { answer, balancer, forward, group, ingress, listener, opener, rule } from '../../../test/balancer.ts';
import { given, lineOf } from '../../../test/given.ts';
import { kind } from './kind.ts';

const opened = opener(kind);

test('a listener of an Ingress stands at the lines of the Ingress', async () => {
  const spec = kind.read((await given(ingress)).estate, []).at('rules/k8s-shop-web/443');
  expect(spec).toMatchObject({ protocol: 'HTTPS', port: 443, otherwise: { action: { do: 'answer', status: 404, cause: 'no-route' } } });
  expect(spec?.rules[0]).toMatchObject({ conditions: [{ on: 'host-header', values: ['shop.example.org'] }, { on: 'path-pattern', values: ['/*'] }], action: { do: 'forward', groups: [{ group: 'k8s-shop-web-80', weight: 1 }] } });
  expect(lineOf(spec?.rules[0]?.origin)).toBe('line 22');
  expect(spec?.rules[0]?.origin.resource).toBe('Ingress shop/web');
});

test('a rule whose Service does not exist says so, and is no answer that anybody wanted', async () => {
  const spec = kind.read((await given(ingress)).estate, []).at('rules/k8s-shop-web/443');
  expect(spec?.rules[1]?.action).toMatchObject({ do: 'answer', status: 503, cause: 'destination-unknown', missing: 'Service shop/gone' });
  expect(spec?.rules[1]?.origin.note).toBe('host old.example.org, path /*: gets 503, because Service shop/gone does not exist');
});

test('rules come by priority, and what a plan says in other words is read the same', () => {
  const spec = opened(
    balancer({ name: 'edge-alb', xff_header_processing_mode: 'preserve' }),
    listener(443, 'HTTPS', answer),
    rule('late', { priority: 20, condition: [{ http_header: [{ http_header_name: 'x-a', values: ['b'] }] }, { http_request_method: [{ values: ['GET'] }] }, { source_ip: [{ values: ['10.0.0.0/8'] }] }], action: [forward], transform: [{ type: 'url-rewrite' }, { type: 'host-header-rewrite', host_header_rewrite_config: [{ rewrite: [{ regex: 'a', replace: 'b' }] }] }] }),
    rule('early', { priority: 3, condition: [{ query_string: [{ key: 'a', value: 'b' }] }, { host_header: [{ regex_values: ['a|b'] }] }], action: [{ type: 'redirect', redirect: [{ host: 'new.example.org', status_code: 'HTTP_302' }] }] }),
    rule('login', { priority: 5, condition: [], action: [{ type: 'authenticate-oidc' }, forward] }),
    group,
  ).at('rules/edge-alb/443');
  expect(spec?.forwardedFor).toBe('preserve');
  expect(spec?.rules.map(({ priority }) => priority)).toEqual([3, 5, 20]);
  expect(spec?.rules[0]).toMatchObject({
    conditions: [{ on: 'query-string', pairs: [{ key: 'a', value: 'b' }] }, { on: 'host-header', values: [], regexes: ['a|b'] }],
    action: { do: 'redirect', status: 302, host: 'new.example.org' },
  });
  expect(spec?.rules[1]).toMatchObject({ first: [{ do: 'login', with: 'oidc', cookie: 'AWSELBAuthSessionCookie', otherwise: 'authenticate' }], action: { do: 'forward' } });
  expect(spec?.rules[1]?.origin.note).toBe('every request: logs in with OIDC, then goes to target group web-tg');
  expect(spec?.rules[2]).toMatchObject({
    conditions: [{ on: 'http-header', name: 'x-a', values: ['b'] }, { on: 'http-request-method', values: ['GET'] }, { on: 'source-ip', values: ['10.0.0.0/8'] }],
    action: { do: 'forward', groups: [{ group: 'web-tg', weight: 1 }] },
    transforms: [{ of: 'url' }, { of: 'host', rewrite: { regex: 'a', replace: 'b' } }],
  });
});

test('a group that the inputs do not hold is where knowledge ends', () => {
  const spec = opened(balancer({}), listener(80, 'HTTP', { type: 'forward', target_group_arn: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/x/1' })).at('rules/edge/80');
  expect(spec?.otherwise.action).toMatchObject({ do: 'other', name: 'forward to a target group that the inputs do not hold' });
});

test('a default answer below 400 is one that somebody wanted', () => {
  const spec = opened(balancer({}), listener(80, 'HTTP', { type: 'fixed-response', fixed_response: [{ status_code: '200', message_body: 'soon' }] })).at('rules/edge/80');
  expect(spec?.otherwise.action).toMatchObject({ do: 'answer', status: 200, body: 'soon', cause: 'fixed-answer' });
});


const absent = (namespace: string): string => `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop, annotations: { alb.ingress.kubernetes.io/target-type: ip } }
spec:
  ingressClassName: alb
  rules: [{ host: shop.example.org, http: { paths: [{ path: /, pathType: Prefix, backend: { service: { name: web, port: { number: 80 } } } }] } }]
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: web, namespace: ${namespace} }
spec: { chart: { spec: { chart: web, sourceRef: { kind: HelmRepository, name: example } } } }
`;

test('a Service that no file holds may be what an unknown chart of its namespace makes', async () => {
  const action = async (namespace: string): Promise<unknown> => kind.read((await given(absent(namespace))).estate, []).at('rules/k8s-shop-web/80')?.rules[0]?.action;
  expect(await action('shop')).toMatchObject({ do: 'other', name: 'Service shop/web', maker: 'release shop/web (chart example/web)' });
  expect(await action('other')).toMatchObject({ do: 'answer', status: 503, missing: 'Service shop/web' });
});
