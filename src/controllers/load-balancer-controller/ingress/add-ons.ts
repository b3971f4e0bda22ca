import type { JsonObject, Path } from '../../../resource/resource.ts';
import { goSorted } from '../go-text.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { tokenOf, type Piece, type PieceType } from '../stack.ts';
import { agreed, pinnedBy, said, textsSaid, type Said } from './agreement.ts';
import { balancerId } from './balancer.ts';
import type { Member } from './group.ts';

/** The value that takes a web ACL off the load balancer; without any, what is on it stays. */
const off = 'none';

/** The web ACL and the Shield protection of the group's load balancer, where any member says something about them. */
export function addOnsOf(drafting: Drafting, members: readonly Member[]): readonly Piece[] {
  const pieces = [...firewall(drafting, members), ...oldFirewall(drafting, members), ...protection(drafting, members)];
  for (const each of pieces) {
    const flag = turnedOff(drafting.facts, each.type);
    if (flag !== undefined) drafting.remark({ name: 'load-balancer-add-on-turned-off', severity: 'warning', at: each.place, message: `this does nothing: the controller was started with ${flag}=false, and touches no such setting of a load balancer` });
  }
  return pieces;
}

/** The flag that keeps the controller from applying an add-on which its model has; undefined: it applies it. */
export function turnedOff({ flags }: ControllerFacts, type: PieceType): string | undefined {
  if (type === 'AWS::WAFv2::WebACLAssociation') return flags.enableWafv2 ? undefined : '--enable-wafv2';
  if (type === 'AWS::WAFRegional::WebACLAssociation') return flags.enableWaf ? undefined : '--enable-waf';
  return type === 'AWS::Shield::Protection' && !flags.enableShield ? '--enable-shield' : undefined;
}

/** By ARN or by name; both may stand if they mean the same one. */
function firewall(drafting: Drafting, members: readonly Member[]): readonly Piece[] {
  const asked = members.flatMap((member) => [
    ...wanted(member, 'wafv2-acl-arn', ['wafv2AclArn']),
    ...wanted(member, 'wafv2-acl-name', ['wafv2AclName']).flatMap((each) => byName(drafting, each)),
  ]);
  const found = agreed(drafting, asked, 'the web ACL', (values) => `conflicting WAFv2 WebACL ARNs: ${goSorted(values)}`);
  if (found === undefined) return [];
  const others = members.filter((member) => member !== found.member).length;
  const pinned = found.place[0].type === 'IngressClassParams';
  if (others > 0 && !pinned) {
    const does = found.value === off ? 'takes the web ACL off the load balancer' : `puts ${found.value} on the load balancer`;
    drafting.remark({ name: 'member-sets-web-acl-of-group', severity: found.value === off ? 'warning' : 'note', at: found.place, message: `${found.member.namespace}/${found.member.name} ${does} that it shares with ${others} other Ingress${others === 1 ? '' : 'es'}` });
  }
  return [piece('AWS::WAFv2::WebACLAssociation', { webACLARN: found.value === off ? '' : found.value }, found.place, ['webACLARN'])];
}

/** What IngressClassParams say counts beside the annotation, and may not differ from it (model_build_load_balancer_addons.go). */
function wanted(member: Member, annotation: string, pinned: Path): readonly Said<string>[] {
  const own = pinnedBy(member, pinned);
  const fixed = typeof own?.value === 'string' && own.value !== '' ? [{ value: own.value, member, place: own.place }] : [];
  return [...textsSaid([member], annotation).filter(({ value }) => value !== ''), ...fixed];
}

function byName(drafting: Drafting, named: Said<string>): readonly Said<string>[] {
  if (named.value === off) return [named];
  const { webAcls } = drafting.facts.aws;
  const known = webAcls?.find(({ name }) => name === named.value);
  if (known !== undefined) return [{ ...named, value: known.arn }];
  if (webAcls === undefined) {
    drafting.assume(`the web ACL named ${named.value} exists: the inputs hold no web ACLs`);
    return [{ ...named, value: `\${data.aws_wafv2_web_acl.${named.value}.arn}` }];
  }
  drafting.refuse({ at: named.place, message: `no regional web ACL is named ${named.value}`, says: `Unable to find web acl named ${named.value}` });
  return [];
}

/** WAF Classic; `web-acl-id` is its older key. */
function oldFirewall(drafting: Drafting, members: readonly Member[]): readonly Piece[] {
  const asked = members.flatMap((member) => textsSaid([member], member.annotations.text('waf-acl-id') === undefined ? 'web-acl-id' : 'waf-acl-id')).filter(({ value }) => value !== '');
  const found = agreed(drafting, asked, 'the web ACL of WAF Classic', (values) => `conflicting WAFClassic WebACL IDs: ${goSorted(values)}`);
  return found === undefined ? [] : [piece('AWS::WAFRegional::WebACLAssociation', { webACLID: found.value === off ? '' : found.value }, found.place, ['webACLID'])];
}

function protection(drafting: Drafting, members: readonly Member[]): readonly Piece[] {
  const asked = said(members, 'shield-advanced-protection', (annotations, name) => annotations.flag(name));
  const found = agreed(drafting, asked, 'shield-advanced-protection', () => 'conflicting enable shield advanced protection');
  return found === undefined ? [] : [piece('AWS::Shield::Protection', { enabled: found.value }, found.place, ['enabled'])];
}

function piece(type: PieceType, spec: JsonObject, place: Place, part: Path): Piece {
  return { type, id: balancerId, spec: { ...spec, resourceARN: tokenOf('AWS::ElasticLoadBalancingV2::LoadBalancer', balancerId, 'loadBalancerARN') }, place, places: [[part, place]] };
}
