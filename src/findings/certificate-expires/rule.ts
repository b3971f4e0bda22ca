import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { credentials, type Credential } from '../credentials.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** The certificate of a gateway's server has expired, or will before long. */
export const rule: Rule = {
  name: 'certificate-expires',
  severity: 'error',
  aliases: ['IST0161'],
  leadsTo: ['certificate-not-trusted'],
  find,
};

/** Days before its end in which a certificate is told: time enough for who renews by hand. */
const horizon = 14;

function* find({ estate }: Path, at?: number): Iterable<Finding> {
  if (at === undefined) return;
  for (const credential of credentials(estate)) {
    const ends = credential.secret === undefined || credential.missing !== undefined ? undefined : endOf(credential.secret);
    if (ends !== undefined && Date.parse(ends) - at < horizon * 86_400_000) yield found(credential, credential.secret!, ends, Date.parse(ends) <= at);
  }
}

/** The end of the server's own certificate: the first one under its key. */
function endOf(secret: Resource): string | undefined {
  const own = list(secret.body['certificates']).map(record).find((each) => ['cert', 'tls.crt'].includes(text(each['key']) ?? ''));
  return text(own?.['notAfter']);
}

function found({ server, path }: Credential, secret: Resource, ends: string, over: boolean): Finding {
  const day = ends.slice(0, 10);
  return findingAt(rule, { resource: server.gateway, path }, {
    message: over ? `clients refuse TLS to ${listed(server.hosts.slice(0, 3))}: the certificate has expired on ${day}` : `clients will refuse TLS to ${listed(server.hosts.slice(0, 3))} from ${day} on, when the certificate expires`,
    label: `${nameOf(secret)} is good until ${day}`,
    because: [because(nameOf(secret), `its certificate ends at ${ends}; the gateway goes on showing it, and clients look at the date`, { resource: secret, path: ['metadata', 'name'] })],
    ...(over ? {} : { severity: 'warning' as const }),
  });
}
