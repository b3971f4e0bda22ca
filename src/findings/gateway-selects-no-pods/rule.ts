import { carries } from '../../dialects/kubernetes/labels.ts';
import { podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import { gatewayNameLabel } from '../../facts/istio.ts';
import type { Path } from '../../path/path.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { gatewayPods, isAssumed, podsOfGateway, selectorOfGateway, writtenGateways } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A Gateway selects labels that no gateway pod has: nobody listens for it. */
export const rule: Rule = {
  name: 'gateway-selects-no-pods',
  severity: 'error',
  aliases: ['IST0101', 'KIA0302'],
  leadsTo: ['no-route', 'port-closed', 'chain-not-found'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const gateway of writtenGateways(estate)) {
    const labels = selectorOfGateway(gateway);
    const chosen = podsOfGateway(estate, gateway);
    const own = gatewayPods(estate).filter((pod) => pod.resource.scope === gateway.scope && !isAssumed(pod.resource) && !isForOthers(pod));
    // The default gateway is assumed to be there only as long as there is no other that could have been meant.
    const nobody = chosen.length === 0 || (own.length > 0 && chosen.every((pod) => isAssumed(pod.resource)));
    if (Object.keys(labels).length > 0 && nobody) yield found(estate, gateway, labels, own);
  }
}

/** Gateway pods that do not stand for an ingress gateway: those made for a Gateway of the Gateway API, and egress gateways. */
function isForOthers({ labels }: Pod): boolean {
  return labels[gatewayNameLabel] !== undefined || labels['istio']?.startsWith('egress') === true;
}

function found(estate: Estate, gateway: Resource, labels: Readonly<Record<string, string>>, own: readonly Pod[]): Finding {
  const pairs = listed(Object.entries(labels).map(([key, value]) => `${key}=${value}`));
  const others = podsOf(estate).filter((pod) => pod.resource.scope === gateway.scope && carries(pod.labels, labels) && !isAssumed(pod.resource));
  const [key = ''] = Object.keys(labels).filter((each) => !own.some((pod) => pod.labels[each] === labels[each]));
  const values = [...new Set(own.flatMap((pod) => pod.labels[key] ?? []))].sort();
  // Gateways are often installed from elsewhere: files without any gateway pod cannot say that this one is missing.
  const known = own.length > 0 || others.length > 0;
  return findingAt(rule, { resource: gateway, path: ['spec', 'selector'] }, {
    message: known ? `nobody listens for ${nameOf(gateway)}: no gateway pod has ${pairs}` : `nobody in these inputs listens for ${nameOf(gateway)}: there is no pod with ${pairs}`,
    label: labelFor(own, others, key, values),
    because: own.slice(0, 1).map((pod) => because(`gateway ${pod.namespace}/${pod.name}`, `is a pod with ${listed(Object.entries(pod.labels).slice(0, 4).map(([name, value]) => `${name}=${value}`))}`, { resource: pod.resource, path: ['metadata', 'labels'] })),
    proposals: proposals(gateway, key, values),
    ...(known ? {} : { severity: 'warning' as const }),
  });
}

function labelFor(own: readonly Pod[], others: readonly Pod[], key: string, values: readonly string[]): string {
  if (others.length > 0) return `selects ${others[0]!.name}, which has no proxy of its own kind: only gateway pods take Gateways`;
  if (own.length === 0) return 'no pod here has these labels';
  return values.length === 0 ? `no gateway pod here has a label ${key}` : `gateway pods here have ${key}=${listed(values.slice(0, 3))}`;
}

/** The one value that gateway pods here have, if they agree. */
function proposals(gateway: Resource, key: string, values: readonly string[]): readonly Proposal[] {
  const [value, ...more] = values;
  if (value === undefined || more.length > 0) return [];
  return [{ title: `select the gateway that is here: ${key}=${value}`, edits: [{ edit: 'set', of: gateway, path: ['spec', 'selector', key], to: value }], certainty: 'proposed' }];
}
