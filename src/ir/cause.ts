/**
 * Why a request did not simply arrive: the closed list. A stop carries one of these; `findings/` gives each a page and
 * a name that people see. The name says what happened at the hop that stopped, never which kind of hop it was.
 */
export const causes = [
  'name-not-known',
  'no-listener',
  'port-closed',
  'no-route',
  'destination-unknown',
  'fixed-answer',
  'redirected',
  'no-targets',
  'no-endpoints',
  'plaintext-refused',
  'tls-refused',
  'tls-to-plaintext',
  'plaintext-to-tls',
  'client-certificate-missing',
  'client-certificate-not-trusted',
  'certificate-not-trusted',
  'policy-denied',
  'policy-not-allowed',
  'policy-provider-broken',
  'token-rejected',
  'path-rejected',
  'guard-dropped',
  'answer-not-http',
  'chain-not-found',
  'secret-missing',
  'listener-rejected',
  'version-refused',
  'request-malformed',
  'request-not-taken',
  'version-mismatch',
  'login-required',
  'timed-out',
  'fault-injected',
  'authorizer-refused',
  'egress-blocked',
  'loop',
] as const;

export type Cause = (typeof causes)[number];
