import { enforcement } from '../../dialects/kubernetes/network-plugin.ts';
import { networkPoliciesOf } from '../../dialects/kubernetes/network-policies.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { vpcPlugin } from '../../facts/network-plugins.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** NetworkPolicies are written, and the network plugin has them switched off. */
export const rule: Rule = {
  name: 'network-policy-not-enforced',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const { resource } of networkPoliciesOf(estate)) {
    const { scope } = resource;
    if (told.has(scope) || enforcement(estate, scope) !== 'off') continue;
    told.add(scope);
    const plugin = [...estate.ofType('ConfigMap'), ...estate.ofType('DaemonSet')].find((each) => each.scope === scope && (each.name === vpcPlugin.configMap || each.name === vpcPlugin.daemonSet));
    const count = networkPoliciesOf(estate).filter((each) => each.resource.scope === scope).length;
    yield findingAt(rule, { resource, path: ['spec'] }, {
      message: `${count === 1 ? `${nameOf(resource)} keeps` : `the ${count} NetworkPolicies of this cluster keep`} nobody out: the Amazon VPC CNI has network policies switched off`,
      label: 'nobody enforces it',
      because: plugin === undefined ? [] : [because(nameOf(plugin), `says that network policies are off, and no other plugin that enforces them is there`, { resource: plugin, path: plugin.type === 'ConfigMap' ? ['data', vpcPlugin.key] : ['spec', 'template', 'spec', 'containers'] })],
      proposals: plugin?.type === 'ConfigMap' ? [{ title: 'switch network policies on', edits: [{ edit: 'set', of: plugin, path: ['data', vpcPlugin.key], to: 'true' }], certainty: 'proposed' }] : [],
    });
  }
}
