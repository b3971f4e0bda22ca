import type { Estate } from '../../resource/estate.ts';
import type { Problem, Resource } from '../../resource/resource.ts';
import { problemAt, type Controller } from '../controller.ts';
import { plansOf } from './plans.ts';
import type { Plan } from './plan.ts';
import type { Taken } from './resources/names.ts';
import { resourcesOf } from './resources/resources.ts';
import { awsTypes } from './settings/aws.ts';
import { factsOf } from './settings/facts.ts';

/**
 * The AWS Load Balancer Controller: Ingresses and Services of its classes become load balancers, in the attributes of Terraform's
 * provider. What happens, in order, folder by folder:
 *
 * - `settings` gathers what the controller was told and what AWS answers it (`facts.ts`);
 * - `admission` says what its webhooks refuse;
 * - `ingress` builds the stack of a group of Ingresses, `service` that of a Service: the controller's own model in its own spelling
 *   (`stack.ts`), each part with the place that asks for it (`place.ts`), in a plan with what is refused and remarked upon (`plan.ts`,
 *   `plans.ts`). Both read `annotations.ts` and look up subnets and security groups in `network`;
 * - `resources` turns a stack into resources;
 * - `binding`, a controller of its own, registers targets and opens their security groups to the load balancers;
 * - `overview` is a plan as people read it, and `against` what differs between a plan and what is live.
 */
export const loadBalancerController: Controller = {
  name: 'load-balancer-controller',
  reads: ['Ingress', 'IngressClass', 'IngressClassParams', 'Service', 'Namespace', 'Secret', 'Deployment', 'LoadBalancerController', 'MutatingWebhookConfiguration', ...awsTypes],
  make: (estate, problems) => {
    const scopes = [...new Set([...estate.ofType('Ingress'), ...estate.ofType('Service')].map(({ scope }) => scope))].sort();
    return scopes.flatMap((scope) => madeIn(estate, scope, problems));
  },
};

function madeIn(estate: Estate, scope: string, problems: Problem[]): readonly Resource[] {
  const facts = factsOf(estate, scope, problems);
  const { plans, remarks } = plansOf(estate, facts);
  const taken: Taken = new Map();
  problems.push(...plans.flatMap(refusalsOf), ...[...plans.flatMap((plan) => plan.remarks), ...remarks].map(({ name, severity, at, message }) => problemAt(at[0], at[1], name, severity, message)));
  return plans.flatMap(({ stack, members }) => (stack === undefined ? [] : resourcesOf(estate, facts, stack, taken, members)));
}

/** One bad Ingress keeps the whole group from being applied: the controller stops at the first error, and says no other. */
function refusalsOf({ id, members, refusals }: Plan): readonly Problem[] {
  return refusals.map(({ at: [resource, path], message, says, instead }) => {
    const others = members.filter((member) => member !== resource).map((member) => `${member.namespace ?? 'default'}/${member.name}`);
    const self = members.includes(resource) ? `this ${resource.type}` : members.length === 1 ? `${members[0]!.type} ${others[0]!}` : undefined;
    const affected = self === undefined ? `the Ingresses ${listed(others)} of group ${id}` : members.length === 1 ? self : `${self}, nor of ${listed(others)} in group ${id}`;
    const problem = problemAt(resource, path, 'load-balancer-not-applied', 'error', `no load balancer is made of ${affected}: ${message}${says === undefined ? '' : `. The controller says: ${says}`}`);
    return instead === undefined ? problem : { ...problem, instead: { title: instead.title, of: instead.at[0], path: instead.at[1], to: instead.to } };
  });
}

/** At most four names, then how many more. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 4);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)!}`;
}
