import type { Cause } from '../ir/cause.ts';

/**
 * What Envoy answers by itself. Read on 2026-08-22 in envoyproxy/envoy main (1.36-dev); the texts have been the same
 * since 1.22. All local replies are `text/plain` and carry `server: istio-envoy` in a mesh.
 */

/** HTTP RBAC filter, 403 (source/extensions/filters/http/rbac). */
export const rbacDenied = 'RBAC: access denied';

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

/** jwt_authn filter (source/extensions/filters/http/jwt_authn; google/jwt_verify_lib status texts). */
export const jwtReplies = {
  issuerUnknown: 'Jwt issuer is not configured',
  audienceRefused: 'Audiences in Jwt are not allowed',
} as const;

/**
 * Causes that Envoy sees as a failed connect (TCP or TLS): its default retry tries another host then, and never after
 * a connection that was closed once it stood (Envoy docs, Router, x-envoy-retry-on: connect-failure).
 */
export const connectFailures: readonly Cause[] = [
  'port-closed',
  'no-endpoints',
  'guard-dropped',
  'tls-refused',
  'tls-to-plaintext',
  'plaintext-to-tls',
  'client-certificate-missing',
  'client-certificate-not-trusted',
  'certificate-not-trusted',
];
