import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import { backendGroup as shared, clusterTag } from '../../../facts/load-balancer-network.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import type { ControllerFacts } from '../facts.ts';
import { turnedOff } from '../ingress/add-ons.ts';
import { backendSecurityGroup } from '../network/security-groups.ts';
import type { Piece, Stack } from '../stack.ts';
import { listenerResources, ruleResource } from './listeners.ts';
import { loadBalancerResource } from './load-balancers.ts';
import { namesOf, type Names, type Taken } from './names.ts';
import { certificateResource, everything, frontendAttachments, securityGroupResource, webAclResource } from './others.ts';
import { bindingResource, targetGroupResource } from './target-groups.ts';
import { tracked } from './tracking.ts';

/**
 * What a stack is as resources: AWS' in the arguments of Terraform's provider, bindings as objects of the cluster. `taken`
 * holds the names that other stacks of the cluster have, and gets those of this one; `members` are the objects that ask for it.
 */
export function resourcesOf(estate: Estate, facts: ControllerFacts, stack: Stack, taken: Taken, members: readonly Resource[] = []): readonly Resource[] {
  const names = namesOf(estate, facts, stack, taken);
  const hosts = hostsOf(members);
  return [...stack.pieces.flatMap((piece) => made(estate, facts, stack, names, hosts, piece).map((resource) => tracked(facts, stack, piece, resource))), ...backendGroup(facts, stack, taken)];
}

function made(estate: Estate, facts: ControllerFacts, stack: Stack, names: Names, hosts: readonly string[], piece: Piece): readonly Resource[] {
  switch (piece.type) {
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      return [loadBalancerResource(estate, names, piece)];
    case 'AWS::ElasticLoadBalancingV2::Listener':
      return listenerResources(names, piece, hosts);
    case 'AWS::ElasticLoadBalancingV2::ListenerRule':
      return [ruleResource(names, piece)];
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      return [targetGroupResource(estate, names, stack, piece)];
    case 'K8S::ElasticLoadBalancingV2::TargetGroupBinding':
      return [bindingResource(names, piece)];
    case 'AWS::EC2::SecurityGroup':
      return [securityGroupResource(names, piece, facts.flags.awsVpcId)];
    case 'AWS::ACM::Certificate':
      return [certificateResource(names, piece)];
    case 'AWS::Shield::Protection':
    case 'AWS::WAFRegional::WebACLAssociation':
    case 'AWS::WAFv2::WebACLAssociation':
      return turnedOff(facts, piece.type) === undefined ? [webAclResource(names, piece)] : [];
    case 'FrontendNLBTargetGroup':
      return frontendAttachments(names, piece);
    default:
      return piece.type;
  }
}

/** The hosts that the rules of Ingresses name. */
function hostsOf(members: readonly Resource[]): readonly string[] {
  const rules = members.filter(({ type }) => type === 'Ingress').flatMap((ingress) => list(record(ingress.body['spec'])['rules']));
  return [...new Set(rules.flatMap((rule) => text(record(rule)['host']) ?? []).filter((host) => host !== ''))].sort();
}

/** The one group of the cluster from which all load balancers reach their targets: made once, when a load balancer first has it. */
function backendGroup(facts: ControllerFacts, { pieces }: Stack, taken: Taken): readonly Resource[] {
  const { id, name } = backendSecurityGroup(facts);
  const first = pieces.find(({ type, spec }) => type === 'AWS::ElasticLoadBalancingV2::LoadBalancer' && list(spec['securityGroups']).includes(id));
  const made = taken.get('backend group') ?? new Set<string>();
  if (name === undefined || first === undefined || made.has(name)) return [];
  taken.set('backend group', made.add(name));
  const [from, path] = first.place;
  const { clusterName, awsVpcId } = facts.flags;
  const known = clusterName === undefined ? {} : { name, tags: { [clusterTag]: clusterName, [shared.resourceTag]: shared.resource } };
  const attributes = body({ ...known, description: shared.description, vpc_id: awsVpcId, egress: everything });
  return [{ scope: from.scope, type: 'aws_security_group', name, body: attributes, derived: { by: 'load-balancer-controller', from, path }, locate: () => from.locate(path) }];
}
