import { enforcement } from '../../dialects/kubernetes/network-plugin.ts';
import { isolating, networkPoliciesOf, selectedBy, type NetworkPolicy, type PolicyPeer, type PolicyRule } from '../../dialects/kubernetes/network-policies.ts';
import { selects } from '../../dialects/kubernetes/labels.ts';
import { clusterDns } from '../../facts/network-plugins.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Pods may go somewhere, and may not ask the cluster's DNS for the name of it. */
export const rule: Rule = {
  name: 'network-policy-blocks-names',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const policy of networkPoliciesOf(estate)) {
    if (policy.egress === undefined || policy.egress.length === 0 || enforcement(estate, policy.resource.scope) === 'off') continue;
    const stopped = selectedBy(estate, policy).filter((pod) => {
      const policies = isolating(estate, pod, 'egress');
      // Told once, of the first policy that leads somewhere.
      return policies.find(({ egress = [] }) => egress.length > 0)?.resource === policy.resource && !policies.some((each) => each.egress!.some((one) => asksDns(each, one)));
    });
    const [shown] = stopped;
    if (shown === undefined) continue;
    const { resource } = policy;
    const value = { to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': clusterDns.namespace } }, podSelector: { matchLabels: clusterDns.labels } }], ports: [{ protocol: 'UDP', port: clusterDns.port }, { protocol: 'TCP', port: clusterDns.port }] };
    yield findingAt(rule, { resource, path: ['spec', 'egress'] }, {
      message: `${stopped.length === 1 ? `${shown.namespace}/${shown.name} finds` : `${shown.namespace}/${shown.name} and ${stopped.length - 1} other${stopped.length === 2 ? '' : 's'} find`} nothing by name: no rule lets it ask the cluster's DNS`,
      label: 'no rule for UDP port 53',
      because: [because(nameOf(shown.resource), 'is isolated on its way out by this policy', { resource: shown.resource, path: ['metadata', 'labels'] })],
      proposals: [{ title: "let it ask the cluster's DNS", edits: [{ edit: 'insert', of: resource, path: ['spec', 'egress'], at: policy.egress.length, value }], certainty: 'proposed' }],
    });
  }
}

function asksDns({ namespace }: NetworkPolicy, { ports, peers }: PolicyRule): boolean {
  const spoken = ports === undefined || ports.some(({ protocol, port, endPort }) => protocol === 'UDP' && (port === undefined || typeof port === 'string' || (endPort === undefined ? port === clusterDns.port : port <= clusterDns.port && clusterDns.port <= endPort)));
  return spoken && (peers === undefined || peers.some((peer) => mayBeDns(namespace, peer)));
}

/** Labels of namespaces that no input holds, and addresses of caches on nodes, get the benefit of the doubt. */
function mayBeDns(namespace: string, peer: PolicyPeer): boolean {
  if (peer.by === 'block') return true;
  return (peer.namespaces !== undefined || namespace === clusterDns.namespace) && (peer.pods === undefined || selects(peer.pods, clusterDns.labels));
}
