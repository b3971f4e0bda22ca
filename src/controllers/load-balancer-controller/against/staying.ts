import { record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Path } from '../../../resource/resource.ts';
import { bindingRefusals, bindingSpecOf } from '../admission/target-group-binding.ts';
import type { PieceType } from '../stack.ts';

/** Members of a spec whose keys the controller sets and never resets (pkg/deploy/elbv2, attribute reconcilers). */
const attributes: ReadonlySet<string | number> = new Set(['loadBalancerAttributes', 'listenerAttributes', 'targetGroupAttributes']);

/** Members that AWS fixes when the resource is made; the controller knows its own resources by tags (pkg/deploy). */
const fixed: Readonly<Partial<Record<PieceType, string>>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': 'name',
  'AWS::ElasticLoadBalancingV2::TargetGroup': 'name',
  'AWS::EC2::SecurityGroup': 'groupName',
};

/** Why a field stays as it is live, although the files say otherwise; undefined: it follows the files. */
export function stays(type: PieceType, path: Path, live: Json | undefined, files: Json | undefined): string | undefined {
  const [member = '', key] = path;
  if (attributes.has(member) && files === undefined) {
    const set = key === undefined ? Object.entries(record(live)) : [[String(key), live ?? ''] as const];
    return `${set.map(([name, value]) => `${name} stays ${String(value)}`).join(', ')}: nobody asks for ${set.length === 1 ? 'it' : 'them'} any more, and the controller resets no attribute`;
  }
  if (path.length > 1 || fixed[type] !== member || live === undefined) return undefined;
  const again = type === 'AWS::ElasticLoadBalancingV2::TargetGroup' ? ', unless its Service is deleted and made again: then the group is deleted in between, and the new one has another ARN' : '';
  return `the name stays ${text(live) ?? ''}: AWS changes none${again}`;
}

/** Why something that the files no longer ask for stays attached (pkg/deploy/wafv2, wafregional and shield, synthesizers); undefined: it is deleted. */
export function staysAttached(type: PieceType): string | undefined {
  if (type === 'AWS::WAFv2::WebACLAssociation' || type === 'AWS::WAFRegional::WebACLAssociation') return 'the web ACL stays attached: nobody asks for it any more, and only the value none takes it away';
  return type === 'AWS::Shield::Protection' ? 'the protection stays as it is: nobody asks for it any more, and only the value false takes it away' : undefined;
}

/**
 * Why a TargetGroupBinding stays as it is live: the webhook takes no such change. What only one of the two says of its VPC is
 * not known of the other. A binding of another name is another one.
 */
export function staysBound(files: JsonObject, live: JsonObject): readonly string[] {
  const [asked, there] = [record(files['template']), record(live['template'])];
  const name = text(record(asked['metadata'])['name']);
  if (name === undefined || name !== text(record(there['metadata'])['name'])) return [];
  const [after, before] = [bindingSpecOf(asked), bindingSpecOf(there)];
  const vpc = after.vpc ?? before.vpc;
  const refusals = bindingRefusals({ ...after, name, vpc }, { others: [], previous: { spec: { ...before, vpc: before.vpc ?? vpc }, clusterVpc: undefined } });
  return refusals.map(({ message, says }) => `the API server refuses the change, and the controller tries again for ever: ${message}; the controller's webhook says: ${says}`);
}
