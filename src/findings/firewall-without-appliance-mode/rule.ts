import { inspectionAt } from '../../dialects/aws/network/inspection.ts';
import { interfacesIn } from '../../dialects/aws/network/interfaces.ts';
import { calledBy } from '../../dialects/aws/network/keys.ts';
import { attachmentsOf, zonesOf } from '../../dialects/aws/network/transit-gateways.ts';
import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import { identityOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Rule } from '../rule.ts';

/** A VPC with stateful firewalls in several zones is attached without appliance mode: a reply from another zone meets the wrong one. */
export const rule: Rule = {
  name: 'firewall-without-appliance-mode',
  severity: 'warning',
  aliases: reachabilityCodes['firewall-without-appliance-mode'],
  *find({ estate }) {
    for (const attachment of attachmentsOf(estate).values()) {
      const { vpc, resource, appliance } = attachment;
      if (vpc === undefined || appliance || resource.derived !== undefined) continue;
      const firewalls = interfacesIn(estate, { vpc }).flatMap((each) => {
        const found = inspectionAt(estate, each);
        return found === undefined || found.default === 'passes unseen' ? [] : [{ ...found, zone: each.zone }];
      });
      const zones = [...new Set(firewalls.flatMap(({ zone }) => zone ?? []))].sort();
      if (zones.length < 2 || zonesOf(estate, attachment).length < 2) continue;
      yield findingAt(rule, { resource, path: ['appliance_mode_support'] }, {
        message: `connections between zones get no reply through ${firewalls[0]!.title}: ${calledBy(resource)} keeps each direction in the zone of its own sender`,
        label: 'appliance mode is not on',
        because: [
          because(firewalls[0]!.title, `has an endpoint in ${listed(zones)}, each of which knows only the connections that it has seen begin`, { resource: firewalls[0]!.resource, path: [] }),
          because(calledBy(resource), 'without appliance mode a transit gateway stays in the zone from which packets come, and the reply comes from the other one'),
        ],
        proposals: [{ title: 'turn appliance mode on', certainty: 'proposed', edits: [{ edit: 'set', of: identityOf(resource), path: ['appliance_mode_support'], to: 'enable' }] }],
      });
    }
  },
};
