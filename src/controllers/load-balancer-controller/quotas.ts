import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { elbQuotas, quotaHeadRoom, type Quota } from '../../facts/elb-quotas.ts';
import type { Json } from '../../resource/resource.ts';
import type { Place, Remark } from './place.ts';
import { namedBy, placeOf, type Piece, type Stack } from './stack.ts';

/** How much of a quota a load balancer of a stack uses, and what asks for the last of it. */
export interface QuotaUse {
  readonly quota: Quota;
  /** The load balancer's id in its stack. */
  readonly balancer: string;
  readonly used: number;
  readonly place: Place;
}

/** The quotas of each load balancer of a stack, as far as the stack itself decides them: targets come and go with pods and nodes. */
export function quotasOf(stack: Stack): readonly QuotaUse[] {
  return stack.pieces.filter(({ type }) => type === 'AWS::ElasticLoadBalancingV2::LoadBalancer').flatMap((balancer) => {
    const uses = usesOf(stack, balancer);
    return elbQuotas.filter(({ of }) => of === balancer.spec['type']).flatMap((quota): readonly QuotaUse[] => {
      const use = uses[quota.key];
      return use === undefined || use.used === 0 ? [] : [{ quota, balancer: balancer.id, used: use.used, place: use.place ?? balancer.place }];
    });
  });
}

/** What is over a quota, which AWS refuses, or has little room left. */
export function quotaRemarks(stack: Stack): readonly Remark[] {
  return quotasOf(stack).filter(({ quota, used }) => used >= quota.limit * quotaHeadRoom).map(({ quota: { what, limit, adjustable }, used, place }) => {
    const more = adjustable ? 'the quota can be raised' : 'the quota cannot be raised';
    const over = used > limit;
    return {
      name: 'load-balancer-quota-reached',
      severity: over ? 'error' : 'warning',
      at: place,
      message: over ? `the load balancer would need ${used} ${what}; AWS allows ${limit}, so the controller stops there and what comes behind is missing (${more})` : `the load balancer has ${used} ${what} of ${limit} that AWS allows: when they are used up, new ones are refused and the controller stops (${more})`,
    };
  });
}

interface Use {
  readonly used: number;
  readonly place?: Place;
}

function usesOf({ pieces }: Stack, balancer: Piece): Partial<Readonly<Record<Quota['key'], Use>>> {
  const naming = (piece: Piece, field: string, of: Piece): boolean => {
    const token = namedBy(text(record(piece.spec[field])['$ref']) ?? '');
    return token?.type === of.type && token.id === of.id;
  };
  const listeners = pieces.filter((piece) => piece.type === 'AWS::ElasticLoadBalancingV2::Listener' && naming(piece, 'loadBalancerARN', balancer));
  const rules = pieces.filter((piece) => piece.type === 'AWS::ElasticLoadBalancingV2::ListenerRule' && listeners.some((listener) => naming(piece, 'listenerARN', listener)));
  const forwards = [...listeners.flatMap(({ spec }) => list(spec['defaultActions'])), ...rules.flatMap(({ spec }) => list(spec['actions']))].map((action) => list(record(record(action)['forwardConfig'])['targetGroups']).map(groupName));
  const certificates = listeners.map(({ spec }) => new Set(list(spec['certificates']).map((each) => JSON.stringify(each))).size - 1);
  const group = pieces.find((piece) => piece.type === 'AWS::EC2::SecurityGroup' && list(balancer.spec['securityGroups']).some((each) => namedBy(text(record(each)['$ref']) ?? '')?.id === piece.id));
  const wide = rules.find(({ spec }) => list(spec['actions']).some((action) => list(record(record(action)['forwardConfig'])['targetGroups']).length === Math.max(...forwards.map(({ length }) => length))));
  return {
    listeners: at(listeners.length, listeners.at(-1)?.place),
    rules: at(rules.length, rules.toSorted((a, b) => Number(a.spec['priority']) - Number(b.spec['priority'])).at(-1)?.place),
    targetGroups: at(new Set(forwards.flat()).size, undefined),
    groupsPerAction: at(Math.max(0, ...forwards.map(({ length }) => length)), wide === undefined ? undefined : placeOf(wide, ['actions', 0])),
    certificates: at(certificates.reduce((sum, count) => sum + Math.max(0, count), 0), listeners.find(({ spec }) => list(spec['certificates']).length > 1)?.place),
    ...(group === undefined ? {} : { inboundRules: at(inboundRules(group), group.place) }),
  };
}

function at(used: number, place: Place | undefined): Use {
  return place === undefined ? { used } : { used, place };
}

function groupName(value: Json): string {
  const { targetGroupARN } = record(value);
  return text(targetGroupARN) ?? text(record(targetGroupARN)['$ref']) ?? '';
}

/** Each block is a rule; a prefix list counts as many as it may have entries, which only AWS knows, so at least one. */
function inboundRules({ spec }: Piece): number {
  const permissions = list(spec['ingress']).map(record);
  const four = permissions.reduce((sum, { ipRanges, prefixLists }) => sum + list(ipRanges).length + list(prefixLists).length, 0);
  const six = permissions.reduce((sum, { ipv6Ranges }) => sum + list(ipv6Ranges).length, 0);
  return Math.max(four, six);
}
