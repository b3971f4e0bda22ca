import { expect, test } from 'vitest';
import { ingress, planOf } from '../../../../test/ingress-group.ts';
import type { Plan } from '../plan.ts';

const asked = (written: string): Promise<Plan> => planOf([ingress({ 'listen-ports': '[{"HTTPS": 443}]', 'certificate-arn': 'arn:a', 'mutual-authentication': written })]);
const entry = (more: object): string => JSON.stringify([{ port: 443, mode: 'verify', trustStore: 'partners', ...more }]);

// The words are those of pkg/shared_utils and pkg/ingress/model_build_listener.go.
test.each([
  ['no JSON', '[{', 'failed to parse mutualAuthentication configuration from ingress annotation: `[{`'],
  ['no list', '{}', 'failed to parse mutualAuthentication configuration from ingress annotation: `{}`'],
  ['a port in quotes', '[{"port": "443", "mode": "off"}]', 'failed to parse mutualAuthentication configuration from ingress annotation'],
  ['a mode that is no text', '[{"port": 443, "mode": 1}]', 'failed to parse mutualAuthentication configuration from ingress annotation'],
  ['nothing', '[]', 'empty mutualAuthentication configuration from ingress annotation: `[]`'],
  ['null', 'null', 'empty mutualAuthentication configuration from ingress annotation: `null`'],
  ['a port that is none', entry({ port: 0 }), 'listen port must be within [1, 65535]: 0'],
  ['no mode', '[{"port": 443}]', 'mutualAuthentication mode cannot be empty for port 443'],
  ['another mode', entry({ mode: 'strict' }), 'mutualAuthentication mode value must be among [off, passthrough, verify] for protocol HTTPS port 443 : strict'],
  ['no trust store', '[{"port": 443, "mode": "verify"}]', 'trustStore is required when mutualAuthentication mode is verify for port 443'],
  ['a trust store that nobody looks into', entry({ mode: 'passthrough' }), 'Mutual Authentication mode passthrough does not support trustStore for port 443'],
  ['expiry of certificates that nobody verifies', entry({ mode: 'off', trustStore: '', ignoreClientCertificateExpiry: true }), 'Mutual Authentication mode off does not support ignoring client certificate expiry for port 443'],
  ['names of authorities that nobody verifies', entry({ mode: 'off', trustStore: '', advertiseTrustStoreCaNames: 'on' }), 'Mutual Authentication mode off does not support advertiseTrustStoreCaNames for port 443'],
  ['a switch that is neither on nor off', entry({ advertiseTrustStoreCaNames: 'yes' }), 'advertiseTrustStoreCaNames only supports the values "on" and "off" got value yes for port 443'],
])('mutual authentication is refused for %s', async (_, written, says) => {
  const { stack, refusals } = await asked(written);
  expect(stack).toBeUndefined();
  expect(refusals.map((refusal) => refusal.says)).toContainEqual(expect.stringContaining(says));
});

test('a trust store by name is taken to exist, and members may be written in any case', async () => {
  const { stack, assumptions } = await asked('[{"Port": 443, "Mode": "verify", "TrustStore": "partners", "ADVERTISETRUSTSTORECANAMES": "on"}]');
  expect(stack?.pieces.map(({ spec }) => spec['mutualAuthentication'])).toContainEqual({ mode: 'verify', trustStoreArn: 'partners', ignoreClientCertificateExpiry: false, advertiseTrustStoreCaNames: 'on' });
  expect(assumptions).toContain('trust store "partners" exists: the inputs hold no trust stores');
});
