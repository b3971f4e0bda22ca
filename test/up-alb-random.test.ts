import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../src/resource/resource.ts';
import { albPath, asking, fixed, redirect, spread, to, type Alb, type Asked } from './alb.ts';
import { differing, rehearsed } from './up/estate.ts';

type One = <T>(...choices: readonly T[]) => T;

/** Random balancers, and random requests to them; the seed stands in the test's name. */
describe('sockets agree with the walk at random load balancers', () => {
  test.each(Array.from({ length: 40 }, (_, seed) => seed + 1))('load balancer %i', async (seed) => {
    const one = chooser(seed);
    const port = one(443, 8443);
    const path = albPath(albOf(one, port));
    const requests = Array.from({ length: 12 }, () => asking(...askedOf(one, port)));
    const here = await rehearsed(path, requests);
    for (const request of requests) expect(await differing(here, request), JSON.stringify(request).slice(0, 300)).toBeUndefined();
  });
});

function chooser(seed: number): One {
  let state = seed * 7919 + 1;
  return (...choices) => choices[(state = (state * 48271) % 2147483647) % choices.length]!;
}

function several<T>(one: One, from: number, to: number, make: () => T): readonly T[] {
  const counts = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  return Array.from({ length: one(...counts) }, make);
}

function albOf(one: One, port: number): Alb {
  const rules = several(one, 1, 5, (): JsonObject => ({ condition: several(one, 1, 2, () => conditionOf(one)), action: [actionOf(one)], ...one({}, {}, { transform: [transformOf(one)] }) }));
  return {
    balancer: { enable_http2: one(true, true, false), preserve_host_header: one(true, false), drop_invalid_header_fields: one(true, false), xff_header_processing_mode: one('append', 'preserve', 'remove'), enable_xff_client_port: one(true, false, false), desync_mitigation_mode: one('defensive', 'strictest') },
    listeners: { [port]: { ...one({}, { certificate_arn: '${aws_acm_certificate.shop.arn}' }), default_action: [one(fixed('404', 'no'), to('web'), to('fast'))] }, 80: { default_action: [one(to('web'), redirect({ protocol: 'HTTPS', port: '443' }), fixed('410'))] } },
    certificates: { shop: ['*.example.org', 'example.net'] },
    groups: { web: { pods: ['web', 'more'], ...one({}, { stickiness: [{ type: 'lb_cookie', enabled: true }] }) }, api: { pods: ['api'] }, fast: { protocol_version: one('HTTP1', 'HTTP2'), pods: ['fast'] }, rpc: { protocol_version: 'GRPC', pods: ['rpc'] }, none: { pods: [] } },
    rules,
  };
}

function conditionOf(one: One): JsonObject {
  return one<() => JsonObject>(
    () => ({ host_header: [{ values: several(one, 1, 2, () => one('*.example.org', 'a.EXAMPLE.org', '?.example.org', 'example.net', '*')) }] }),
    () => ({ path_pattern: [{ values: several(one, 1, 2, () => one('/api/*', '/*.png', '/x', '/A?c', '*', '/img/*/b')) }] }),
    () => ({ path_pattern: [{ regex_values: [one('^/v[0-9]+/', '^/x$', '/(a|b)$')] }] }),
    () => ({ http_header: [{ http_header_name: one('X-Team', 'x-forwarded-for', 'User-Agent'), values: several(one, 1, 2, () => one('red', '*lu*', '10.*', '?ed', 'sally*')) }] }),
    () => ({ http_request_method: [{ values: several(one, 1, 2, () => one('GET', 'POST', 'HEAD')) }] }),
    () => ({ query_string: several(one, 1, 2, () => one<JsonObject>({ key: 'v', value: '1*' }, { value: 'x' }, { key: 'a b', value: '?' }, { key: '', value: '\\*' })) }),
    () => ({ source_ip: [{ values: [one('203.0.113.0/24', '10.0.0.0/8', '2001:db8::/32')] }] }),
  )();
}

function actionOf(one: One): JsonObject {
  return one<() => JsonObject>(
    () => to(one('web', 'api', 'fast', 'rpc', 'none')),
    () => to('web'),
    () => spread({ web: one(0, 1), api: one(1, 5), none: one(0, 1) }, one(true, false)),
    () => fixed(one('200', '403', '503'), one('', 'words')),
    () => redirect({ ...one({}, { host: 'x.#{host}' }), ...one({}, { path: '/new/#{path}' }, { path: '/' }), ...one({}, { query: 'q=#{query}' }, { query: '' }), port: one('443', '#{port}') }, one('HTTP_301', 'HTTP_302')),
  )();
}

function transformOf(one: One): JsonObject {
  return one<JsonObject>(
    { type: 'url-rewrite', url_rewrite_config: [{ rewrite: [one({ regex: '^/api/(.*)$', replace: '/$1' }, { regex: '^/([a-z]+)', replace: '/$1/$1' }, { regex: '.*', replace: '/all' }, { regex: 'x', replace: 'yy' })] }] },
    { type: 'host-header-rewrite', host_header_rewrite_config: [{ rewrite: [one({ regex: '^a[.]', replace: 'b.' }, { regex: '.*', replace: 'inner.example' })] }] },
  );
}

function askedOf(one: One, port: number): readonly [string, Asked] {
  const scheme = one('https', 'https', 'https', 'http');
  const url = `${scheme}://${one('a.example.org', 'bb.example.org', 'example.net', 'A.Example.org')}${scheme === 'https' && port !== 443 ? `:${port}` : ''}${one('/', '/x', '/api/x', '/api//x', '/Abc', '/v2/a', '/img/q/b', '/i.png', '/%61pi/x', '/a%2Fb')}${one('', '', '?v=12', '?V=1&x', '?q=x', '?a%20b=1', '?a+b=2', '?=*')}`;
  const header = (): readonly [string, string] => one<readonly [string, string]>(['X-Team', 'red'], ['X-Team', 'blue'], ['X-Team', 'a,b'], ['X-Forwarded-For', '10.0.0.1'], ['X-Forwarded-For', '10.0.0.1, 192.0.2.7'], ['x_under', '1'], ['Content-Type', 'application/grpc'], ['User-Agent', 'Mozilla/5.0 (X11, like Sally)'], ['Cookie', 'AWSALB=forged; a=b'], ['Host', 'a.example.org']);
  const version = one<'1.1' | '2'>('1.1', '1.1', '2');
  // HTTP/2 has no such header, and its clients leave it out.
  const coded = version === '2' ? [] : one<readonly (readonly [string, string])[]>([], [], [['Transfer-Encoding', 'gzip']]);
  return [url, { method: one('GET', 'GET', 'POST', 'HEAD', 'TRACE'), version, headers: [...new Map(several(one, 0, 2, header).map((each) => [each[0], each])).values(), ...coded], address: one('203.0.113.9', '10.1.2.3', '2001:db8::7'), ...one({}, {}, { insecure: true as const }), ...one({}, {}, { sni: one('', 'example.net') }) }];
}
