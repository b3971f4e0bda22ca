import { whyEmpty } from '../../dialects/kubernetes/empty.ts';
import { endpointsOf, portOn } from '../../dialects/kubernetes/endpoints.ts';
import { podsWith } from '../../dialects/kubernetes/pods.ts';
import { servicesOf } from '../../dialects/kubernetes/services.ts';
import { proxyContainer } from '../../facts/injection.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** The Service, or the subset of it, has no pod that is ready. */
export const rule: Rule = {
  name: 'no-ready-endpoints',
  severity: 'error',
  aliases: ['IST0173'],
  explains: [{ cause: 'no-endpoints' }],
  find,
};

/** Without a request, only what no probe can change: a targetPort that no container has by that name. */
function* find({ estate }: Path): Iterable<Finding> {
  for (const service of servicesOf(estate)) {
    for (const port of service.ports) {
      if (typeof port.targetPort === 'number' || service.type === 'ExternalName') continue;
      const pods = podsWith(estate, service.resource.scope, service.namespace, service.selector);
      if (pods.length === 0 || pods.some((pod) => portOn(pod, port) !== undefined) || endpointsOf(estate, service, port).length > 0) continue;
      const { resource, path, repairs } = whyEmpty(estate, service, port);
      const names = [...new Set(pods.flatMap(({ containers }) => containers.filter(({ name }) => name !== proxyContainer).flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []))))];
      yield findingAt(rule, { resource, path }, {
        message: `connections to ${service.name} on port ${port.port} are refused: no pod behind it has a port named ${port.targetPort}`,
        label: names.length === 0 ? 'no container names a port' : `the containers name ${listed(names.slice(0, 4))}, not ${port.targetPort}`,
        because: [because(nameOf(pods[0]!.resource), `is selected by ${nameOf(resource)}`, { resource: pods[0]!.resource, path: ['spec', 'containers'] })],
        proposals: repairs.map((repair) => ({ ...repair, certainty: 'proposed' })),
      });
    }
  }
}
