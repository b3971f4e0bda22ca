import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { proxyOf } from '../../dialects/istio/proxy/proxy.ts';
import { podsOf } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import { destinations, getsThrough, type Destination } from '../destinations.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A DestinationRule stands in a namespace where no client looks for it. */
export const rule: Rule = {
  name: 'destination-rule-not-looked-up',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const { rootNamespace } = meshOf(estate);
  for (const destination of destinations(estate)) {
    const namespace = destination.rule.namespace ?? '';
    if (namespace === destination.service.namespace || namespace === rootNamespace) continue;
    const clients = podsOf(estate, namespace).some((pod) => proxyOf(estate, pod) !== 'none');
    if (!clients) yield found(estate, destination, namespace, rootNamespace);
  }
}

function found(estate: Estate, { rule: written, service }: Destination, namespace: string, rootNamespace: string): Finding {
  const stated = readerOf(written).get('metadata', 'namespace').there;
  const moves = getsThrough(estate, written, service);
  return findingAt(rule, { resource: written, path: ['spec', 'host'] }, {
    message: `no client of ${service.name} follows ${nameOf(written)}`,
    label: `looked up in the client's namespace, in ${service.namespace} and in ${rootNamespace}`,
    because: [
      because(nameOf(written), stated ? `stands in namespace ${namespace}` : `names no namespace and lands in ${namespace}`, { resource: written, path: ['metadata', 'name'] }),
      because(`namespace ${namespace}`, 'holds no pod with a sidecar in these inputs, so nobody looks there'),
      ...(moves ? [] : [because(nameOf(written), `would stop clients if they followed it: what it says of TLS is not what the pods of ${service.name} take`)]),
    ],
    proposals: [
      ...(moves ? [{ title: `move it to namespace ${service.namespace}, where every client looks`, edits: [{ edit: 'set', of: written, path: ['metadata', 'namespace'], to: service.namespace }], certainty: 'proposed' } as const] : []),
      { title: 'remove it: nobody follows it, and automatic mTLS does without', edits: [{ edit: 'remove', of: written, path: [] }], certainty: 'proposed' },
    ],
  });
}
