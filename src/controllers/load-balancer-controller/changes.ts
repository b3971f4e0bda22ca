import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../resource/resource.ts';
import { balancerReplacedFor, targetGroupReplacedFor, type Reason } from './replacement.ts';
import type { Piece, PieceType, Stack } from './stack.ts';

/** What AWS does not simply follow, when one plan of a load balancer comes after another. */
export interface Change {
  /** `replaced`: made anew, under a new DNS name or ARN. `stays`: no longer asked for, and kept by AWS all the same. */
  readonly what: 'replaced' | 'stays';
  readonly type: PieceType;
  readonly id: string;
  /** One sentence without a full stop. */
  readonly message: string;
}

/** Sets a plan that was applied (in the controller's own JSON, `resources` by type and id) against the one that comes after it. */
export function changesBetween(before: JsonObject, after: Stack): readonly Change[] {
  const resources = record(before['resources']);
  const spec = (type: PieceType, id: string): JsonObject | undefined => {
    const found = record(record(resources[type])[id])['spec'];
    return found === undefined ? undefined : record(found);
  };
  const changes = after.pieces.flatMap((piece): readonly Change[] => {
    const old = spec(piece.type, piece.id);
    return old === undefined ? [] : [...replaced(piece, old), ...keptAttributes(piece, old)];
  });
  return [...changes, ...keptAddOns(resources, after)];
}

function replaced(piece: Piece, old: JsonObject): readonly Change[] {
  const { type, id, spec } = piece;
  const said = (reasons: readonly Reason[]): string => reasons.map(({ field, from, to }) => `${field} from ${from} to ${to}`).join(' and ');
  if (type === 'AWS::ElasticLoadBalancingV2::LoadBalancer') {
    const reasons = balancerReplacedFor({ type: text(old['type']) as 'application', scheme: text(old['scheme']) as 'internal' }, spec);
    return reasons.length === 0 ? [] : [{ what: 'replaced', type, id, message: `the load balancer is made anew, with a new DNS name, because AWS does not change ${said(reasons)} in place; names that lead to the old one stop working` }];
  }
  if (type !== 'AWS::ElasticLoadBalancingV2::TargetGroup') return [];
  const version = text(old['protocolVersion']);
  const reasons = targetGroupReplacedFor({ targetType: text(old['targetType']) ?? '', protocol: text(old['protocol']) ?? '', ...(version === undefined ? {} : { protocolVersion: version }) }, spec, false);
  if (reasons.length > 0) return [{ what: 'replaced', type, id, message: `target group ${text(old['name']) ?? id} is made anew because AWS does not change ${said(reasons)} in place: its targets are registered and checked from the beginning` }];
  const [from, to] = [text(old['name']), text(spec['name'])];
  if (from === undefined || to === undefined || from === to) return [];
  return [{ what: 'replaced', type, id, message: `target group ${from} becomes ${to}, which has another ARN: the Service was deleted and made again under a new UID, and while it is gone the controller deletes the old group and the rule answers 503` }];
}

/** The members of a spec that hold attributes, by type. The controller sets those it is told, and resets none (pkg/deploy/elbv2, attribute reconcilers). */
const attributeMembers: Readonly<Partial<Record<PieceType, string>>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'loadBalancerAttributes',
  'AWS::ElasticLoadBalancingV2::Listener': 'listenerAttributes',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'targetGroupAttributes',
};

function keptAttributes({ type, id, spec }: Piece, old: JsonObject): readonly Change[] {
  const member = attributeMembers[type];
  if (member === undefined) return [];
  const now = keysOf(spec[member]);
  return [...keysOf(old[member])].flatMap(([key, value]) => (now.has(key) ? [] : [{ what: 'stays', type, id, message: `attribute ${key} stays ${value}: nobody asks for it any more, and the controller resets nothing` } as const]));
}

/** Associations that a plan no longer has, with what is attached all the same (pkg/deploy/wafv2, pkg/deploy/shield). */
function keptAddOns(resources: JsonObject, after: Stack): readonly Change[] {
  const types: readonly PieceType[] = ['AWS::WAFv2::WebACLAssociation', 'AWS::WAFRegional::WebACLAssociation', 'AWS::Shield::Protection'];
  return types.flatMap((type) =>
    Object.entries(record(resources[type])).flatMap(([id, value]) => {
      if (after.pieces.some((piece) => piece.type === type)) return [];
      const { webACLARN, webACLID, enabled } = record(record(value)['spec']);
      const named = text(webACLARN) ?? text(webACLID);
      if (named === '' || (type === 'AWS::Shield::Protection' && enabled !== true)) return [];
      const [what, off] = type === 'AWS::Shield::Protection' ? ['Shield Advanced protection stays on', 'false'] : [`web ACL ${named ?? ''} stays attached`, 'none'];
      return [{ what: 'stays', type, id, message: `${what}: nobody asks for it any more, and only the value ${off} takes it away` } as const];
    }),
  );
}

/** Attributes as the model lists them: `[{ key, value }]`. */
function keysOf(value: Json | undefined): ReadonlyMap<string, string> {
  return new Map(list(value).map((each) => [text(record(each)['key']) ?? '', text(record(each)['value']) ?? '']));
}
