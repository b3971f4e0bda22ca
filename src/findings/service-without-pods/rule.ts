import { podsOf, podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import { servicesOf, type Service } from '../../dialects/kubernetes/services.ts';
import type { Path } from '../../path/path.ts';
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
    if (pods.length > 0) yield found(service, pods);
  }
}

function found({ resource, selector, name, ports }: Service, pods: readonly Pod[]): Finding {
  const missed = Object.keys(selector).find((key) => !pods.some((pod) => pod.labels[key] === selector[key]));
  const key = missed ?? Object.keys(selector)[0]!;
  const values = [...new Set(pods.flatMap((pod) => pod.labels[key] ?? []))].sort();
  return findingAt(rule, { resource, path: ['spec', 'selector', key] }, {
    message: `connections to ${name}${ports.length === 0 ? '' : ` on port ${listed(ports.map(({ port }) => port))}`} are refused: no pod is behind it`,
    label: missed === undefined ? 'no pod has all of these labels together' : values.length === 0 ? `no pod here has a label ${key}` : `pods here have ${listed(values.slice(0, 3))}`,
    because: [because(nameOf(pods[0]!.resource), `has ${listed(Object.entries(pods[0]!.labels).slice(0, 4).map(([label, value]) => `${label}=${value}`))}`, { resource: pods[0]!.resource, path: ['metadata', 'labels'] })],
  });
}
