import { inspectionAt } from '../../dialects/aws/network/inspection.ts';
import { interfacesOf } from '../../dialects/aws/network/interfaces.ts';
import { statelessActions } from '../../facts/network-gateways.ts';
import type { Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Rule } from '../rule.ts';

/** Packets are sent through a firewall whose policy passes all of them statelessly. */
export const rule: Rule = {
  name: 'firewall-inspects-nothing',
  severity: 'error',
  aliases: [],
  *find({ estate }) {
    const reported = new Set<Resource>();
    for (const each of interfacesOf(estate).values()) {
      const found = inspectionAt(estate, each);
      if (found?.default !== 'passes unseen' || found.policy === undefined || reported.has(found.policy)) continue;
      reported.add(found.policy);
      yield findingAt(rule, { resource: found.policy, path: ['firewall_policy', 0, 'stateless_default_actions'] }, {
        message: `${found.title} passes every packet unseen: its policy has no stateless rule and the default action ${statelessActions.pass}`,
        label: 'passes whatever no stateless rule takes, before any stateful rule is asked',
        because: [
          because(found.title, 'routes send packets to its endpoints', { resource: found.resource, path: [] }),
          because(found.policy.name, `only packets with the action ${statelessActions.inspect} get to the stateful rules`),
        ],
      });
    }
  },
};
