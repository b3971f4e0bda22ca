import { endpointServicesOf } from '../../dialects/aws/network/endpoint-services.ts';
import { serviceBehind, type NetworkBalancer } from '../../dialects/aws/network-balancers.ts';
import { reachabilityCodes } from '../../facts/reachability-codes.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { identityOf, nameOf } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { networkForwarded, type NetworkForwarded } from '../network-groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A node of a Network Load Balancer has no target that it may use. */
export const rule: Rule = {
  name: 'zone-without-targets',
  severity: 'warning',
  aliases: reachabilityCodes['zone-without-targets'],
  explains: [{ cause: 'zone-without-targets' }],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const forwarded of networkForwarded(estate)) {
    const { balancer, group, nodes = [], targets } = forwarded;
    if ((group.crossZone ?? balancer.crossZone) || (serviceBehind(balancer) !== undefined && !isOffered(estate, balancer))) continue;
    const zones = targets.map(({ found }) => found.zone);
    if (targets.length === 0 || zones.includes(undefined) || zones.includes('all')) continue;
    const bare = [...new Set(nodes.flatMap(({ zone }) => zone ?? []))].filter((zone) => !zones.includes(zone)).sort();
    if (bare.length > 0 && nodes.some(({ zone }) => zone !== undefined && zones.includes(zone))) yield found(forwarded, bare);
  }
}

/** Pods come and go, and clients of a Service's balancer ask by its name, which leaves such nodes out; those behind an endpoint have the node of their own zone. */
function isOffered(estate: Estate, { name }: NetworkBalancer): boolean {
  return endpointServicesOf(estate).some(({ balancers }) => balancers.some((each) => each.name === name));
}

function found({ balancer, group, targets }: NetworkForwarded, bare: readonly string[]): Finding {
  const of = group.resource;
  return findingAt(rule, { resource: of, path: [] }, {
    message: `connections that reach ${balancer.name} in ${listed(bare)} find no target of ${group.name}: those who use its name are led elsewhere, those behind an endpoint or with the address of that node are not`,
    label: `no target in ${listed(bare)}, and cross-zone load balancing is off`,
    because: targets.map(({ resource, found: { name, zone } }) => because(nameOf(resource), `${name} is in zone ${zone ?? ''}`, { resource, path: ['target_id'] })),
    proposals: of.derived === undefined ? [{ title: 'let the nodes use targets of every zone; AWS bills what crosses zones', edits: [{ edit: 'set', of: identityOf(of), path: ['load_balancing_cross_zone_enabled'], to: 'true' }], certainty: 'proposed' }] : [],
  });
}
