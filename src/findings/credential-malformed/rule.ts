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
  const told = new Set<Resource>();
  for (const credential of credentials(estate)) {
    const { secret, missing, place, pod } = credential;
    if (secret === undefined || place.namespace !== pod.namespace || told.has(secret)) continue;
    const keys = words(secret.body['keys']);
    if (missing !== undefined) yield found(credential, secret, `${closedAtOnce(credential.server)}: ${missing}`, keys.length === 0 ? 'holds nothing; tls.crt and tls.key are looked for' : `holds ${listed(keys)}`, 'error');
    else if (isPlaceholder(secret, keys)) yield found(credential, secret, `${closedAtOnce(credential.server)}, unless something fills ${nameOf(secret)}: it holds no certificate`, 'no PEM certificate stands there', 'warning');
    else continue;
    told.add(secret);
  }
}

/** The key is there, and what stands under it is no certificate. */
function isPlaceholder(secret: Resource, keys: readonly string[]): boolean {
  const key = ['cert', 'tls.crt'].find((each) => keys.includes(each));
  return key !== undefined && !list(secret.body['certificates']).map(record).some((each) => text(each['key']) === key);
}

function found({ server, path }: Credential, secret: Resource, message: string, label: string, severity: 'error' | 'warning'): Finding {
  return findingAt(rule, { resource: secret, path: ['metadata', 'name'] }, {
    message,
    label,
    severity,
    because: [because(nameOf(server.gateway), `names it for ${listed(server.hosts.slice(0, 3))}`, { resource: server.gateway, path })],
  });
}
