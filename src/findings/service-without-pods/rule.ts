import { missedKey, unselected } from '../../dialects/kubernetes/empty.ts';
import { podsOf, podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesOf, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A Service selects pods by labels that no pod has. */
export const rule: Rule = {
  name: 'service-without-pods',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const service of servicesOf(estate)) {
    const { selector, namespace, type, resource } = service;
    if (type === 'ExternalName' || Object.keys(selector).length === 0) continue;
    if (podsWith(estate, resource.scope, namespace, selector).length > 0) continue;
    // A namespace of which the inputs hold no pod at all may have the right one.
    const pods = podsOf(estate, namespace).filter((pod) => pod.resource.scope === resource.scope);
    if (pods.length > 0) yield found(estate, service, pods);
  }
}

function found(estate: Estate, service: Service, pods: readonly Pod[]): Finding {
  const { selector, name, ports } = service;
  const { resource, path, repairs } = unselected(estate, service);
  const message = `connections to ${name}${ports.length === 0 ? '' : ` on port ${listed(ports.map(({ port }) => port))}`} are refused: no pod is behind it`;
  if (resource !== service.resource) {
    // Somebody turned it off, or a canary waits: told, and no alarm.
    return findingAt(rule, { resource, path }, { message, severity: 'note', label: 'runs no pod', because: [because(nameOf(service.resource), `selects the pods of ${nameOf(resource)}`, { resource: service.resource, path: ['spec', 'selector'] })] });
  }
  const key = missedKey(estate, service);
  const values = [...new Set(pods.flatMap((pod) => pod.labels[key] ?? []))].sort();
  const everywhere = pods.some((pod) => pod.labels[key] === selector[key]);
  return findingAt(rule, { resource, path }, {
    message,
    label: everywhere ? 'no pod has all of these labels together' : values.length === 0 ? `no pod here has a label ${key}` : `pods here have ${key}=${listed(values.slice(0, 3))}`,
    because: [because(nameOf(pods[0]!.resource), `has ${listed(Object.entries(pods[0]!.labels).slice(0, 4).map(([label, value]) => `${label}=${value}`))}`, { resource: pods[0]!.resource, path: ['metadata', 'labels'] })],
    proposals: repairs.map((repair) => ({ ...repair, certainty: 'proposed' })),
  });
}
