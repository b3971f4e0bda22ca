import { meshServicesNamed } from '../../dialects/istio/services/registry.ts';
import { gatewayName, gatewaysOf, hostsOf } from '../../dialects/istio/routes/virtual-services.ts';
import { record } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { writtenServers } from '../gateways.ts';
import { routed, type Routed } from '../routed-destinations.ts';
import type { Finding, Rule } from '../rule.ts';

/** A destination has several ports, the route names none, and the one that requests come by is not among them. */
export const rule: Rule = {
  name: 'destination-port-not-chosen',
  severity: 'error',
  aliases: ['IST0112'],
  leadsTo: ['destination-unknown'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const one of routed(estate)) {
    if (record(one.written['port'])['number'] !== undefined) continue;
    const ports = [...new Set(meshServicesNamed(estate, one.host).flatMap((service) => service.ports.map(({ number }) => number)))];
    if (ports.length < 2) continue;
    const came = portsComing(estate, one.virtualService);
    const missing = came.filter((port) => !ports.includes(port));
    if (missing.length > 0) yield found(one, ports, missing, missing.length === came.length);
  }
}

/** Ports by which requests come: those of its Gateways' servers, and in the mesh those of its hosts. */
function portsComing(estate: Estate, virtualService: Resource): readonly number[] {
  const { namespace = '', scope } = virtualService;
  const ports = gatewaysOf(virtualService).flatMap((name) => {
    if (name === 'mesh') return hostsOf(virtualService).flatMap((host) => meshServicesNamed(estate, host).flatMap((service) => service.ports.map(({ number }) => number)));
    const [of = '', called = ''] = gatewayName(name, namespace).split('/');
    const gateway = estate.find({ scope, type: 'Gateway', namespace: of, name: called });
    return gateway === undefined ? [] : writtenServers(gateway).flatMap(({ port }) => port ?? []);
  });
  return [...new Set(ports)].sort((a, b) => a - b);
}

function found({ virtualService, path, host }: Routed, ports: readonly number[], missing: readonly number[], all: boolean): Finding {
  return findingAt(rule, { resource: virtualService, path: [...path, 'host'] }, {
    message: `requests on port ${listed(missing)} that ${nameOf(virtualService)} sends to ${host} get 503: it has no such port`,
    label: `has ${listed(ports)}, and the route names none of them`,
    because: [because(nameOf(virtualService), 'names no port, so the port by which a request comes is taken; a Service with one port only would take it all the same')],
    proposals: ports.map((port) => ({ title: `send them to port ${port}`, edits: [{ edit: 'set', of: virtualService, path: [...path, 'port'], to: { number: port } }], certainty: 'needs a value' })),
    ...(all ? {} : { severity: 'warning' as const }),
  });
}
