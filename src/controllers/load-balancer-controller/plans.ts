import { servicesOf } from '../../dialects/kubernetes/services.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';
import { compareTexts } from '../../resource/order.ts';
import type { Resource } from '../../resource/resource.ts';
import type { ControllerFacts } from './facts.ts';
import { replacementRemarks } from './fates.ts';
import { buildGroup } from './ingress/build.ts';
import type { Group } from './ingress/group.ts';
import { groupsOf } from './ingress/groups.ts';
import { limitRemarks } from './limits.ts';
import type { Refusal, Remark } from './place.ts';
import type { Plan } from './plan.ts';
import { quotaRemarks } from './quotas.ts';
import { buildService } from './service/build.ts';
import { admitted, supported } from './service/supported.ts';

/** Everything the controller of one cluster makes, or would make if nothing were refused. */
export interface Plans {
  /** Groups by id, then Services by namespace and name. An Ingress that belongs to no group, because of a mistake, has a plan of its own. */
  readonly plans: readonly Plan[];
  /** What is said of objects that no plan has. */
  readonly remarks: readonly Remark[];
}

/** The plans of one cluster. A load balancer's name that two of them ask for is refused to the later one. */
export function plansOf(estate: Estate, facts: ControllerFacts): Plans {
  const refused = new Map<Resource, Refusal[]>();
  const remarks: Remark[] = [];
  const assumptions: string[] = [];
  const keptOut: (readonly [Resource, Group])[] = [];
  const groups = groupsOf(estate, facts, {
    refuse: (ingress, refusal) => void refused.set(ingress, [...(refused.get(ingress) ?? []), refusal]),
    remark: (remark) => void remarks.push(remark),
    assume: (sentence) => void (assumptions.includes(sentence) || assumptions.push(sentence)),
    keptOut: (ingress, group) => void keptOut.push([ingress, group]),
  });
  // What else is wrong with an Ingress that the webhook refuses shows once that is mended: it is told now.
  for (const [ingress, group] of keptOut) refused.set(ingress, withOthers(refused.get(ingress) ?? [], buildGroup(estate, facts, group).refusals.filter(({ at }) => at[0] === ingress)));
  const taken = new Set<string>();
  const built = groups.map((group) => buildGroup(estate, facts, group, taken));
  const housed = new Set(built.flatMap(({ members }) => members));
  const homeless = [...refused].filter(([ingress]) => !housed.has(ingress)).map(([ingress, refusals]): Plan => ({ kind: 'ingress-group', id: `${ingress.namespace ?? 'default'}/${ingress.name}`, members: [ingress], refusals, remarks: [], assumptions: [] }));
  const services = servicesOf(estate).filter(({ resource }) => resource.scope === facts.scope && watched(facts, resource)).flatMap((service) => (supported(admitted(service, facts), facts) ? [buildService(estate, facts, service)] : []));
  const all = distinct([...[...built, ...homeless].sort((a, b) => compareTexts(a.id, b.id)), ...services]);
  const homes = new Map(all.flatMap((plan) => plan.members.map((member) => [member, plan] as const)));
  const said = new Map<Plan, Remark[]>();
  for (const remark of remarks) {
    const home = homes.get(remark.at[0]);
    if (home !== undefined) said.set(home, [...(said.get(home) ?? []), remark]);
  }
  const plans = all.map((plan) => withOwn(facts, plan, said.get(plan) ?? [], assumptions));
  return { plans, remarks: remarks.filter(({ at }) => !homes.has(at[0])) };
}

/** The same sentence at the same place is told once. */
function withOthers(first: readonly Refusal[], others: readonly Refusal[]): Refusal[] {
  return [...first, ...others.filter(({ at, message }) => !first.some((each) => each.message === message && each.at[1].join() === at[1].join()))];
}

function watched({ flags }: ControllerFacts, { namespace }: Resource): boolean {
  return flags.watchNamespace === '' || flags.watchNamespace === namespace;
}

/** What was said of a plan's members before their group was known, of its quotas, of values out of AWS' limits and of what it replaces belongs to it. */
function withOwn(facts: ControllerFacts, plan: Plan, own: readonly Remark[], assumptions: readonly string[]): Plan {
  const reached = plan.stack === undefined ? [] : [...quotaRemarks(plan.stack), ...limitRemarks(plan.stack)];
  const assumed = plan.kind === 'ingress-group' ? assumptions.filter((sentence) => !plan.assumptions.includes(sentence)) : [];
  return { ...plan, remarks: [...plan.remarks, ...own, ...reached, ...replacementRemarks(facts, plan)], assumptions: [...assumed, ...plan.assumptions] };
}

/**
 * Names of load balancers are unique in an account and Region: AWS answers DuplicateLoadBalancerName to who comes second, in
 * these words (kubernetes-sigs/aws-load-balancer-controller issues 3104 and 3173).
 */
function distinct(plans: readonly Plan[]): readonly Plan[] {
  const owners = new Map<string, Plan>();
  return plans.map((plan) => {
    const named = (plan.stack?.pieces ?? []).filter(({ type, places }) => type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && places.some(([part]) => part[0] === 'name'));
    const refusals = named.flatMap((piece): readonly Refusal[] => {
      const name = text(piece.spec['name']) ?? '';
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, plan);
      const [, at = piece.place] = piece.places.find(([part]) => part[0] === 'name') ?? [];
      return owner === undefined ? [] : [{ at, message: `the load balancer of ${owner.id} is called ${name} already`, says: `A load balancer with the same name '${name}' exists, but with different settings` }];
    });
    if (refusals.length === 0) return plan;
    const { stack: _stack, ...rest } = plan;
    return { ...rest, refusals: [...plan.refusals, ...refusals] };
  });
}
