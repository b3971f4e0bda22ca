import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Action } from './actions.ts';
import { describedHealth } from './described-health.ts';
import { networkBalancersOf } from './network-balancers.ts';
import { networkGroupOf } from './network-groups.ts';
import type { Interface } from './network/interfaces.ts';
import { registered, vpcOfGroup } from './registered.ts';
import type { Target } from './target-groups.ts';

/** What a node of a Network Load Balancer asks for its health: the hop of each target group, and the names of the targets that the node may use. */
export interface Asked {
  readonly group: string;
  readonly targets: readonly string[];
}

/** The groups to which a Network Load Balancer forwards, as its node at an interface uses them; undefined for others. */
export function askedFrom(estate: Estate, name: string, node: Interface): readonly Asked[] | undefined {
  const network = networkBalancersOf(estate).find((each) => each.name === name);
  if (network !== undefined) {
    return groupsIn(network.listeners.flatMap(({ actions }) => actions)).map((resource) => {
      const group = networkGroupOf(estate, resource);
      return { group: `targets/${name}/${group.name}`, targets: usedBy(estate, group, node, group.crossZone ?? network.crossZone) };
    });
  }
  return undefined;
}

function groupsIn(actions: readonly Action[]): readonly Resource[] {
  return [...new Set(actions.flatMap((action) => (action.type === 'forward' ? action.groups.map(({ group }) => group) : [])))];
}

function usedBy(estate: Estate, group: { readonly resource: Resource; readonly port?: number; readonly targets: readonly Target[] }, node: Interface, crossZone: boolean): readonly string[] {
  return group.targets.flatMap((target) => {
    const { name, zone } = registered(estate, { ...group, ...vpcOfGroup(estate, group.resource) }, target);
    const near = crossZone || zone === undefined || zone === 'all' || node.zone === undefined || zone === node.zone;
    return near && describedHealth(target)?.used !== false ? [name] : [];
  });
}
