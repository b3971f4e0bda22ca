import { list, record, text, words } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { closedAtOnce, credentials, type Credential } from '../credentials.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A Secret is there and does not hold what the gateway needs of it. */
export const rule: Rule = {
  name: 'credential-malformed',
  severity: 'error',
  aliases: ['IST0161'],
  leadsTo: ['secret-missing'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const credential of credentials(estate)) {
    const { secret, missing, place, pod } = credential;
    if (secret === undefined || place.namespace !== pod.namespace) continue;
    const keys = words(secret.body['keys']);
    if (missing !== undefined) yield found(credential, secret, `${closedAtOnce(credential.server)}: ${missing}`, keys.length === 0 ? 'holds nothing; tls.crt and tls.key are looked for' : `holds ${listed(keys)}`, 'error');
    else if (isPlaceholder(secret, keys)) yield found(credential, secret, `${closedAtOnce(credential.server)}, unless something fills ${nameOf(secret)}: it holds no certificate`, 'has no PEM certificate under its key', 'warning');
  }
}

/** The key is there, and what stands under it is no certificate. */
function isPlaceholder(secret: Resource, keys: readonly string[]): boolean {
  const key = ['cert', 'tls.crt'].find((each) => keys.includes(each));
  return key !== undefined && !list(secret.body['certificates']).map(record).some((each) => text(each['key']) === key);
}

function found({ server, path }: Credential, secret: Resource, message: string, label: string, severity: 'error' | 'warning'): Finding {
  return findingAt(rule, { resource: server.gateway, path }, {
    message,
    label: `names ${nameOf(secret)}, which ${label}`,
    severity,
    because: [because(nameOf(secret), label, { resource: secret, path: ['metadata', 'name'] })],
  });
}
