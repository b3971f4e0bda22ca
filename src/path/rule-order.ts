import { balancersOf } from '../dialects/aws/balancers.ts';
import type { Estate } from '../resource/estate.ts';
import { nameOf } from '../resource/resource.ts';
import type { Assumption } from './assumption.ts';
import type { Outcome } from './trace.ts';

/**
 * Rules of a listener that want the same requests and say no priority: the provider gives each the number behind the highest one that is
 * there when it is made (aws_lb_listener_rule, `priority`), and the first one by name is taken for the one that is made first.
 */
export function unnumberedRivals(estate: Estate, outcomes: readonly Outcome[]): readonly Assumption[] {
  const taken = new Set(outcomes.flatMap(({ steps }) => steps.filter(({ hop, op }) => op === 'case' && hop.startsWith('rules/')).map(({ origin }) => origin.resource)));
  if (taken.size === 0) return [];
  return balancersOf(estate).flatMap(({ listeners }) => listeners).flatMap(({ rules }) => {
    const unnumbered = rules.filter((rule) => rule.unnumbered === true);
    return unnumbered.filter(({ resource }) => taken.has(nameOf(resource))).flatMap((rule) => unnumbered.filter((other) => other !== rule && JSON.stringify(other.conditions) === JSON.stringify(rule.conditions)).map((other): Assumption => ({ name: 'rule-made-first', layer: 'order', text: `${nameOf(rule.resource)} is taken to be made before ${nameOf(other.resource)}, which wants the same requests: neither says its priority, and the one that is made first comes first` })));
  });
}
