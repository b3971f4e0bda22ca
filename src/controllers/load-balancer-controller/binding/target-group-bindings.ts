import type { Estate } from '../../../resource/estate.ts';
import type { Problem, Resource } from '../../../resource/resource.ts';
import { problemAt, type Controller } from '../../controller.ts';
import type { ControllerFacts } from '../facts.ts';
import { factsOf } from '../settings/facts.ts';
import { boundOf } from './bound.ts';
import { rulesOf } from './networking.ts';
import type { Remark } from '../place.ts';

/** The part of the AWS Load Balancer Controller that registers the targets of TargetGroupBindings, its own and the user's, and opens their security groups. */
export const targetGroupBindings: Controller = {
  name: 'target-group-bindings',
  reads: ['TargetGroupBinding', 'Service', 'EndpointSlice', 'Pod', 'Node', 'Deployment', 'IngressClass', 'aws_lb_target_group'],
  make: (estate, problems) => {
    const bindings = estate.ofType('TargetGroupBinding');
    const scopes = [...new Set(bindings.map(({ scope }) => scope))].sort();
    return scopes.flatMap((scope) => madeIn(estate, scope, problems));
  },
};

/** What the bindings of one cluster come to, and what is taken for granted there. */
export function bindingsIn(estate: Estate, facts: ControllerFacts): { readonly resources: readonly Resource[]; readonly remarks: readonly Remark[]; readonly assumptions: readonly string[] } {
  const bound = estate.ofType('TargetGroupBinding').flatMap((binding) => (binding.scope === facts.scope ? [boundOf(estate, facts, binding)] : []));
  const rules = rulesOf(facts, bound.flatMap(({ wanted }) => wanted));
  return {
    resources: [...bound.flatMap(({ attachments }) => attachments), ...rules.resources],
    remarks: [...bound.flatMap(({ remarks }) => remarks), ...rules.remarks],
    assumptions: [...new Set(bound.flatMap(({ assumes }) => assumes))],
  };
}

function madeIn(estate: Estate, scope: string, problems: Problem[]): readonly Resource[] {
  const { resources, remarks } = bindingsIn(estate, factsOf(estate, scope));
  for (const { name, severity, at, message, instead } of remarks) problems.push({ ...problemAt(at[0], at[1], name, severity, message), ...(instead === undefined ? {} : { instead }) });
  return resources;
}
