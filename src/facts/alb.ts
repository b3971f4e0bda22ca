import type { Cause } from '../ir/cause.ts';
import type { Issued, Verdict } from '../ir/program.ts';

/**
 * Application Load Balancer, read in August 2026. Sources: ALB guide ("Listener rules", "Target groups", "HTTP headers",
 * "Troubleshoot"); ELBv2 API reference; Terraform provider 6.25 for its own defaults.
 */

/** What a client gets for what happens on the way to a target (ALB guide, "Troubleshoot": HTTP 502, 504). */
export const albReplies: readonly { readonly outcome: Verdict['kind']; readonly status: number; readonly why: string }[] = [
  { outcome: 'refused', status: 502, why: 'a refused target becomes 502' },
  { outcome: 'reset', status: 502, why: 'a reset target becomes 502' },
  { outcome: 'handshake', status: 502, why: 'a failed TLS handshake with the target becomes 502' },
  { outcome: 'dropped', status: 504, why: 'a target that stays silent becomes 504 after 10 seconds' },
];

/** Milliseconds that idle connections are kept, to clients and to targets (ALB guide, "Load balancer attributes": idle_timeout.timeout_seconds, default 60). */
export const idleTimeout = 60_000;

/** Addresses in X-Forwarded-For that are still taken (ALB guide, "Troubleshoot": HTTP 463). */
export const mostForwarded = 30;

/** Bytes of a request's line, of one header and of all of them that are still taken (ALB guide, "Quotas": HTTP headers). */
export const headLimits = { 'line.bytes': 16_384, 'header.bytes': 16_384, 'headers.bytes': 65_536 } as const;

/** Answers that the balancer gives by itself before, or instead of, any rule (ALB guide, "Troubleshoot your Application Load Balancers"; read on 2026-11-22). */
export const albOwn = {
  trace: { status: 405, cause: 'request-not-taken', why: 'the load balancer takes no TRACE' },
  forwarded: { status: 463, cause: 'request-not-taken', why: `the load balancer takes no more than ${mostForwarded} addresses in X-Forwarded-For` },
  longLine: { status: 414, cause: 'request-not-taken', why: 'the request line is longer than 16 K' },
  // The guide lists it under 400 and under 413; 400 is what people have got (public reports of 2019 and later).
  longHead: { status: 400, cause: 'request-not-taken', why: 'a header is longer than 16 K, or all of them are longer than 64 K' },
  malformed: { status: 400, cause: 'request-not-taken', why: 'HTTP/2 without TLS is no request that the load balancer reads' },
  coding: { status: 501, cause: 'request-not-taken', why: 'the transfer encoding is neither chunked nor identity' },
  bytes: { status: 400, cause: 'request-not-taken', why: 'the bytes are no request of HTTP/1 or HTTP/2; of one that names another version the status is 505' },
  bothLengths: { status: 400, cause: 'request-not-taken', why: 'the request has both Content-Length and Transfer-Encoding' },
  plainOnTls: { status: 400, cause: 'request-not-taken', why: 'a plain HTTP request was sent to an HTTPS port' },
  denied: { status: 401, cause: 'login-required', why: 'nobody is logged in, and the rule sends nobody to log in' },
  token: { status: 401, cause: 'token-rejected', why: 'the bearer token is missing or not accepted' },
  version: { status: 464, cause: 'version-mismatch', why: 'the request and the target group are of different protocol versions' },
  late: { status: 504, cause: 'timed-out', why: 'the target answers later than the idle timeout' },
} as const satisfies Readonly<Record<string, { readonly status: number; readonly cause: Cause; readonly why: string }>>;

/** Where the identity provider sends a client back to (ALB guide, "Authenticate users": redirect URLs). */
export const loginReturn = '/oauth2/idpresponse';

/** Headers that tell the target who is logged in (ALB guide, "Authenticate users": user claims encoding). */
export const loginHeaders = ['x-amzn-oidc-accesstoken', 'x-amzn-oidc-data', 'x-amzn-oidc-identity'] as const;

/** Headers with a client's certificate, by what the listener does about it (ALB guide, "Mutual authentication with TLS": HTTP headers). */
export const certificateHeaders = {
  passthrough: ['x-amzn-mtls-clientcert'],
  verify: ['x-amzn-mtls-clientcert-issuer', 'x-amzn-mtls-clientcert-leaf', 'x-amzn-mtls-clientcert-serial-number', 'x-amzn-mtls-clientcert-subject', 'x-amzn-mtls-clientcert-validity'],
} as const;

/** Headers with what the client's handshake agreed on (ALB guide, "Load balancer attributes": routing.http.x_amzn_tls_version_and_cipher_suite.enabled). */
export const tlsHeaders = ['x-amzn-tls-cipher-suite', 'x-amzn-tls-version'] as const;

/** Seconds after which every stickiness cookie of the balancer's own ends (ALB guide, "Sticky sessions": seven days). */
const cookieLife = 604_800;

/** The pair of cookies for one choice; the second is for pages of other sites (ALB guide, "Sticky sessions"). */
export function stickyCookies(name: 'AWSALB' | 'AWSALBTG'): readonly Issued[] {
  return [
    { name, seconds: cookieLife, attributes: 'Path=/' },
    { name: `${name}CORS`, seconds: cookieLife, attributes: 'Path=/; SameSite=None; Secure' },
  ];
}

/** The cookie beside one of the application's own (ALB guide, "Sticky sessions": application-based stickiness). Of its shards the first is enough here. */
export const applicationCookie: Issued = { name: 'AWSALBAPP-0', seconds: cookieLife, attributes: 'Path=/' };

/** A group without registered targets (ALB guide, "Troubleshoot": HTTP 503). Unhealthy targets are still used. */
export const noTargetsStatus = 503;

/** Body of the page that the balancer answers with itself, as observed on the wire: 122 bytes for 502. Undefined: no page known. */
export function albPage(status: number): string | undefined {
  const reason = reasons[status];
  if (reason === undefined) return undefined;
  const title = `${status} ${reason}`;
  return ['<html>', `<head><title>${title}</title></head>`, '<body>', `<center><h1>${title}</h1></center>`, '</body>', '</html>', ''].join('\r\n');
}

const reasons: Readonly<Record<number, string>> = {
  301: 'Moved Permanently',
  302: 'Found',
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/**
 * Paths that the balancer may normalise before it compares them: "rule evaluation is performed only after URI
 * normalization", whose rules are not published. Empty or dot segments, and escapes of unreserved characters (RFC 3986).
 */
export const unnormalisedPath = '.*(//.*|/\\.\\.?/.*|/\\.\\.?|%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe]).*)';

/** Of those, the ones whose beginning may become another one: with dot segments, written out or escaped. */
export const climbingPath = '.*(/\\.\\.?/.*|/\\.\\.?|%2[Ee].*)';

/** The address that a target sees: one of the balancer's nodes, which come and go. */
export const balancerAddress = 'the address of one of the load balancer\'s nodes';

/** Health checks of a target group that says nothing (Terraform provider: aws_lb_target_group, health_check). Seconds. */
export const defaultHealthCheck = { path: '/', port: 'traffic-port', interval: 30, timeout: 5, healthy: 3, unhealthy: 3, matcher: '200' } as const;

/** What groups of protocol version GRPC ask instead (ALB guide, "Health checks for your target groups"); the codes are those of gRPC. */
export const grpcHealthCheck = { path: '/AWS.ALB/healthcheck', matcher: '12' } as const;

/** Highest priority a rule can have; the default rule comes after it (ELBv2 API reference, CreateRule). */
export const lastPriority = 50000;
