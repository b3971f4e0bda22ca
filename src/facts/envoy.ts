import type { Cause } from '../ir/cause.ts';
import type { Match } from '../ir/match.ts';
import type { Case, Origin } from '../ir/program.ts';
import { lostOnTheWay } from './lost-packets.ts';

/**
 * What Envoy answers by itself. Read on 2026-08-22 in envoyproxy/envoy main (1.36-dev); the texts have been the same
 * since 1.22. All local replies are `text/plain` and carry `server: istio-envoy` in a mesh.
 */

/** HTTP RBAC filter, 403 (source/extensions/filters/http/rbac). */
export const rbacDenied = 'RBAC: access denied';

/**
 * HTTP ext_authz filter: what a client gets where an authorizer says no and names no status of its own, and where it
 * cannot be asked (Envoy docs, ext_authz, status_on_error; flag UAEX).
 */
export const authorizerStatus = 403;

/** Fault filter, what it breaks off (source/extensions/filters/http/fault). */
export const faultAborted = 'fault filter abort';

/** Router, no host of the cluster can be used (source/common/router). */
export const noHealthyUpstream = 'no healthy upstream';

/** Router, the upstream went away before it answered (source/common/router, StreamResetReason). */
export function upstreamReset(reason: string): string {
  return `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`;
}

export const resetReasons = {
  connection: 'remote connection failure',
  timeout: 'connection timeout',
  termination: 'connection termination',
  protocol: 'protocol error',
} as const;

/**
 * jwt_authn filter: what the body of its reply says (google/jwt_verify_lib, status.cc). 401, and 403 for an audience; the
 * details are `jwt_authn_access_denied{...}` with `_` for blanks.
 */
export const jwtReplies = {
  badForm: 'Jwt is not in the form of Header.Payload.Signature with two dots and 3 sections',
  headerNotBase64: 'Jwt header is an invalid Base64url encoded',
  headerNotJson: 'Jwt header is an invalid JSON',
  noAlgorithm: 'Jwt header [alg] field is required and must be a string',
  otherAlgorithm: 'Jwt header [alg] is not supported',
  payloadNotBase64: 'Jwt payload is an invalid Base64url encoded',
  payloadNotJson: 'Jwt payload is an invalid JSON',
  issuerNotText: 'Jwt payload [iss] field is not a string',
  issuerUnknown: 'Jwt issuer is not configured',
  expired: 'Jwt is expired',
  early: 'Jwt not yet valid',
  audienceRefused: 'Audiences in Jwt are not allowed',
  noKey: "Jwks doesn't have key to match kid or alg from Jwt",
  noValidKey: "Jwks doesn't have any valid public key",
  badSignature: 'Jwt verification fails',
} as const;

/** What is wrong with a text that is no token at all. */
export const jwtUnreadable: readonly string[] = [
  jwtReplies.badForm,
  jwtReplies.headerNotBase64,
  jwtReplies.headerNotJson,
  jwtReplies.noAlgorithm,
  jwtReplies.otherAlgorithm,
  jwtReplies.payloadNotBase64,
  jwtReplies.payloadNotJson,
  jwtReplies.issuerNotText,
];

/** Signatures that jwt_authn knows (google/jwt_verify_lib, jwt.cc: implemented algorithms). */
export const jwtAlgorithms: readonly string[] = ['ES256', 'ES384', 'ES512', 'HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'];

/** Where a proxy looks for tokens of a rule that names no place of its own (jwt_authn, extractor.cc). */
export const jwtDefaultHeader = { name: 'authorization', prefix: 'Bearer ' } as const;
export const jwtDefaultParameter = 'access_token';

/** Seconds that the clock of who signed a token may differ (jwt_authn, clock_skew_seconds: default 60, which Istio leaves). */
export const jwtClockSkew = 60;

/** Milliseconds that a cluster keeps idle HTTP connections (Envoy docs, "How do I configure timeouts?": idle_timeout, default 1 h; Istio leaves it). */
export const upstreamIdle = 3_600_000;

/** Causes for which no connection stands at all. */
export const unreached: readonly Cause[] = ['port-closed', 'no-listener', 'no-endpoints', ...lostOnTheWay, 'hairpin-dropped'];

/**
 * Causes that Envoy sees as a failed connect (TCP or TLS): its default retry tries another host then, and never after
 * a connection that was closed once it stood (Envoy docs, Router, x-envoy-retry-on: connect-failure).
 */
export const connectFailures: readonly Cause[] = [
  ...unreached,
  'tls-refused',
  'tls-to-plaintext',
  'plaintext-to-tls',
  'client-certificate-missing',
  'client-certificate-not-trusted',
  'certificate-not-trusted',
];

/**
 * Methods that its HTTP/1 parser knows, in upper case only; any other request line is 400 (source/common/http/http1,
 * balsa_parser: isMethodValid; custom methods are allowed by an option that Istio never sets).
 */
export const http1Methods: readonly string[] = [
  'ACL', 'BIND', 'CHECKOUT', 'CONNECT', 'COPY', 'DELETE', 'GET', 'HEAD', 'LINK', 'LOCK', 'MERGE', 'MKACTIVITY', 'MKCALENDAR', 'MKCOL', 'MOVE',
  'MSEARCH', 'NOTIFY', 'OPTIONS', 'PATCH', 'POST', 'PROPFIND', 'PROPPATCH', 'PURGE', 'PUT', 'REBIND', 'REPORT', 'SEARCH', 'SOURCE', 'SUBSCRIBE',
  'TRACE', 'UNBIND', 'UNLINK', 'UNLOCK', 'UNSUBSCRIBE',
];

/** What an HTTP proxy answers for an upstream that did not; the cause is that of what happened (source/common/router). */
export function httpReplies(origin: Origin): readonly Case[] {
  const replies = (outcomes: readonly string[], reason: string, note: string): Case => ({
    match: { field: 'reply.outcome', in: outcomes.map((exact) => ({ exact })) },
    origin: { ...origin, note },
    then: [{ op: 'stop', origin: { ...origin, note }, verdict: { kind: 'answered', status: 503, body: upstreamReset(reason) } }],
  });
  return [
    replies(['refused', 'handshake'], resetReasons.connection, 'a connection that cannot be made becomes 503'),
    replies(['dropped'], resetReasons.timeout, 'a connection that nobody answers becomes 503 after the connect timeout'),
    replies(['reset'], resetReasons.termination, 'a connection that is closed before an answer becomes 503'),
  ];
}

/**
 * A TCP proxy has taken the client's connection before it dials: whatever becomes of its own one, the client sees its
 * connection closed (source/common/tcp_proxy). Without a session of its own, a handshake that fails is the client's: its
 * bytes and its alert pass through. What somebody behind it answers passes in any case: a proxy of bytes reads no answer.
 */
export function tcpReplies(origin: Origin, session: 'own session' | 'no session'): readonly Case[] {
  const note = 'the connection that was already taken is closed again';
  const carried = session === 'own session' ? ['answered'] : ['answered', 'handshake'];
  const passed: Match = { not: { field: 'reply.outcome', in: carried.map((exact) => ({ exact })) } };
  return connectFailures.map((cause): Case => ({
    match: { all: [{ field: 'reply.cause', in: [{ exact: cause }] }, passed] },
    origin: { ...origin, note },
    then: [{ op: 'stop', origin: { ...origin, note }, verdict: { kind: 'reset', cause } }],
  }));
}
