import { expect, test } from 'vitest';
import { answer, balancer, forward, group, ingress, listener, opener, rule } from '../../../test/balancer.ts';
import { given } from '../../../test/given.ts';
import { kind } from './kind.ts';

const opened = opener(kind);

test('a listener that only redirects is asked for the hosts of its neighbour', async () => {
  const { entries } = kind.read((await given(ingress)).estate, []);
  expect(entries).toEqual([
    { address: 'listener/k8s-shop-web/80', scheme: 'http', port: 80, hosts: ['old.example.org', 'shop.example.org'], title: 'ALB k8s-shop-web (HTTP 80)', public: true },
    { address: 'listener/k8s-shop-web/443', scheme: 'https', port: 443, hosts: ['old.example.org', 'shop.example.org'], title: 'ALB k8s-shop-web (HTTPS 443)', public: true },
  ]);
});

test('a listener that forwards whatever is asked is asked for every host, an internal one from inside only', () => {
  const { entries } = opened(balancer({ internal: true }), listener(80, 'HTTP', forward), group);
  expect(entries).toMatchObject([{ hosts: ['*'], public: false }]);
});

test('a host pattern is asked for by the part that is sure', () => {
  const hosts = (value: string): readonly string[] => opened(balancer({}), listener(443, 'HTTPS', answer), rule('a', { priority: 1, condition: [{ host_header: [{ values: [value] }] }], action: [answer] })).entries?.[0]?.hosts ?? [];
  expect(hosts('*.Example.org')).toEqual(['*.example.org']);
  expect(hosts('api-*.example.org')).toEqual(['*.example.org']);
  expect(hosts('a?.b*.example.org')).toEqual(['*.example.org']);
  expect(hosts('example.*')).toEqual(['*']);
});

test('a Network Load Balancer has no listeners of this kind', () => {
  const { entries } = opened(balancer({ load_balancer_type: 'network' }), listener(80, 'TCP', forward), group);
  expect(entries).toEqual([]);
});

test('what becomes of HTTP/2 on a plain listener is told by name, and else it goes on as HTTP/1.1', () => {
  const spec = opened(balancer({}), listener(80, 'HTTP', answer)).at('listener/edge/80')!;
  const second = kind.lower(spec, { to: (address) => address }, () => 'healthy').ops.flatMap((op) => (op.op === 'switch' ? op.cases : []));
  expect(second.find(({ match }) => JSON.stringify(match).includes('HTTP/2 on HTTPS listeners only'))?.then).toMatchObject([{ op: 'stop', verdict: { status: 400 } }]);
  expect(second.some(({ then }) => then.some((op) => op.op === 'set' && op.field === 'http.version' && 'literal' in op.to && op.to.literal === '1.1'))).toBe(true);
});

test('certificates are those of the listener and of its list, by their names where an input says them', () => {
  const spec = opened(
    balancer({ enable_http2: false, drop_invalid_header_fields: true, enable_tls_version_and_cipher_suite_headers: true }),
    ['aws_lb_listener', 'edge-443', { load_balancer_arn: '${aws_lb.edge.arn}', port: 443, protocol: 'HTTPS', certificate_arn: 'arn:aws:acm:eu-central-1:111122223333:certificate/a', default_action: [answer], mutual_authentication: [{ mode: 'verify', trust_store_arn: 'arn:aws:elasticloadbalancing:eu-central-1:111122223333:truststore/partners/1' }], routing_http_request_x_amzn_tls_version_header_name: 'X-Tls' }],
    ['aws_acm_certificate', 'a', { arn: 'arn:aws:acm:eu-central-1:111122223333:certificate/a', domain_name: 'Example.org', subject_alternative_names: ['example.org', '*.example.org'] }],
    ['aws_lb_listener_certificate', 'b', { listener_arn: '${aws_lb_listener.edge-443.arn}', certificate_arn: 'arn:aws:acm:eu-central-1:111122223333:certificate/b' }],
  ).at('listener/edge/443');
  expect(spec).toMatchObject({ certificates: [{ names: ['example.org', '*.example.org'] }, {}], clients: { mode: 'verify', authority: 'truststore/partners' }, http2: false, dropsOddHeaders: true, tlsHeaders: true, renamed: { 'x-amzn-tls-version': 'x-tls' } });
});

test('a listener that ssl-redirect makes a redirect is asked for the hosts of Ingresses that it leaves without rules', async () => {
  const shared = ingress.replace('  annotations:\n', '  annotations:\n    alb.ingress.kubernetes.io/group.name: edge\n');
  const plain = shared.slice(shared.indexOf('apiVersion: networking')).replace('name: web\n', 'name: plain\n').replace(', {"HTTPS": 443}]', ']').replace(/ +alb.ingress.kubernetes.io\/ssl-redirect.*\n/, '').replaceAll('.example.org', '.plain.example.org');
  const { entries } = kind.read((await given(`${shared}---\n${plain}`)).estate, []);
  expect(entries?.map(({ port, hosts }) => [port, hosts.includes('shop.plain.example.org')])).toEqual([[80, true], [443, false]]);
});
