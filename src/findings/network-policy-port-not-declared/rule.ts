import { networkPoliciesOf, selectedBy, type NetworkPolicy } from '../../dialects/kubernetes/network-policies.ts';
import { podsOf, portNamed, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A rule admits a port by a name that no container of the pods has which it is about. */
export const rule: Rule = {
  name: 'network-policy-port-not-declared',
  severity: 'error',
  aliases: [],
  leadsTo: ['policy-dropped'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const policy of networkPoliciesOf(estate)) {
    for (const direction of ['ingress', 'egress'] as const) {
      const pods = direction === 'ingress' ? selectedBy(estate, policy) : podsOf(estate).filter(({ resource }) => resource.scope === policy.resource.scope);
      if (pods.length > 0) yield* inRules(policy, direction, pods);
    }
  }
}

function* inRules(policy: NetworkPolicy, direction: 'ingress' | 'egress', pods: readonly Pod[]): Iterable<Finding> {
  for (const { port, protocol, path } of (policy[direction] ?? []).flatMap(({ ports = [] }) => ports)) {
    if (typeof port !== 'string' || pods.some((pod) => portNamed(pod, port, protocol) !== undefined)) continue;
    const { resource } = policy;
    const names = [...new Set(pods.flatMap(({ containers }) => containers.flatMap(({ ports }) => ports.flatMap(({ name }) => name ?? []))))].sort();
    const shown = pods[0]!;
    const proposals = names.length === 1 ? [{ title: `admit port ${names[0]!}, which its pods have`, edits: [{ edit: 'set' as const, of: resource, path: [...path, 'port'], to: names[0]! }], certainty: 'proposed' as const }] : [];
    yield findingAt(rule, { resource, path: [...path, 'port'] }, {
      message: `${nameOf(resource)} admits nothing by port ${port}: no container ${direction === 'ingress' ? 'of the pods it selects' : 'of any pod'} has a ${protocol} port of that name`,
      label: names.length === 0 ? 'no port there has a name' : `ports there are called ${listed(names.slice(0, 5))}`,
      because: [because(nameOf(shown.resource), 'has the ports that it declares and no other names', { resource: shown.resource, path: ['spec', 'containers'] })],
      proposals,
    });
  }
}
