import { networkBalancersOf, type NetworkBalancer } from '../dialects/aws/network-balancers.ts';
import { networkGroupOf, type NetworkGroup } from '../dialects/aws/network-groups.ts';
import { nodesOf, type Node } from '../dialects/aws/nodes.ts';
import { registered, vpcOfGroup, type Registered } from '../dialects/aws/registered.ts';
import type { HopId } from '../ir/program.ts';
import type { Estate } from '../resource/estate.ts';
import type { Resource } from '../resource/resource.ts';

/** A target group behind a Network Load Balancer. */
export interface NetworkForwarded {
  readonly balancer: NetworkBalancer;
  readonly group: NetworkGroup;
  /** Whose checks are those of the group. */
  readonly hop: HopId;
  /** Undefined: nobody says where the balancer stands. */
  readonly nodes: readonly Node[] | undefined;
  readonly targets: readonly { readonly resource: Resource; readonly found: Registered }[];
}

/** Every target group to which a listener of a Network Load Balancer forwards, once for each balancer. */
export function* networkForwarded(estate: Estate): Iterable<NetworkForwarded> {
  for (const balancer of networkBalancersOf(estate)) {
    const groups = new Set(balancer.listeners.flatMap(({ actions }) => actions.flatMap((action) => (action.type === 'forward' ? action.groups.map((each) => each.group) : []))));
    for (const resource of groups) {
      const group = networkGroupOf(estate, resource);
      const targets = group.targets.map((target) => ({ resource: target.resource, found: registered(estate, { ...group, ...vpcOfGroup(estate, resource) }, target) }));
      yield { balancer, group, hop: `targets/${balancer.name}/${group.name}`, nodes: nodesOf(estate, balancer.resource), targets };
    }
  }
}
