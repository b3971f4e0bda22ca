import type { Estate } from '../../../resource/estate.ts';
import { accessLogRefusals, webAclLogRefusals } from './access-logs.ts';
import { argumentRefusals } from './arguments.ts';
import { attachmentRefusals, balancerRefusals, listenerRefusals, ruleRefusals, targetGroupRefusals } from './balancers.ts';
import { shapeRefusals } from './name-shapes.ts';
import { takenNames } from './names-taken.ts';
import { aclRefusals, aclRuleRefusals, groupRefusals, groupRuleRefusals, recordRefusals, routeRefusals } from './network.ts';
import { allowedPrincipalRefusals, serviceRefusals } from './principals.ts';
import { type Check, type Refusal } from './refusal.ts';
import { subnetRefusals } from './subnets.ts';
import { valueRefusals } from './values.ts';
import { versionsFor } from './versions.ts';
import { webAclRefusals } from './web-acls.ts';
import { isLookedUp, isPlanned } from '../../../resource/resource.ts';

/** What Terraform or its provider refuses before anything is applied: `terraform plan` ends there. */
export function planRefusalsIn(estate: Estate): readonly Refusal[] {
  return estate.resources.filter(isPlanned).flatMap((resource) => {
    // Terraform asks the provider about the values of a block only when it has all the arguments that its type asks for, and no others.
    const refused = argumentRefusals(resource, versionsFor(estate, resource));
    return refused.length > 0 ? refused : valueRefusals(resource);
  });
}

/** Everything that Terraform's provider or AWS refuses of what is yet to be applied: `terraform apply` ends there. */
export function refusalsIn(estate: Estate): readonly Refusal[] {
  const each = estate.resources.filter((resource) => isPlanned(resource) && !isLookedUp(resource)).flatMap((resource) => (checks[resource.type.replace(/^aws_alb(?=_|$)/, 'aws_lb')] ?? []).flatMap((check) => check(resource, estate)).concat(shapeRefusals(resource)));
  return [...each, ...takenNames(estate)];
}

const checks: Readonly<Record<string, readonly Check[]>> = {
  aws_lb: [balancerRefusals, subnetRefusals, accessLogRefusals],
  aws_lb_listener: [listenerRefusals],
  aws_lb_listener_rule: [ruleRefusals],
  aws_lb_target_group: [targetGroupRefusals],
  aws_lb_target_group_attachment: [attachmentRefusals],
  aws_network_acl: [aclRefusals],
  aws_network_acl_rule: [aclRuleRefusals],
  aws_route: [routeRefusals],
  aws_route53_record: [recordRefusals],
  aws_security_group: [groupRefusals],
  aws_vpc_endpoint_service: [serviceRefusals],
  aws_vpc_endpoint_service_allowed_principal: [allowedPrincipalRefusals],
  aws_vpc_security_group_egress_rule: [groupRuleRefusals],
  aws_vpc_security_group_ingress_rule: [groupRuleRefusals],
  aws_wafv2_rule_group: [webAclRefusals],
  aws_wafv2_web_acl: [webAclRefusals],
  aws_wafv2_web_acl_logging_configuration: [webAclLogRefusals],
};
