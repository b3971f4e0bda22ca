import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { podsOf } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { trafficPolicies } from '../destinations.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A DestinationRule names a credential, and sidecars leave out its whole TLS setting. */
export const rule: Rule = {
  name: 'credential-ignored-by-sidecar',
  severity: 'error',
  aliases: [],
  leadsTo: ['plaintext-to-tls', 'plaintext-refused'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const written of estate.ofType('DestinationRule')) {
    if (written.derived !== undefined || readerOf(written).get('spec', 'workloadSelector').there) continue;
    const settings = trafficPolicies(written).flatMap((policy) => [policy.get('tls'), ...policy.get('portLevelSettings').each().map((port) => port.get('tls'))]);
    const named = settings.filter((tls) => (tls.get('credentialName').string() ?? '') !== '' && ['SIMPLE', 'MUTUAL'].includes(tls.get('mode').string() ?? ''));
    if (named.length === 0) continue;
    const sidecar = podsOf(estate).find((pod) => pod.resource.scope === written.scope && proxyOf(estate, pod) === 'sidecar');
    for (const tls of named) yield found(written, tls, sidecar?.name);
  }
}

function found(written: Resource, tls: Reader, sidecar: string | undefined): Finding {
  const host = readerOf(written).get('spec', 'host').string() ?? '';
  return findingAt(rule, { resource: written, path: [...tls.path, 'credentialName'] }, {
    message: `sidecars send plaintext to ${host}: they leave out TLS settings with credentialName`,
    label: 'for gateways, and for sidecars that a workloadSelector names',
    because: [because(nameOf(written), sidecar === undefined ? 'is for every proxy, and only gateways do what it says' : `is for every proxy; ${sidecar} has a sidecar and sends plaintext`)],
    proposals: tls.get('mode').string() === 'SIMPLE' ? [{ title: 'remove credentialName: the server is then verified against the authorities of the proxy image', edits: [{ edit: 'remove', of: written, path: [...tls.path, 'credentialName'] }], certainty: 'proposed' }] : [],
    ...(sidecar === undefined ? { severity: 'warning' as const } : {}),
  });
}
