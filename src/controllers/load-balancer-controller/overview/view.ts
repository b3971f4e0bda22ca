import { elbQuotas } from '../../../facts/elb-quotas.ts';
import type { Estate } from '../../../resource/estate.ts';
import { nameOf } from '../../../resource/resource.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Plan } from '../plan.ts';
import { quotasOf } from '../quotas.ts';
import { namesOf, type Names, type Taken } from '../resources/names.ts';
import type { Piece, Stack } from '../stack.ts';
import { balancerView, securityGroupView } from './balancers.ts';
import type { BalancerView, Member, Overview, QuotaView, TargetView } from './overview.ts';
import { from, remarkView } from './said.ts';
import { shownOf } from './shown.ts';
import { servicesBehind, targetGroupView } from './target-groups.ts';
import { targetsIn } from './targets.ts';

/** The plans of one cluster as people read them, in their order: names are those that the resources get. */
export function overviewsOf(estate: Estate, facts: ControllerFacts, plans: readonly Plan[]): readonly Overview[] {
  const taken: Taken = new Map();
  const targets = targetsIn(estate, facts.scope);
  return plans.map((plan) => overviewOf(estate, facts, plan, taken, targets));
}

function overviewOf(estate: Estate, facts: ControllerFacts, plan: Plan, taken: Taken, targets: (group: string) => readonly TargetView[]): Overview {
  const { stack } = plan;
  const names = stack === undefined ? undefined : namesOf(estate, facts, stack, taken);
  const services = stack === undefined ? new Map<string, string>() : servicesBehind(stack);
  const ofType = (type: Piece['type']): readonly Piece[] => stack?.pieces.filter((piece) => piece.type === type) ?? [];
  const balancers = stack === undefined || names === undefined ? [] : ofType('AWS::ElasticLoadBalancingV2::LoadBalancer').map((piece) => balancerView(facts, names, services, stack, piece));
  const targetGroups = stack === undefined || names === undefined ? [] : ofType('AWS::ElasticLoadBalancingV2::TargetGroup').map((piece) => targetGroupView(facts, names, targets, stack, piece));
  return {
    kind: plan.kind,
    id: plan.id,
    scope: facts.scope,
    members: plan.members.map((resource): Member => ({ type: resource.type, namespace: resource.namespace ?? 'default', name: resource.name, ...from([resource, ['metadata', 'name']]) })),
    applied: stack !== undefined,
    balancers,
    securityGroups: stack === undefined || names === undefined ? [] : ofType('AWS::EC2::SecurityGroup').map((piece) => securityGroupView(facts, names, stack, piece)),
    targetGroups,
    quotas: stack === undefined || names === undefined ? [] : [...quotaViews(stack, names), ...targetQuotas(targets, balancers)],
    refusals: plan.refusals.map(({ message, says, at }) => ({ message, ...(says === undefined ? {} : { says }), resource: nameOf(at[0]), ...from(at) })),
    remarks: plan.remarks.map(remarkView),
    assumptions: plan.assumptions,
    shown: shownOf(plan, balancers, targetGroups),
  };
}

function quotaViews(stack: Stack, names: Names): readonly QuotaView[] {
  return quotasOf(stack).flatMap(({ quota: { what, limit, adjustable }, balancer, used }) => {
    const piece = stack.pieces.find(({ type, id }) => type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && id === balancer);
    return piece === undefined ? [] : [{ what, of: names.of(piece), used, limit, adjustable }];
  });
}

/** Targets are counted where the inputs hold them: ready pods. Of nodes no file tells how many there are. */
function targetQuotas(targets: (group: string) => readonly TargetView[], balancers: readonly BalancerView[]): readonly QuotaView[] {
  return balancers.flatMap(({ name, type, listeners }) => {
    const quota = elbQuotas.find(({ key, of }) => key === 'targets' && of === type);
    const groups = new Set(listeners.flatMap(({ rules, otherwise }) => [...otherwise, ...rules.flatMap(({ actions }) => actions)]).flatMap((action) => (action.type === 'forward' ? action.groups.map((group) => group.name) : [])));
    const used = [...groups].flatMap(targets).filter(({ what }) => what !== 'every node').length;
    return quota === undefined || used === 0 ? [] : [{ what: quota.what, of: name.here, used, limit: quota.limit, adjustable: quota.adjustable }];
  });
}
