import type { ControllerFacts } from './facts.ts';
import type { Remark } from './place.ts';
import type { Plan } from './plan.ts';
import { fatesOf, type Fate, type Fates } from './replacement.ts';
import { placeOf } from './stack.ts';
import { tagPrefixes } from './tags.ts';

/** What becomes of the load balancer and target groups that a plan's stack has in AWS today; undefined where the inputs hold none. */
export function fatesOfPlan(facts: ControllerFacts, { kind, stack }: Plan): Fates | undefined {
  if (stack === undefined || facts.flags.clusterName === undefined) return undefined;
  return fatesOf(facts, stack, tagPrefixes[kind]);
}

/** What exists and is made anew when the plan is applied. */
export function replacementRemarks(facts: ControllerFacts, plan: Plan): readonly Remark[] {
  return (fatesOfPlan(facts, plan)?.fates ?? []).flatMap((fate): readonly Remark[] => {
    const [first] = fate.replacedFor;
    if (first === undefined) return [];
    const changed = fate.replacedFor.map(({ field, from, to }) => `${field} from ${from} to ${to}`).join(' and ');
    return [{ name: fate.what === 'load balancer' ? 'load-balancer-replaced' : 'target-group-replaced', severity: 'warning', at: placeOf(fate.piece, [first.field]), message: messageOf(fate, changed) }];
  });
}

function messageOf({ what, name, nameTaken }: Fate, changed: string): string {
  if (what === 'target group') return `target group ${name} is made anew, because AWS does not change ${changed} in place: every target is registered and checked from the beginning, and bindings of the old ARN lead nowhere`;
  const gap = nameTaken ? ', and nothing answers from when the old one is deleted, whose name the new one takes, until that is provisioned' : '';
  return `load balancer ${name} is made anew, because AWS does not change ${changed} in place: its DNS name changes, names that lead to the old one stop working${gap}`;
}
