import type { BindingView, Overview } from '../controllers/load-balancer-controller/overview/overview.ts';
import type { AlsoMade } from './plan-text.ts';

/** The stable JSON form of plans, version 1 (docs/reference/plan.schema.json). */
export function planJson(plans: readonly Overview[], bindings: readonly BindingView[], also: readonly AlsoMade[]): { readonly version: 1; readonly plans: readonly Overview[]; readonly bindings: readonly BindingView[]; readonly alsoMade: readonly AlsoMade[] } {
  return { version: 1, plans, bindings, alsoMade: also };
}
