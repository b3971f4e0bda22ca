import { describe, expect, test } from 'vitest';
import { faceOf } from '../facts/envoy-faces.ts';
import { readInputs } from '../formats/inputs.ts';
import { causes } from '../ir/cause.ts';
import { pathOf } from '../path/path.ts';
import type { Request } from '../path/request.ts';
import type { Resource } from '../resource/resource.ts';
import { traceOf } from '../path/trace.ts';
import { loggedAs } from './logged.ts';
import { signsOf } from './signs.ts';

describe('what an Envoy proxy logs', () => {
  const names = (asked: string): readonly string[] => signsOf(asked).flatMap(({ rules }) => rules.map(({ name }) => name));

  test('a flag means everything that it is written for', () => {
    expect(signsOf('NR').map(({ shown }) => shown)).toEqual(['404 NR route_not_found', '0 NR filter_chain_not_found']);
    expect(names('NR')).toEqual(expect.arrayContaining(['no-route-matches', 'tls-name-not-served', 'strict-mtls-refuses-plaintext-client']));
    expect(signsOf('NoRouteFound')).toEqual(signsOf('nr'));
    expect(signsOf('UF,URX')).toEqual(signsOf('UF'));
  });

  test('a detail tells them apart, and so does its bracket', () => {
    expect(names('404 NR route_not_found')[0]).toBe('no-route-matches');
    expect(names('rbac_access_denied_matched_policy[none]')[0]).toBe('no-allow-rule-matches');
    expect(names('rbac_access_denied_matched_policy[ns[shop]-policy[web]-rule[0]]')[0]).toBe('policy-denies-request');
    expect(signsOf('rbac_access_denied_matched_policy')).toHaveLength(3);
    expect(names('upstream_reset_before_response_started{connection_termination}')).toContain('strict-mtls-refuses-plaintext-client');
    expect(signsOf('upstream_reset_before_response_started{connection_timeout}').map(({ shown }) => shown)).toEqual(['503 UF upstream_reset_before_response_started{connection_timeout}']);
  });

  test('a text of the load balancer controller leads to what it refuses', () => {
    expect(names('Failed build model due to conflicting scheme: map[internal:{} internet-facing:{}]')).toEqual(['load-balancer-not-applied']);
    expect(names('Warning  FailedBuildModel  3m (x55 over 10h)  ingress  Failed build model due to ingress: shop/web: none certificate found for host: shop.example.com')).toContain('certificate-searched-beside-named-ones');
    expect(names('expected exactly one securityGroup tagged with kubernetes.io/cluster/shop for eni eni-1, got: [] (clusterName: shop)')).toContain('target-security-group-not-opened');
    expect(names('Backend service does not exist')).toEqual(['route-to-unknown-destination']);
  });

  test('a line of a load balancer tells who made the status: the target, if it has one', () => {
    const line = (status: string): string => `https 2026-11-22T10:00:00.000000Z app/k8s-edge/50dc6c495c0c9188 10.1.2.3:5123 10.0.0.12:30443 0.001 0.002 -1 ${status} 40 150 "GET https://shop.example.com:443/ HTTP/1.1" "curl/8.5.0"`;
    expect(signsOf(line('502 -')).map(({ shown }) => shown)).toEqual(['502 of an Application Load Balancer']);
    expect(signsOf(line('504 -')).flatMap(({ rules }) => rules.map(({ name }) => name))).toContain('targets-not-opened-to-load-balancer');
    expect(signsOf(line('404 404')).map(({ shown }) => shown)).toEqual(['404 NR route_not_found, from the target', '404 - via_upstream, from the target']);
    expect(signsOf(line('302 302'))).toEqual([{ shown: '302 from the target', says: 'the load balancer passes on what a proxy or program behind it answers', rules: [] }]);
  });

  test('a body and a transport failure reason lead there too', () => {
    expect(names('no healthy upstream')[0]).toBe('no-ready-endpoints');
    expect(names('upstream connect error or disconnect/reset before headers. retried and the latest reset reason: remote connection failure, transport failure reason: TLS_error:|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end')).toEqual(['tls-sent-to-plaintext-port']);
    expect(names('TLS_error:_Secret_is_not_supplied_by_SDS')[0]).toBe('credential-missing');
    expect(names('BlackHoleCluster')[0]).toBe('outbound-blocked');
  });

  test('an error of ztunnel leads to what it means', () => {
    expect(names('connection closed due to policy rejection: explicitly denied by: istio-system/istio_converted_static_strict')).toContain('strict-mtls-refuses-plaintext-client');
    expect(names('connection closed due to policy rejection: explicitly denied by: shop/web')[0]).toBe('policy-denies-request');
    expect(names('error="connection closed due to policy rejection: allow policies exist, but none allowed"')).toEqual(expect.arrayContaining(['no-allow-rule-matches', 'waypoint-not-admitted', 'policy-not-enforced-in-ambient']));
  });

  test('of a whole line everything that tells something is told', () => {
    expect(signsOf('"GET / HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{connection_timeout} - "-" 0 91 PassthroughCluster').map(({ shown }) => shown)).toEqual(['503 UF upstream_reset_before_response_started{connection_timeout}', 'PassthroughCluster']);
    expect(names('connection timeout')).toEqual(names('upstream_reset_before_response_started{connection_timeout}'));
    expect(names('Jwt is expired')).toEqual(['token-rejected']);
    expect(names('delayed connect error: Connection refused')).toContain('port-not-open');
  });

  test('a bare status is everything that has it, and perhaps the program\'s own', () => {
    expect(signsOf('426').map(({ shown }) => shown)).toEqual(['426 DPE low_version', '426 - via_upstream']);
    expect(signsOf('426 Upgrade Required')).toEqual(signsOf('426'));
    expect(signsOf('HTTP/1.1 404 Not Found').map(({ shown }) => shown)).toEqual(['404 NR route_not_found', '404 - via_upstream', '404 of an Application Load Balancer']);
    expect(signsOf('503').map(({ shown }) => shown)).toContain('503 UH no_healthy_upstream');
    expect(signsOf('1426')).toEqual([]);
  });

  test('a status of a load balancer is told beside those of proxies', () => {
    expect(signsOf('464').find(({ shown }) => shown.includes('Load Balancer'))?.rules.map(({ name }) => name)).toEqual(['protocol-version-mismatch']);
    expect(signsOf('504').map(({ shown }) => shown)).toContain('504 of an Application Load Balancer');
  });

  test('what is said of a token stands in the bracket', () => {
    expect(signsOf('Jwt issuer is not configured').map(({ shown }) => shown)).toEqual(['401 - jwt_authn_access_denied{Jwt_issuer_is_not_configured}']);
  });

  test('via_upstream is the answer of the application', () => {
    expect(signsOf('via_upstream').at(-1)?.says).toContain('application\'s own');
  });

  test('what it never writes means nothing', () => {
    expect(signsOf('XQ')).toEqual([]);
    expect(signsOf('no-such-thing')).toEqual([]);
    expect(signsOf('-')).toEqual([]);
  });

  test('every cause shows somewhere, but for those that no Envoy proxy meets', () => {
    const shows = causes.filter((cause) => (['decides', 'dials'] as const).some((who) => (['http', 'bytes'] as const).some((speaks) => faceOf(cause, who, speaks) !== undefined)));
    expect(causes.filter((cause) => !shows.includes(cause))).toEqual(['name-not-known', 'group-not-in-input', 'no-targets', 'request-not-taken', 'version-mismatch', 'login-required', 'web-acl-blocked', 'loop']);
  });
});

