import type { JsonObject } from '../src/resource/resource.ts';
import { fixed, redirect, spread, to, type Alb, type Asked } from './alb.ts';

/** What is asked for, what comes of it, and what the workload then sees of it. */
export type Row = readonly [url: string, comes: string, asked?: Asked, seen?: Readonly<Record<string, string | undefined>>];

/** A balancer, and what becomes of requests to it: written down first, from the ALB guide and the ELBv2 API reference. */
export type Predicted = readonly [what: string, alb: Alb, rows: readonly Row[]];

const host = (...values: string[]): JsonObject => ({ host_header: [{ values }] });
const path = (...values: string[]): JsonObject => ({ path_pattern: [{ values }] });
const header = (http_header_name: string, ...values: string[]): JsonObject => ({ http_header: [{ http_header_name, values }] });
const method = (...values: string[]): JsonObject => ({ http_request_method: [{ values }] });
const query = (...pairs: readonly (readonly [string | undefined, string])[]): JsonObject => ({ query_string: pairs.map(([key, value]) => (key === undefined ? { value } : { key, value })) });
const from = (...values: string[]): JsonObject => ({ source_ip: [{ values }] });
const when = (...condition: JsonObject[]): { readonly condition: readonly JsonObject[] } => ({ condition });
const sent = (...headers: readonly (readonly [string, string])[]): Asked => ({ headers });
const A = 'https://a.example.org';
const groups = { web: {}, api: {} };
const anyRule = '?200 | ?404 | ?410 | ?api | web';
const safari = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)';

