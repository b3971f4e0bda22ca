import { list, record, words } from '../../dialects/kubernetes/fields.ts';
import { webhookCertificate } from '../../facts/webhook-certificate.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { credentials, type Credential } from '../credentials.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A gateway ends TLS with the certificate that the load balancer controller has for its own webhook. */
export const rule: Rule = {
  name: 'webhook-certificate-at-gateway',
  severity: 'warning',
  aliases: [],
  leadsTo: ['certificate-not-trusted'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const credential of credentials(estate)) {
    const names = list(credential.secret?.body['certificates']).flatMap((each) => words(record(each)['dnsNames']));
    if (credential.place.name === webhookCertificate.secret || names.some((name) => name.startsWith(webhookCertificate.namesBegin))) yield found(credential, names);
  }
}

function found({ server, pod, path, place, secret }: Credential, names: readonly string[]): Finding {
  return findingAt(rule, { resource: server.gateway, path }, {
    message: `gateway ${pod.namespace}/${pod.name} ends TLS with the certificate of the load balancer controller's webhook: an upgrade of its chart replaces it, and without the chart in namespace ${place.namespace} the gateway has none`,
    label: names.length === 0 ? 'the Secret that the controller\'s chart makes for itself' : `is for ${listed(names.slice(0, 2))}`,
    because: [
      because(`Secret ${place.namespace}/${place.name}`, `is made again at each upgrade unless the chart is told ${webhookCertificate.kept}: true`, secret === undefined ? undefined : { resource: secret, path: ['metadata', 'name'] }),
      because(nameOf(server.gateway), `serves ${listed(server.hosts.slice(0, 3))}: a client that verifies takes no such certificate. An Application Load Balancer verifies none, which is why it works behind one`),
    ],
    proposals: [{ title: `make a certificate for the gateway and name its Secret, in namespace ${pod.namespace}`, edits: [{ edit: 'set', of: server.gateway, path: [...server.path, 'tls', 'credentialName'], to: `${server.gateway.name}-tls` }], certainty: 'needs a value' }],
  });
}