describe('a stop in the mesh', () => {
  const workloads = `---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
${['web', 'till'].map((name) => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}-0, namespace: shop, labels: { app: ${name} } }
spec: { containers: [{ name: ${name}, image: ${name} }, { name: istio-proxy, image: proxyv2 }] }
`).join('')}`;
  const object = (api: string, kind: string, spec: string): string => `---\napiVersion: ${api}.istio.io/v1\nkind: ${kind}\nmetadata: { name: web, namespace: shop }\nspec: ${spec}\n`;

  async function logged(text: string, url = 'http://web.shop.svc.cluster.local/', slow: readonly string[] = []): Promise<readonly string[]> {
    const { resources } = await readInputs(['-'], { stdin: () => workloads + text });
    const path = pathOf([...resources, ...slow.map((latency): Resource => ({ scope: 'default', type: 'Serves', namespace: 'shop', name: 'web-0:8080', body: { latency }, locate: () => undefined }))]);
    const request: Request = { url, method: 'GET', headers: [], from: { kind: 'pod', namespace: 'shop', name: 'till-0' } };
    const trace = traceOf(path, request);
    if ('wrong' in trace) throw new Error(trace.wrong);
    return trace.outcomes.flatMap(({ blockers }) => blockers.slice(0, 1)).flatMap((blocker) => loggedAs(path, trace, blocker)).map(({ hop, status, flag, detail }) => `${hop.split('/').slice(0, 3).join('/')} ${status} ${flag} ${detail}`);
  }

  test('is written down by who stops it and by who answers for it', async () => {
    const strict = object('security', 'PeerAuthentication', '{ mtls: { mode: STRICT } }');
    const plain = object('networking', 'DestinationRule', '{ host: web, trafficPolicy: { tls: { mode: DISABLE } } }');
    expect(await logged(strict + plain)).toEqual(['pod/shop/web-0 0 NR filter_chain_not_found', 'cluster/shop/till-0 503 UC upstream_reset_before_response_started{connection_termination}']);
  });

  test('tells the time-out of an attempt from that of the route', async () => {
    const waiting = (how: string): string => object('networking', 'VirtualService', `{ hosts: [web], http: [{ ${how}, route: [{ destination: { host: web } }] }] }`);
    const url = 'http://web.shop.svc.cluster.local/';
    expect(await logged(waiting('timeout: 3s'), url, ['5s'])).toEqual(['cluster/shop/till-0 504 UT response_timeout']);
    expect(await logged(waiting('retries: { attempts: 1, perTryTimeout: 2s }'), url, ['5s'])).toEqual(['cluster/shop/till-0 504 UT upstream_per_try_timeout']);
  });

  test('names the policy and its rule', async () => {
    const policy = (spec: string): string => object('security', 'AuthorizationPolicy', spec);
    expect(await logged(policy('{ action: DENY, rules: [{ to: [{ operation: { methods: [GET] } }] }] }'))).toEqual(['pod/shop/web-0 403 - rbac_access_denied_matched_policy[ns[shop]-policy[web]-rule[0]]']);
    expect(await logged(policy('{}'))).toEqual(['pod/shop/web-0 403 - rbac_access_denied_matched_policy[none]']);
  });

  test('is no failed connection of a proxy that only passes bytes on', async () => {
    const https = workloads.replace('port: 80,', 'port: 443,').replace('metadata: { name: web, namespace: shop }', 'metadata: { name: safe, namespace: shop }').split('---')[1]!;
    expect(await logged(`---${https}`, 'https://safe.shop.svc.cluster.local/')).toEqual(['pod/shop/web-0 0 NR filter_chain_not_found']);
  });

  test('tells bytes that are no request from a request without Host', async () => {
    expect(await logged('', 'tcp://web.shop.svc.cluster.local:80')).toEqual(['pod/shop/web-0 400 DPE http1.codec_error']);
  });

  test('is a missing route, a missing cluster or a missing endpoint', async () => {
    const routes = (route: string): string => object('networking', 'VirtualService', `{ hosts: [web], http: [{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: ${route} } }] }] }`);
    expect((await logged(routes('web')))[0]).toMatch(/ 404 NR route_not_found$/);
    expect((await logged(routes('nix'), 'http://web.shop.svc.cluster.local/a'))[0]).toMatch(/ 503 NC cluster_not_found$/);
  });
});