/** Which rule takes a request, and what it does with it. */
export const routed: readonly Predicted[] = [
  ['hosts', { listeners: { 443: {} }, rules: [when(host('A.Example.org')), when(host('*.b.example.org', 'c?.example.org')), when(host('*.com'))] }, [
    [`${A}/`, 'web'], ['https://A.EXAMPLE.ORG/', 'web'], [`${A}/`, 'web', sent(['Host', 'a.example.org:443'])], [`${A}/`, 'web', sent(['Host', 'a.example.org:9999'])],
    ['https://x.b.example.org/', 'web'], ['https://x.y.b.example.org/', 'web'], ['https://b.example.org/', '404'], ['https://c1.example.org/', 'web'], ['https://c12.example.org/', '404'], ['https://c.example.org/', '404'],
    ['https://a.b.com/', 'web'], ['https://com/', '404'], ['https://z.org/', '404'], [`${A}/`, '404', sent(['Host', 'z.org'])], ['https://z.org/', 'web', sent(['Host', 'a.example.org'])], ['https://xa.example.org/', '404'], ['https://a.example.orgx/', '404'],
  ]],
  ['paths', { listeners: { 443: {} }, groups, rules: [when(path('/img/*', '/x?z')), { ...when(path('*.PNG')), action: [to('api')] }, { ...when(path('/exact')), action: [fixed('200', 'ok')] }] }, [
    [`${A}/img/`, 'web'], [`${A}/img`, '404'], [`${A}/img/a/b/c`, 'web'], [`${A}/IMG/a`, '404'], [`${A}/xyz`, 'web'], [`${A}/x/z`, 'web'], [`${A}/xz`, '404'], [`${A}/xyyz`, '404'], [`${A}/a/b.PNG`, 'api'], [`${A}/a/b.png`, '404'], [`${A}/a?x=.PNG`, '404'],
    [`${A}/exact`, '200'], [`${A}/exact?q=1`, '200'], [`${A}/exact/`, '404'], [`${A}/Exact`, '404'], [`${A}/img/../exact`, anyRule], [`${A}/img//a`, 'web'], [`${A}/img/a/../../b`, anyRule], [`${A}/img/%2e%2e/b`, anyRule], [`${A}/img/%61`, 'web'], [`${A}/im%67/a`, anyRule], [`${A}/a%20b.PNG`, 'api'],
  ]],
  ['headers', { listeners: { 443: {} }, rules: [when(header('User-Agent', '*Chrome*', 'curl/?.*')), when(header('X-Team', 'red', 'bl?e'))] }, [
    [`${A}/`, 'web', sent(['User-Agent', `${safari} Chrome/120 Safari/537.36`])], [`${A}/`, '404', sent(['User-Agent', `${safari} Safari/537.36`])], [`${A}/`, 'web', sent(['user-agent', 'CURL/8.5'])], [`${A}/`, '404', sent(['User-Agent', 'curl/88.5'])],
    [`${A}/`, 'web', sent(['x-team', 'RED'])], [`${A}/`, '?404 | ?web', sent(['X-Team', 'green'], ['X-Team', 'red'])], [`${A}/`, '404', sent(['X-Team', 'green'], ['X-Team', 'yellow'])], [`${A}/`, 'web', sent(['X-Team', 'blue'])], [`${A}/`, '404', sent(['X-Team', 'reds'])], [`${A}/`, '404'],
  ]],
  ['methods', { listeners: { 443: {} }, rules: [when(method('GET', 'PURGE')), when(method('post'))] }, [
    [`${A}/`, 'web'], [`${A}/`, 'web', { method: 'PURGE' }], [`${A}/`, '404', { method: 'POST' }], [`${A}/`, '404', { method: 'HEAD' }], [`${A}/`, '405', { method: 'TRACE' }],
  ]],
  ['queries', { listeners: { 443: {} }, rules: [when(query(['version', 'v1'])), when(query([undefined, '*example*'])), when(query(['q', 'a\\*b']), query(['r', '1'])), when(query(['', 'noKey']))] }, [
    [`${A}/?version=v1`, 'web'], [`${A}/?VERSION=V1`, 'web'], [`${A}/?a=b&version=v1&c`, 'web'], [`${A}/?version=v12`, '404'], [`${A}/?xversion=v1`, '404'], [`${A}/?x=version=v1`, '404'], [`${A}/?any=myExample1`, 'web'], [`${A}/?q=a*b&r=1`, 'web'], [`${A}/?q=axb&r=1`, '404'],
    [`${A}/?q=a*b`, '404'], [`${A}/`, '404'], [`${A}/?`, '404'], [`${A}/?foo=nokey`, 'web'], [`${A}/?version=%76%31`, '?404 | ?web'], [`${A}/version=v1`, '404'],
  ]],
  ['sources', { listeners: { 443: {} }, rules: [when(from('203.0.113.0/24', '2001:db8::/32')), when(from('198.51.100.7/32'))] }, [
    [`${A}/`, 'web'], [`${A}/`, '404', { address: '192.0.2.1' }], [`${A}/`, '404', { address: '192.0.2.1', headers: [['X-Forwarded-For', '203.0.113.9']] }], [`${A}/`, 'web', { address: '2001:db8::9' }], [`${A}/`, 'web', { address: '198.51.100.7' }], [`${A}/`, '404', { address: '198.51.100.8' }],
  ]],
  ['priorities', { listeners: { 443: {} }, groups, rules: [{ ...when(path('/a*')), priority: 20, action: [to('api')] }, { ...when(path('/ab*')), priority: 10 }, { ...when(path('/*'), host('a.example.org')), priority: '30', action: [fixed('403')] }] }, [
    [`${A}/abc`, 'web'], [`${A}/ac`, 'api'], [`${A}/z`, '403'], ['https://b.example.org/z', '404'],
  ]],
  ['redirects', { listeners: { 443: {}, 80: { default_action: [redirect({ protocol: 'HTTPS', port: '443', host: '#{host}', path: '/#{path}', query: '#{query}' })] } }, rules: [
    { ...when(path('/a/*')), action: [redirect({ host: 'www.#{host}' }, 'HTTP_302')] }, { ...when(path('/b/*')), action: [redirect({ path: '/new/#{path}', query: 'x=1&#{query}' })] }, { ...when(path('/c')), action: [redirect({ port: '8443' })] },
    { ...when(path('/d')), action: [redirect({ host: 'e.org', path: '/', query: '' })] }, { ...when(path('/e')), action: [redirect({ path: '/#{protocol}-#{port}' })] }, { ...when(path('/self')), action: [redirect({})] }] }, [
    ['http://a.example.org/', '301 https://a.example.org:443/'], ['http://a.example.org/p?q=1', '301 https://a.example.org:443/p?q=1'], ['http://a.example.org/', '301 https://a.example.org:443/', sent(['Host', 'A.example.org:80'])],
    [`${A}/a/x`, '302 https://www.a.example.org:443/a/x'], [`${A}/b/x?y=2`, '301 https://a.example.org:443/new/b/x?x=1&y=2'], [`${A}/b/x`, '301 https://a.example.org:443/new/b/x?x=1&'], [`${A}/c?q`, '301 https://a.example.org:8443/c?q'], [`${A}/d?q=1`, '301 https://e.org:443/'],
    [`${A}/e`, '301 https://a.example.org:443/https-443'], [`${A}/self?x`, '301 https://a.example.org:443/self?x'], ['http://a.example.org/', '405', { method: 'TRACE' }],
  ]],
  ['fixed responses', { listeners: { 443: { default_action: [fixed('503', 'down')] } }, rules: [{ ...when(path('/ok')), action: [fixed('200')] }, { ...when(path('/no')), action: [{ type: 'fixed-response', fixed_response: { content_type: 'application/json', status_code: 418, message_body: '{}' } }] }] }, [
    [`${A}/`, '503'], [`${A}/ok`, '200'], [`${A}/no`, '418'],
  ]],
  ['weights', { listeners: { 443: {} }, groups: { web: {}, api: {}, none: { pods: [] } }, rules: [{ ...when(path('/half')), action: [spread({ web: 1, api: 1 })] }, { ...when(path('/zero')), action: [spread({ web: 0, api: 5 })] }, { ...when(path('/empty')), action: [to('none')] }, { ...when(path('/part')), action: [spread({ web: 1, none: 1 })] }, { ...when(path('/zeros')), action: [spread({ web: 0, api: 0 })] }, { ...when(path('/rest')), action: [spread({ web: 1, none: 0 })] }] }, [
    [`${A}/half`, 'api | web'], [`${A}/zero`, 'api'], [`${A}/empty`, '503'], [`${A}/part`, '503 | web'], [`${A}/zeros`, '?unresolved destination-unknown'], [`${A}/rest`, 'web'],
  ]],
  ['versions', { listeners: { 443: {}, 80: { default_action: [to('h2')] } }, groups: { web: {}, h2: { protocol_version: 'HTTP2' }, rpc: { protocol_version: 'GRPC' } }, rules: [when(path('/h1/*')), { ...when(path('/h2/*')), action: [to('h2')] }, { ...when(path('/g/*')), action: [to('rpc')] }] }, [
    [`${A}/h1/x`, 'web'], [`${A}/h1/x`, 'web', { version: '2' }], [`${A}/h1/x`, '464', { version: '2', method: 'POST', headers: [['Content-Type', 'application/grpc']] }], [`${A}/h1/x`, 'web', { version: '1.0' }], [`${A}/h1/x`, 'web', { version: '1.1', headers: [['Content-Type', 'application/grpc']] }], [`${A}/h1/x`, '464', sent(['Content-Type', 'application/grpc'])],
    [`${A}/h2/x`, '464'], [`${A}/h2/x`, 'h2', { version: '2' }], [`${A}/h2/x`, 'h2', { version: '2', method: 'POST', headers: [['Content-Type', 'application/grpc']] }], [`${A}/h2/x`, '464', { version: '1.0' }],
    [`${A}/g/x`, '464'], [`${A}/g/x`, '464', { version: '2' }], [`${A}/g/x`, 'rpc', { version: '2', method: 'POST' }], [`${A}/g/x`, 'rpc', { version: '2', method: 'POST', headers: [['content-type', 'application/grpc+proto']] }], ['http://a.example.org/', '464'], ['http://a.example.org/', '?400 | ?464', { version: '2' }],
  ]],
  ['HTTP/2 switched off', { balancer: { enable_http2: false }, listeners: { 443: { default_action: [to('h2')] } }, groups: { web: {}, h2: { protocol_version: 'HTTP2' } }, rules: [when(path('/h1'))] }, [[`${A}/`, '464', { version: '2' }], [`${A}/h1`, 'web', { version: '2' }]]],
];
