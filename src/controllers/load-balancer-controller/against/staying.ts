import { record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Json, Path } from '../../../resource/resource.ts';
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
