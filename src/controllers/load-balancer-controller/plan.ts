import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import type { ControllerFacts } from './facts.ts';
import type { Refusal, Remark } from './place.ts';
import type { Stack } from './stack.ts';

/** What the controller makes of one group of Ingresses, or of one Service of type LoadBalancer. */
export interface Plan {
  readonly kind: 'ingress-group' | 'service';
  /** `NAMESPACE/NAME`, or the name of an explicit group. */
  readonly id: string;
  /** The Ingresses in the group's order, or the Service. */
  readonly members: readonly Resource[];
  /** Absent: the controller makes nothing, for the reasons in `refusals`. */
  readonly stack?: Stack;
  /** Every reason, not only the first at which the controller stops. */
  readonly refusals: readonly Refusal[];
  readonly remarks: readonly Remark[];
  /** What is taken for granted because no input says it, one sentence each. */
  readonly assumptions: readonly string[];
}

/** What a builder is given, and where it says what it finds. */
export interface Drafting {
  readonly estate: Estate;
  readonly facts: ControllerFacts;
  refuse(refusal: Refusal): void;
  remark(remark: Remark): void;
  /** The same sentence is kept once. */
  assume(text: string): void;
  /** As `assume`, of a name that something gets: said only if it is made. */
  assumeOfName(text: string): void;
}

/** A drafting that gathers what builders say. `assumed` is what holds for a plan, once all of it is built. */
export function drafting(estate: Estate, facts: ControllerFacts): Drafting & { readonly refusals: readonly Refusal[]; readonly remarks: readonly Remark[]; assumed(): readonly string[] } {
  const refusals: Refusal[] = [];
  const remarks: Remark[] = [];
  const assumptions: string[] = [];
  const ofNames: string[] = [];
  const assume = (text: string): void => void (assumptions.includes(text) || assumptions.push(text));
  const same = (a: Refusal | Remark, b: Refusal | Remark): boolean => a.message === b.message && a.at[0] === b.at[0] && a.at[1].join() === b.at[1].join();
  return {
    estate,
    facts,
    refusals,
    remarks,
    assumed: () => assumptions.filter((text) => refusals.length === 0 || !ofNames.includes(text)),
    refuse: (refusal) => void (refusals.some((each) => same(each, refusal)) || refusals.push(refusal)),
    remark: (remark) => void (remarks.some((each) => each.name === remark.name && same(each, remark)) || remarks.push(remark)),
    assume,
    assumeOfName: (text) => {
      ofNames.push(text);
      assume(text);
    },
  };
}
