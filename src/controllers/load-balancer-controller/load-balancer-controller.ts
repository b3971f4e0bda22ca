import type { Estate } from '../../resource/estate.ts';
import type { Problem, Resource } from '../../resource/resource.ts';
import { problemAt, type Controller } from '../controller.ts';
import { balancerOf } from './balancer.ts';
import { groupsOf, type Group } from './group.ts';
import { settingsOf } from './settings.ts';

/** The AWS Load Balancer Controller: Ingresses of its class become load balancers, in the attributes of Terraform's provider. */
export const loadBalancerController: Controller = {
  name: 'load-balancer-controller',
  reads: ['Ingress', 'IngressClass', 'IngressClassParams', 'Service', 'EndpointSlice', 'Deployment'],
  make: (estate, problems) => {
    const scopes = [...new Set(estate.ofType('Ingress').map(({ scope }) => scope))].sort();
    return scopes.flatMap((scope) => madeIn(estate, scope, problems));
  },
};

function madeIn(estate: Estate, scope: string, problems: Problem[]): readonly Resource[] {
  const settings = settingsOf(estate, scope);
  const taken = { balancers: new Set<string>(), targetGroups: new Set<string>() };
  return groupsOf(estate, scope, settings).flatMap((group) => {
    const made = balancerOf(estate, settings, group, taken);
    if (group.complaints.length === 0) return made;
    problems.push(...problemsOf(group));
    return [];
  });
}

/** One bad Ingress keeps the whole group from being applied: the controller stops at the first error. */
function problemsOf({ id, members, complaints }: Group): readonly Problem[] {
  const others = members.length === 1 ? '' : `, nor of the ${members.length - 1} other Ingress${members.length === 2 ? '' : 'es'} of group ${id.id}`;
  const told = new Map(complaints.map(({ at, message }) => [`${message} ${at[1].join('.')}`, { at, message }]));
  return [...told.values()].map(({ at: [resource, path], message }) => problemAt(resource, path, 'load-balancer-not-applied', 'error', `no load balancer is made of this Ingress${others}: ${message}`));
}
