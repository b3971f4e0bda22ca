import type { JsonObject } from '../src/resource/resource.ts';
import { fixed, to, type Asked } from './alb.ts';
import type { Predicted } from './alb-predicted.ts';

const path = (...values: string[]): { readonly condition: readonly JsonObject[] } => ({ condition: [{ path_pattern: [{ values }] }] });
const sent = (...headers: readonly (readonly [string, string])[]): Asked => ({ headers });
const A = 'https://a.example.org';
const addresses = (count: number): readonly [string, string] => ['X-Forwarded-For', Array.from({ length: count }, (_, at) => `10.0.0.${at}`).join(', ')];
const web = { default_action: [to('web')] };

const jwt: JsonObject = { type: 'jwt-validation', jwt_validation: [{ issuer: 'https://id', jwks_endpoint: 'https://id/keys', additional_claim: [{ name: 'scope', format: 'space-separated-values', values: ['read'] }] }] };
const oidc = (otherwise?: string): JsonObject => ({ type: 'authenticate-oidc', authenticate_oidc: [{ authorization_endpoint: 'https://id/auth', client_id: 'me', client_secret: 'x', issuer: 'https://id', token_endpoint: 'https://id/t', user_info_endpoint: 'https://id/u', ...(otherwise === undefined ? {} : { on_unauthenticated_request: otherwise }) }] });
const login = '302 https://id/auth?client_id=me&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fa.example.org%2Foauth2%2Fidpresponse';
const soon = { at: 1_700_000_000_000 };
const good = { iss: 'https://id', exp: 1_700_000_600, scope: 'write read' };
const mutual = (mode: string): JsonObject => ({ ...web, mutual_authentication: [{ mode, ...(mode === 'verify' ? { trust_store_arn: 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:truststore/partners/1' } : {}) }] });
const url = (regex: string, replace: string): JsonObject => ({ transform: [{ type: 'url-rewrite', url_rewrite_config: [{ rewrite: [{ regex, replace }] }] }] });
const named = (regex: string, replace: string): JsonObject => ({ transform: [{ type: 'host-header-rewrite', host_header_rewrite_config: [{ rewrite: [{ regex, replace }] }] }] });
const shows = (certificate: string): JsonObject => ({ ...web, certificate_arn: `\${aws_acm_certificate.${certificate}.arn}` });
const both = sent(['Transfer-Encoding', 'chunked'], ['Content-Length', '5']);

/** Who the client is, what the target is told, and what no rule sees. */
export const told: readonly Predicted[] = [
  ['what is too much', { listeners: { 443: web } }, [
    [`${A}/`, 'web', sent(addresses(30))], [`${A}/`, '463', sent(addresses(31))], [`${A}/`, '463', sent(addresses(20), addresses(11))], [`${A}/${'x'.repeat(16_000)}`, 'web'], [`${A}/${'x'.repeat(16_400)}`, '?413 | ?414'], [`${A}/`, '400', sent(['X-A', 'x'.repeat(16_400)])], [`${A}/`, 'web', sent(['X-A', 'x'.repeat(16_000)])],
  ]],
  ['a certificate for the apex', { listeners: { 443: shows('apex') }, certificates: { apex: ['example.org'] } }, [
    ['https://example.org/', 'web'], ['https://www.example.org/', 'handshake certificate-not-trusted'], ['https://www.example.org/', 'web', { insecure: true }], ['https://example.org/', 'web', { sni: '' }], ['https://example.org/', 'web', { sni: 'foo.org' }],
  ]],
  ['a wildcard', { listeners: { 443: shows('wild') }, certificates: { wild: ['*.example.org'] } }, [
    ['https://example.org/', 'handshake certificate-not-trusted'], ['https://www.example.org/', 'web'], ['https://a.b.example.org/', 'handshake certificate-not-trusted'], ['https://WWW.EXAMPLE.ORG/', 'web'],
  ]],
  ['several names', { listeners: { 443: shows('apex') }, certificates: { apex: ['example.org', '*.example.org', 'OTHER.net'] } }, [['https://example.org/', 'web'], ['https://x.example.org/', 'web'], ['https://other.net/', 'web'], ['https://x.other.net/', 'handshake certificate-not-trusted']]],
  ['a certificate that nobody describes', { listeners: { 443: { ...web, certificate_arn: 'arn:aws:acm:x' } } }, [['https://example.org/', 'web'], ['https://192.0.2.1/', 'web']]],
  ['bearer tokens', { listeners: { 443: { default_action: [{ ...jwt, order: 1 }, { ...to('web'), order: 2 }] } } }, [
    [`${A}/`, '401'], [`${A}/`, 'web', { jwt: good, ...soon }], [`${A}/`, '401', { jwt: { ...good, exp: 1_600_000_000 }, ...soon }], [`${A}/`, '401', { jwt: { ...good, scope: 'reader' }, ...soon }], [`${A}/`, '401', { jwt: { ...good, iss: 'https://other' }, ...soon }], [`${A}/`, '401', { jwt: { ...good, nbf: 1_700_009_999 }, ...soon }], [`${A}/`, '?401 | ?web', { jwt: good }], [`${A}/`, '401', sent(['Authorization', 'Basic x'])],
  ]],
  ['logins', { listeners: { 443: {} }, rules: [{ ...path('/a'), action: [oidc(), to('web')] }, { ...path('/d'), action: [oidc('deny'), to('web')] }, { ...path('/o'), action: [{ ...to('web'), order: 2 }, { ...oidc('allow'), order: 1 }] }, { ...path('/f'), action: [oidc(), fixed('200')] }] }, [
    [`${A}/a`, login], [`${A}/d`, '401'], [`${A}/o`, 'web'], [`${A}/a`, `?${login} | ?web`, sent(['Cookie', 'AWSELBAuthSessionCookie-0=x'])], [`${A}/oauth2/idpresponse`, '404'], [`${A}/f`, login],
  ]],
  ['certificates of clients, verified', { listeners: { 443: mutual('verify') } }, [
    [`${A}/`, 'handshake client-certificate-missing'], [`${A}/`, 'web', { certificate: { authority: 'truststore/partners', principal: 'CN=a' } }, { 'x-amzn-mtls-clientcert-subject': 'CN=a' }], [`${A}/`, 'handshake client-certificate-not-trusted', { certificate: { authority: 'x', principal: 'CN=a' } }],
  ]],
  ['certificates of clients, passed on', { listeners: { 443: mutual('passthrough') } }, [
    [`${A}/`, 'web', sent(['X-Amzn-Mtls-Clientcert', 'forged']), { 'x-amzn-mtls-clientcert': undefined }], [`${A}/`, 'web', { certificate: { authority: 'x', principal: 'CN=a' }, headers: [['X-Amzn-Mtls-Clientcert', 'forged']] }, { 'x-amzn-mtls-clientcert': undefined }],
  ]],
  ['what a target is told', { listeners: { 443: web } }, [
    [`${A}/`, 'web', sent(['X-Forwarded-For', '1.2.3.4'], ['X-Forwarded-Proto', 'http'], ['X-Forwarded-Port', '1'], ['X-Forwarded-Host', 'h']), { host: 'a.example.org', 'x-forwarded-for': '1.2.3.4,203.0.113.9', 'x-forwarded-proto': 'https', 'x-forwarded-port': '443', 'x-forwarded-host': 'h' }],
    [`${A}/`, 'web', sent(['Host', 'a.example.org:443']), { host: 'a.example.org' }], [`${A}/`, 'web', sent(['Host', 'a.example.org:9999']), { host: 'a.example.org' }], [`${A}/`, 'web', { address: '2001:db8::1' }, { 'x-forwarded-for': '2001:db8::1' }], [`${A}/`, 'web', sent(['x_under', '1']), { x_under: '1' }],
  ]],
  ['Host behind another port', { listeners: { 8443: web } }, [
    ['https://a.example.org:8443/', 'web', {}, { host: 'a.example.org:8443', 'x-forwarded-port': '8443' }], ['https://a.example.org:8443/', 'web', sent(['Host', 'a.example.org']), { host: 'a.example.org:8443' }], ['https://a.example.org:8443/', 'web', sent(['Host', 'a.example.org:1']), { host: 'a.example.org:1' }],
  ]],
  ['Host and list as they came', { balancer: { preserve_host_header: true, xff_header_processing_mode: 'preserve', drop_invalid_header_fields: 'true' }, listeners: { 8443: web } }, [
    ['https://a.example.org:8443/', 'web', sent(['Host', 'A.example.org'], ['X-Forwarded-For', '1.2.3.4'], ['x_under', '1']), { host: 'a.example.org', 'x-forwarded-for': '1.2.3.4', x_under: undefined }], ['https://a.example.org:8443/', 'web', {}, { 'x-forwarded-for': undefined, 'x-forwarded-proto': 'https' }],
  ]],
  ['no list', { balancer: { xff_header_processing_mode: 'remove' }, listeners: { 443: web } }, [[`${A}/`, 'web', sent(addresses(3)), { 'x-forwarded-for': undefined }], [`${A}/`, '463', sent(addresses(31))]]],
  ['the client\'s port', { balancer: { enable_xff_client_port: 'true' }, listeners: { 443: web } }, [
    [`${A}/`, 'web', { from: { kind: 'address', address: '203.0.113.9', port: 51_000 } }, { 'x-forwarded-for': '203.0.113.9:51000' }], [`${A}/`, 'web', { from: { kind: 'address', address: '2001:db8::1', port: 51_000 } }, { 'x-forwarded-for': '[2001:db8::1]:51000' }], [`${A}/`, 'web', { from: { kind: 'address', address: '203.0.113.9', port: 51_000 }, headers: [['X-Forwarded-For', '1.2.3.4']] }, { 'x-forwarded-for': '1.2.3.4,203.0.113.9:51000' }], [`${A}/`, 'web', {}, { 'x-forwarded-for': undefined }],
  ]],
  ['rewrites', { listeners: { 443: {} }, rules: [{ ...path('/api/*'), ...url('^/api/(.*)$', '/$1') }, { ...path('/h'), ...named('^(.*)\\.example\\.org$', '$1.internal') }, { ...path('/q/*'), ...url('^/q/([^?]*)(\\?.*)?$', '/x/$1') }, { ...path('/n/*'), ...url('^/never/(.*)$', '/$1') }] }, [
    [`${A}/api/x`, 'web', {}, { path: '/x' }], [`${A}/api/x?a=b`, 'web', {}, { path: '/x' }], [`${A}/h`, 'web', {}, { host: 'a.internal' }], [`${A}/q/y?z`, 'web', {}, { path: '/x/y' }], [`${A}/n/y`, 'web', {}, { path: '/n/y' }], [`${A}/api/`, 'web', {}, { path: '/' }],
  ]],
  ['the wrong protocol', { listeners: { 443: {}, 80: web } }, [['http://a.example.org:443/', '400'], ['https://a.example.org:80/', 'handshake tls-to-plaintext'], ['http://a.example.org:81/', 'dropped no-listener'], ['https://a.example.org:80/', 'handshake tls-to-plaintext', { insecure: true }]]],
  ['lengths and encodings', { listeners: { 443: web } }, [[`${A}/`, '501', sent(['Transfer-Encoding', 'gzip'])], [`${A}/`, '?400 | ?web', both]]],
  ['lengths and encodings, strictly', { balancer: { desync_mitigation_mode: 'strictest' }, listeners: { 443: web } }, [[`${A}/`, '400', both]]],
  ['internal', { balancer: { internal: true }, listeners: { 443: web } }, [[`${A}/`, 'web'], [`${A}/`, 'unresolved name-not-known', { from: { kind: 'internet' } }]]],
];
