import type { BindingView, Overview } from '../controllers/load-balancer-controller/overview/overview.ts';
import type { OtherBalancer } from '../path/other-balancers.ts';
import type { AlsoMade } from './plan-text.ts';

/** The stable JSON form of plans, version 1 (docs/reference/plan.schema.json). */
export function planJson(plans: readonly Overview[], bindings: readonly BindingView[], others: readonly OtherBalancer[], also: readonly AlsoMade[]): { readonly version: 1; readonly plans: readonly Overview[]; readonly bindings: readonly BindingView[]; readonly otherBalancers: readonly OtherBalancer[]; readonly alsoMade: readonly AlsoMade[] } {
  return { version: 1, plans, bindings, otherBalancers: others, alsoMade: also };
}
