import type { BindingView, Overview } from '../controllers/load-balancer-controller/overview/overview.ts';
import type { OtherBalancer } from '../path/other-balancers.ts';
import type { OtherIngress } from '../path/other-ingresses.ts';
import type { Planned } from '../path/planned.ts';
import type { AlsoMade } from './plan-text.ts';

/** Version 1 of what `plan --format json` prints (docs/reference/plan.schema.json). */
interface PlanJson {
  readonly version: 1;
  readonly plans: readonly Overview[];
  readonly bindings: readonly BindingView[];
  /** Of objects that no plan has. */
  readonly remarks: Overview['remarks'];
  readonly otherBalancers: readonly OtherBalancer[];
  /** Ingresses that other controllers take. */
  readonly otherIngresses: readonly OtherIngress[];
  readonly alsoMade: readonly AlsoMade[];
}

/** The stable JSON form of plans. */
export function planJson(planned: readonly Planned[], otherBalancers: readonly OtherBalancer[], alsoMade: readonly AlsoMade[], otherIngresses: readonly OtherIngress[]): PlanJson {
  const [plans, bindings, remarks] = [planned.flatMap(({ overviews }) => overviews), planned.flatMap((each) => each.bindings), planned.flatMap((each) => each.remarks)];
  return { version: 1, plans, bindings, remarks, otherBalancers, otherIngresses, alsoMade };
}
