import { list, record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Resource } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import type { Piece } from '../stack.ts';
import { resourceOf } from './made.ts';
import type { Names } from './names.ts';

/** A security group that the controller makes for a load balancer. */
export function securityGroupResource(names: Names, piece: Piece, vpc: string | undefined): Resource {
  const { spec } = piece;
  return resourceOf(piece, 'aws_security_group', names.of(piece), [
    ['name', names.atAws(piece), ['groupName']],
    ['description', text(spec['description']), []],
    ['vpc_id', vpc, []],
    ['ingress', list(spec['ingress']).map(permission), ['ingress']],
    ['egress', everything, []],
    ['tags', spec['tags'], ['tags']],
  ]);
}

/** AWS lets everything out of a new group, and the controller takes nothing of that away (EC2 API reference, CreateSecurityGroup; pkg/deploy/ec2/security_group_manager.go). */
export const everything: Json = [{ protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'], ipv6_cidr_blocks: ['::/0'] }];

function permission(value: Json): JsonObject {
  const { ipProtocol, fromPort, toPort, ipRanges, ipv6Ranges, prefixLists } = record(value);
  const members = (of: Json | undefined, key: string): Json | undefined => (list(of).length === 0 ? undefined : list(of).flatMap((each) => record(each)[key] ?? []));
  return body({ protocol: ipProtocol, from_port: fromPort, to_port: toPort, cidr_blocks: members(ipRanges, 'cidrIP'), ipv6_cidr_blocks: members(ipv6Ranges, 'cidrIPv6'), prefix_list_ids: members(prefixLists, 'listID') });
}

/** The web ACL in front of a load balancer. */
export function webAclResource(names: Names, piece: Piece): Resource {
  const { spec } = piece;
  const balancer = names.named(spec['resourceARN']);
  const name = `${balancer === undefined ? piece.id : names.of(balancer)}`;
  if (piece.type === 'AWS::Shield::Protection') return resourceOf(piece, 'aws_shield_protection', name, [['name', name, []], ['resource_arn', names.refer(spec['resourceARN']), []], ['enabled', spec['enabled'], ['enabled']]]);
  if (piece.type === 'AWS::WAFRegional::WebACLAssociation') return resourceOf(piece, 'aws_wafregional_web_acl_association', name, [['resource_arn', names.refer(spec['resourceARN']), []], ['web_acl_id', text(spec['webACLID']), ['webACLID']]]);
  return resourceOf(piece, 'aws_wafv2_web_acl_association', name, [['resource_arn', names.refer(spec['resourceARN']), []], ['web_acl_arn', text(spec['webACLARN']), ['webACLARN']]]);
}

/** A certificate that the controller asks ACM for. */
export function certificateResource(names: Names, piece: Piece): Resource {
  const { spec } = piece;
  return resourceOf(piece, 'aws_acm_certificate', names.of(piece), [
    ['domain_name', text(spec['domainName']), ['domainName']],
    ['subject_alternative_names', spec['subjectAlternativeNames'], ['subjectAlternativeNames']],
    ['validation_method', text(spec['validationMethod']), []],
    ['certificate_authority_arn', text(spec['certificateAuthorityARN']), ['certificateAuthorityARN']],
    ['tags', spec['tags'], ['tags']],
  ]);
}

/** The Application Load Balancer as the one target of each group of the Network Load Balancer in front of it. */
export function frontendAttachments(names: Names, piece: Piece): readonly Resource[] {
  return Object.values(record(piece.spec['TargetGroups'])).flatMap((value) => {
    const { Name: name, ARN: group, TargetARN: target, TargetPort: port } = record(value);
    const made = names.named(group);
    if (made === undefined) return [];
    return [resourceOf(piece, 'aws_lb_target_group_attachment', `${text(name) ?? names.of(made)}-0`, [['target_group_arn', names.refer(group), []], ['target_id', names.refer(target), []], ['port', whole(port), []]])];
  });
}
