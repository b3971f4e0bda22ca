import { describe, expect, test } from 'vitest';
import { given } from '../../../test/given.ts';

/** Limits are those of the ELBv2 API reference: CreateTargetGroup, Matcher, RedirectActionConfig, FixedResponseActionConfig, RuleCondition, CreateLoadBalancer. */
const web = '\napiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }\n---';

async function refused(annotations: Readonly<Record<string, string>>, backend: string | number = 80, host = 'shop.example.com'): Promise<readonly string[]> {
  const prefixed = Object.fromEntries(Object.entries({ 'target-type': 'ip', ...annotations }).map(([key, value]) => [`alb.ingress.kubernetes.io/${key}`, value]));
  const service = typeof backend === 'number' ? { name: 'web', port: { number: backend } } : { name: backend, port: { name: 'use-annotation' } };
  const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'shop', namespace: 'shop', annotations: prefixed }, spec: { ingressClassName: 'alb', rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service } }] } }] } };
  const { problems } = await given(`${web}\n${JSON.stringify(ingress)}\n---`);
  return problems.filter(({ name }) => name === 'setting-refused-by-aws').map(({ message }) => message.replace('AWS refuses this, and the controller stops there: ', ''));
}

const answering = (config: object): Record<string, string> => ({ 'actions.x': JSON.stringify({ type: 'fixed-response', fixedResponseConfig: config }) });

describe('AWS takes', () => {
  test('what the controller asks for by itself', async () => {
    expect(await refused({})).toEqual([]);
  });

  test('values at its limits', async () => {
    expect(await refused({ 'healthcheck-interval-seconds': '300', 'healthcheck-timeout-seconds': '120', 'healthy-threshold-count': '10', 'success-codes': '200,301-499', 'load-balancer-name': 'edge-1' })).toEqual([]);
    expect(await refused(answering({ contentType: 'text/plain', statusCode: '404', messageBody: 'a'.repeat(1024) }), 'x')).toEqual([]);
  });
});

describe('AWS refuses', () => {
  test.each([
    [{ 'healthcheck-interval-seconds': '4', 'healthcheck-timeout-seconds': '3' }, 'the interval of health checks, in seconds, is from 5 to 300; 4 stands here'],
    [{ 'healthcheck-interval-seconds': '200', 'healthcheck-timeout-seconds': '121' }, 'the time a health check waits, in seconds, is from 2 to 120; 121 stands here'],
    [{ 'healthy-threshold-count': '1' }, 'the number of checks that make a target healthy is from 2 to 10; 1 stands here'],
    // zalando-incubator/kube-ingress-aws-controller#392 has the answer of AWS; 5 s are the controller's default.
    [{ 'healthcheck-interval-seconds': '5' }, 'a health check waits 5 s and is repeated every 5 s; AWS says "Health check interval must be greater than the timeout"'],
    [{ 'success-codes': '200-600' }, 'the codes of a good answer are numbers or ranges from 200 to 499, as in 200,301 or 200-299; "200-600" stands here'],
    [{ 'success-codes': '2xx' }, 'the codes of a good answer are numbers or ranges from 200 to 499, as in 200,301 or 200-299; "2xx" stands here'],
    [{ 'load-balancer-name': 'edge_lb' }, 'the name of a load balancer has letters, digits and hyphens, none of these first or last; "edge_lb" is another'],
    [{ 'load-balancer-name': 'internal-edge' }, 'the name of a load balancer does not begin with internal-; "internal-edge" does'],
    [{ 'conditions.web': '[{"field":"source-ip","sourceIpConfig":{"values":["10.0.0.1"]}}]' }, 'source-ip takes blocks of addresses; "10.0.0.1" is one address, and 10.0.0.1/32 its block'],
  ])('%j', async (annotations, message) => {
    expect(await refused(annotations)).toEqual([message]);
  });

  test.each([
    [{ 'actions.x': '{"type":"redirect","redirectConfig":{"host":"y.example.com","statusCode":"HTTP_307"}}' }, 'a redirect has the status HTTP_301 or HTTP_302; "HTTP_307" stands here'],
    [answering({ statusCode: '302' }), 'a fixed response has a status 2xx, 4xx or 5xx; "302" stands here'],
    [answering({ statusCode: '200', contentType: 'text/markdown' }), 'a fixed response is text/plain, text/css, text/html, application/javascript, application/json; "text/markdown" stands here'],
    [answering({ statusCode: '200', messageBody: 'ä'.repeat(1025) }), 'the body of a fixed response has 1024 characters at most; this one has 1025'],
  ])('the action %j', async (annotations, message) => {
    expect(await refused(annotations, 'x')).toEqual([message]);
  });

  test('a host of more than 128 characters', async () => {
    expect(await refused({}, 80, `${'a'.repeat(60)}.${'b'.repeat(60)}.example.com`)).toEqual([expect.stringContaining('has 133')]);
  });
});
