import { portOn } from '../../dialects/kubernetes/endpoints.ts';
import { servicesSelecting, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isAssumed, podsOfGateway, writtenGateways, writtenServers, type WrittenServer } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A server of a Gateway listens on a port that no Service of the gateway pods leads to. */
export const rule: Rule = {
  name: 'gateway-port-not-on-service',
  severity: 'warning',
  aliases: ['IST0162'],
  leadsTo: ['port-closed'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const gateway of writtenGateways(estate)) {
    for (const server of writtenServers(gateway)) {
      if (server.port !== undefined) yield* judged(estate, server, server.port);
    }
  }
}

/** Once for a server, with the first pod that nobody leads to on that port. */
function* judged(estate: Estate, server: WrittenServer, number: number): Iterable<Finding> {
  for (const pod of podsOfGateway(estate, server.gateway)) {
    const services = servicesSelecting(estate, pod);
    if (services.length === 0 || services.some(({ resource }) => isAssumed(resource)) || services.some((service) => service.ports.some((port) => port.port === number || portOn(pod, port) === number))) continue;
    yield found(server, number, services);
    return;
  }
}

function found({ gateway, server, hosts }: WrittenServer, number: number, services: readonly Service[]): Finding {
  const [first] = services as readonly [Service, ...Service[]];
  return findingAt(rule, { resource: gateway, path: [...server.path, 'port', 'number'] }, {
    message: `no client gets to port ${number} of ${nameOf(gateway)} (${listed(hosts.slice(0, 3))}): no Service leads there`,
    label: `the gateway listens on ${number}, and ${first.name} has ${listed(first.ports.map(({ port }) => port))}`,
    because: services.map((service) => because(nameOf(service.resource), `leads to the gateway pods on ${listed(service.ports.map(({ port, targetPort }) => (port === targetPort ? port : `${port} (pod port ${targetPort})`)))}`, { resource: service.resource, path: ['spec', 'ports'] })),
    proposals: [{ title: `add port ${number} to ${nameOf(first.resource)}`, edits: [{ edit: 'insert', of: first.resource, path: ['spec', 'ports'], at: first.ports.length, value: { name: `${server.get('port', 'name').string() ?? 'port'}-${number}`, port: number } }], certainty: 'proposed' }],
  });
}
