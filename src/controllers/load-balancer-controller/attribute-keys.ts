import { nearest } from '../../dialects/kubernetes/nearest.ts';
import type { ElbAttribute } from '../../facts/elb-attributes.ts';
import { compareTexts } from '../../resource/order.ts';
import type { Place } from './place.ts';
import type { Drafting } from './plan.ts';

/** Remarks on a key that the API does not know: the controller hands it on, and the API refuses the load balancer's settings. */
export function remarkUnknown(drafting: Drafting, key: string, at: Place, known: readonly ElbAttribute[]): void {
  if (known.some((each) => each.key === key)) return;
  const near = nearest(key, known.map((each) => each.key));
  drafting.remark({ name: 'load-balancer-attribute-unknown', severity: 'warning', at, message: `${key} is no attribute that Elastic Load Balancing knows${near === undefined ? '' : `; ${near} is`}` });
}

/** Attributes as the API lists them: by key. */
export function attributeList(attributes: Readonly<Record<string, string>>): readonly { readonly key: string; readonly value: string }[] {
  return Object.keys(attributes).sort(compareTexts).map((key) => ({ key, value: attributes[key]! }));
}
