import { covers, fullHost, serviceOfHost } from '../../dialects/istio/mesh/hosts.ts';
import { meshServicesNamed } from '../../dialects/istio/services/registry.ts';
import { nearest } from '../../dialects/kubernetes/nearest.ts';
import { record, text, whole } from '../../dialects/kubernetes/fields.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isKnownNamespace, routed, type Routed } from '../routed-destinations.ts';
import type { Finding, Rule } from '../rule.ts';

/** A route names a Service, a port of it or a subset that does not exist. */
export const rule: Rule = {
  name: 'route-to-unknown-destination',
  severity: 'error',
  aliases: ['IST0101', 'IST0174', 'KIA1101', 'KIA1107'],
  explains: [{ cause: 'destination-unknown' }],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const subsets = new Map<string, readonly string[]>();
  for (const one of routed(estate)) {
    const services = meshServicesNamed(estate, one.host);
    if (services.length === 0 && isKnownNamespace(estate, one.host)) {
      yield unknownHost(estate, one);
      continue;
    }
    const port = whole(record(one.written['port'])['number']);
    const ports = services.flatMap((service) => service.ports.map(({ number }) => number));
    if (port !== undefined && services.length > 0 && !ports.includes(port)) yield unknownPort(one, port, ports);
    const subset = text(one.written['subset']) ?? '';
    if (subset === '') continue;
    const known = subsets.get(one.host) ?? subsetsOf(estate, one.host);
    subsets.set(one.host, known);
    // Of a Service whose files are elsewhere, its DestinationRules may be there too.
    if (!known.includes(subset) && (services.length > 0 || known.length > 0)) yield unknownSubset(estate, one, subset, known);
  }
}

function unknownHost(estate: Estate, { virtualService, path, host, written: { host: said } }: Routed): Finding {
  const service = serviceOfHost(host);
  const here = service === undefined ? [] : servicesOf(estate).filter(({ namespace }) => namespace === service.namespace).map(({ name }) => name);
  const elsewhere = service === undefined ? [] : servicesOf(estate).filter(({ name }) => name === service.name);
  const near = service === undefined ? undefined : nearest(service.name, here);
  const [other, ...more] = elsewhere;
  const meant = near !== undefined ? `${near}.${service!.namespace}.svc.cluster.local` : other !== undefined && more.length === 0 ? `${other.name}.${other.namespace}.svc.cluster.local` : undefined;
  const written = text(said) ?? '';
  return findingAt(rule, { resource: virtualService, path: [...path, 'host'] }, {
    message: `requests that ${nameOf(virtualService)} sends to ${written} get 503: the mesh knows no host ${host}`,
    label: written === host ? 'neither a Service nor a ServiceEntry' : `means ${host}, which is no Service`,
    because: elsewhere.map((each) => because(nameOf(each.resource), `has that name in namespace ${each.namespace}; a name without a dot means the namespace of the VirtualService`, { resource: each.resource, path: ['metadata', 'name'] })),
    proposals: meant === undefined ? [] : [{ title: `name the Service that is there: ${meant}`, edits: [{ edit: 'set', of: virtualService, path: [...path, 'host'], to: meant }], certainty: 'proposed' }],
  });
}

function unknownPort({ virtualService, path, host }: Routed, port: number, ports: readonly number[]): Finding {
  const [only, ...more] = [...new Set(ports)];
  return findingAt(rule, { resource: virtualService, path: [...path, 'port', 'number'] }, {
    message: `requests that ${nameOf(virtualService)} sends to ${host} port ${port} get 503: it has no such port`,
    label: `${host.split('.')[0] ?? host} has ${listed([...new Set(ports)])}`,
    because: [],
    proposals: only !== undefined && more.length === 0 ? [{ title: `use the port that is there: ${only}`, edits: [{ edit: 'set', of: virtualService, path: [...path, 'port', 'number'], to: only }], certainty: 'proposed' }] : [],
  });
}

/** The subsets that any DestinationRule for the host has, whoever follows it. */
function subsetsOf(estate: Estate, host: string): readonly string[] {
  const written = estate.ofType('DestinationRule').filter((each) => covers(fullHost(readerOf(each).get('spec', 'host').string() ?? '', each.namespace ?? ''), host));
  return written.flatMap((each) => readerOf(each).get('spec', 'subsets').each().flatMap((subset) => subset.get('name').string() ?? []));
}

function unknownSubset(estate: Estate, { virtualService, path, host }: Routed, subset: string, known: readonly string[]): Finding {
  const near = nearest(subset, [...known]) ?? (known.length === 1 ? known[0] : undefined);
  return findingAt(rule, { resource: virtualService, path: [...path, 'subset'] }, {
    message: `requests that ${nameOf(virtualService)} sends to subset ${subset} of ${host} get 503: no DestinationRule has that subset`,
    label: known.length === 0 ? `no DestinationRule for ${host} has subsets` : `there are ${listed([...new Set(known)].slice(0, 4))}`,
    because: estate.ofType('DestinationRule').filter((each) => fullHost(readerOf(each).get('spec', 'host').string() ?? '', each.namespace ?? '') === host).map((each) => because(nameOf(each), `is for ${host}`, { resource: each, path: ['spec', 'host'] })),
    proposals: near === undefined ? [] : [{ title: `use the subset that is there: ${near}`, edits: [{ edit: 'set', of: virtualService, path: [...path, 'subset'], to: near }], certainty: 'proposed' }],
  });
}
