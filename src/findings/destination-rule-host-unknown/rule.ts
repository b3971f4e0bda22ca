import { fullHost, serviceOfHost } from '../../dialects/istio/mesh/hosts.ts';
import { meshServicesNamed } from '../../dialects/istio/services/registry.ts';
import { nearest } from '../../dialects/kubernetes/nearest.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A DestinationRule is for a host that neither a Service nor a ServiceEntry has. */
export const rule: Rule = {
  name: 'destination-rule-host-unknown',
  severity: 'warning',
  aliases: ['IST0174', 'KIA0202'],
  leadsTo: ['no-endpoints', 'destination-unknown'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const written of estate.ofType('DestinationRule')) {
    const host = readerOf(written).get('spec', 'host').string() ?? '';
    const full = fullHost(host, written.namespace ?? '');
    if (full === '' || full.startsWith('*') || written.derived !== undefined || meshServicesNamed(estate, full).length > 0) continue;
    const service = serviceOfHost(full);
    // Of a namespace whose Services are elsewhere nothing is known.
    if (service !== undefined && !servicesOf(estate).some(({ namespace }) => namespace === service.namespace)) continue;
    yield found(estate, written, host, full, service);
  }
}

function found(estate: Estate, written: Resource, host: string, full: string, service: { readonly namespace: string; readonly name: string } | undefined): Finding {
  const here = service === undefined ? [] : servicesOf(estate).filter(({ namespace }) => namespace === service.namespace).map(({ name }) => name);
  const elsewhere = service === undefined ? [] : servicesOf(estate).filter(({ name }) => name === service.name);
  const near = service === undefined ? undefined : nearest(service.name, here);
  const [other] = elsewhere;
  const meant = near !== undefined ? `${near}.${service!.namespace}.svc.cluster.local` : other !== undefined && elsewhere.length === 1 ? `${other.name}.${other.namespace}.svc.cluster.local` : undefined;
  return findingAt(rule, { resource: written, path: ['spec', 'host'] }, {
    message: `${nameOf(written)} changes nothing: the mesh knows no host ${full}`,
    label: host === full ? 'neither a Service nor a ServiceEntry' : `means ${full}, which is no Service`,
    because: other === undefined ? [] : [because(nameOf(other.resource), `has that name in namespace ${other.namespace}`, { resource: other.resource, path: ['metadata', 'name'] })],
    proposals: meant === undefined ? [] : [{ title: `name the Service that is there: ${meant}`, edits: [{ edit: 'set', of: written, path: ['spec', 'host'], to: meant }], certainty: 'proposed' }],
  });
}
