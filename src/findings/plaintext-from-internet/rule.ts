import { balancersOf, type Balancer, type Listener } from '../../dialects/aws/balancers.ts';
import { isOpen } from '../../dialects/aws/open-arguments.ts';
import { handsOnPlaintext, isWrittenDown, nameSayingHttps } from '../../dialects/aws/plain-clients.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import { identityOf, nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A public load balancer takes requests in plain HTTP and hands them on, instead of sending clients to HTTPS. */
export const rule: Rule = {
  name: 'plaintext-from-internet',
  severity: 'warning',
  aliases: ['CKV_AWS_2', 'AVD-AWS-0054'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const balancer of balancersOf(estate)) {
    if (balancer.internal || !isWrittenDown(balancer) || isOpen(balancer.resource, ['internal'])) continue;
    for (const listener of balancer.listeners) if (handsOnPlaintext(listener) && !isOpen(listener.resource, ['protocol'])) yield found(balancer, listener);
  }
}

function found(balancer: Balancer, listener: Listener): Finding {
  const { resource, port, certificates } = listener;
  const called = nameSayingHttps(resource);
  const encrypted = balancer.listeners.find(({ protocol }) => protocol === 'HTTPS');
  return findingAt(rule, { resource, path: resource.body['protocol'] === undefined ? [] : ['protocol'] }, {
    message: `whoever is on the way between a client on the internet and ${balancer.name} reads and changes what they say on port ${port}: the listener${called === undefined ? '' : ` is called ${called} and`} takes plain HTTP`,
    label: certificates.length > 0 || resource.body['certificate_arn'] !== undefined ? 'uses no certificate, though one is named' : 'no TLS, and no certificate',
    because: [
      because(nameOf(balancer.resource), 'has public addresses: internal is not true', { resource: balancer.resource, path: balancer.resource.body['internal'] === undefined ? [] : ['internal'] }),
      ...(encrypted === undefined ? [] : [because(nameOf(encrypted.resource), `takes HTTPS on port ${encrypted.port}`, { resource: encrypted.resource, path: ['protocol'] })]),
    ],
    proposals: [encrypted === undefined ? withCertificate(listener) : redirect(listener, encrypted.port)],
  });
}

/** Clients that come in plain are sent on to the listener that ends TLS. */
function redirect({ resource, rules }: Listener, port: number): Proposal {
  const to = [{ type: 'redirect', redirect: [{ protocol: 'HTTPS', port: String(port), status_code: 'HTTP_301' }] }];
  return {
    title: `send clients on to HTTPS on port ${port}`,
    edits: [{ edit: 'set', of: identityOf(resource), path: ['default_action'], to }, ...rules.map((each) => ({ edit: 'remove' as const, of: identityOf(each.resource), path: [] }))],
    certainty: rules.length === 0 ? 'proposed' : 'needs a value',
  };
}

function withCertificate({ resource }: Listener): Proposal {
  const set = (attribute: string, to: string | number): Proposal['edits'][number] => ({ edit: 'set', of: identityOf(resource), path: [attribute], to });
  const named = resource.body['certificate_arn'] !== undefined;
  return {
    title: 'take HTTPS on port 443, with a certificate for the names that clients ask for',
    edits: [set('port', 443), set('protocol', 'HTTPS'), set('ssl_policy', 'ELBSecurityPolicy-TLS13-1-2-2021-06'), ...(named ? [] : [set('certificate_arn', 'ARN-OF-YOUR-CERTIFICATE')])],
    certainty: named ? 'proposed' : 'needs a value',
  };
}
