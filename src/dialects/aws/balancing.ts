import type { HopId } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import type { Action } from './actions.ts';
import { balancersOf } from './balancers.ts';
import { networkBalancersOf } from './network-balancers.ts';
import { nameOfGroup, targetsOf } from './target-groups.ts';
import { count } from './references.ts';

/** A target group as one balancer uses it. */
export interface Balancing {
  readonly balancer: string;
  readonly group: string;
  /** The hop that picks among its targets. */
  readonly hop: HopId;
  /** Registered addresses or instances, with their ports. */
  readonly targets: readonly { readonly id: string; readonly port: number }[];
}

/** The groups in which an address or an instance is registered with a port, by each balancer that forwards to them. */
export function balancedAt(estate: Estate, id: string, port: number): readonly Balancing[] {
  return balancingOf(estate).filter(({ targets }) => targets.some((target) => target.id === id && target.port === port));
}

function balancingOf(estate: Estate): readonly Balancing[] {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const applications = balancersOf(estate).map(({ name, listeners }) => ['group', name, listeners.flatMap(({ actions, rules }) => [...actions, ...rules.flatMap((rule) => rule.actions)])] as const);
  const networks = networkBalancersOf(estate).map(({ name, listeners }) => ['targets', name, listeners.flatMap(({ actions }) => actions)] as const);
  const found = [...applications, ...networks].flatMap(([word, balancer, actions]) => groupsIn(actions).map((resource): Balancing => {
    const group = nameOfGroup(resource);
    return { balancer, group, hop: `${word}/${balancer}/${group}`, targets: numbered(estate, resource) };
  }));
  viewed.set(estate, found);
  return found;
}

const viewed = new WeakMap<Estate, readonly Balancing[]>();

function groupsIn(actions: readonly Action[]): readonly Resource[] {
  return [...new Set(actions.flatMap((action) => (action.type === 'forward' ? action.groups.map(({ group }) => group) : [])))];
}

function numbered(estate: Estate, group: Resource): Balancing['targets'] {
  return targetsOf(estate, group).flatMap(({ id, port = count(group.body['port']) }) => (id === undefined || port === undefined ? [] : [{ id, port }]));
}
