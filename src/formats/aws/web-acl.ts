import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { joinedName, made, nameInArn, owner, same, textOf, type Answer, type Attribute, type Owner } from './described.ts';
import { placeIn, translated, translatedList, type Names } from './translate.ts';

const aclOwner: Owner = { what: 'web ACL', types: { aws_wafv2_web_acl: /acl|waf/ }, such: 'arn:aws:wafv2:REGION:ACCOUNT:regional/webacl/NAME/ID' };
const guardedOwner: Owner = { what: 'load balancer', types: { aws_lb: /for-?_?resource/ }, such: 'arn:aws:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/app/NAME/ID', optional: true };

const names: Names = {
  Rules: 'rule',
  Statements: 'statement',
  TextTransformations: 'text_transformation',
  RuleLabels: 'rule_label',
  ExcludedRules: 'excluded_rule',
  RuleActionOverrides: 'rule_action_override',
  CustomKeys: 'custom_key',
  InsertHeaders: 'insert_header',
  ResponseHeaders: 'response_header',
  RegularExpressionList: 'regular_expression',
  CloudWatchMetricsEnabled: 'cloudwatch_metrics_enabled',
};

/** What is searched for is printed in base64, as every blob of the AWS CLI is (CLI guide, "Binary/blob"); what is none stands for itself. */
function searched(value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map(searched);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, key === 'SearchString' && typeof inner === 'string' ? unblobbed(inner) : searched(inner)]));
}

function unblobbed(text: string): string {
  const bytes = Buffer.from(text, 'base64');
  const plain = bytes.toString('utf8');
  return text !== '' && bytes.toString('base64') === text && !/[\u0000-\u0008\u000E-\u001F\uFFFD]/.test(plain) ? plain : text;
}

const blocks = (to: string, from: string): Attribute => ({
  to,
  from: [from],
  as: (value) => (isObject(value) ? [translated(searched(value) as JsonObject, names, from)] : translatedList(searched(value), names, from)),
  place: (value, path) => placeIn(value, path, names, from),
});

const identity = same({ id: 'Id', arn: 'ARN', name: 'Name', description: 'Description' });
/** `arn:...:regional/webacl/NAME/ID`, or `global` for CloudFront. */
const scope = made('scope', ({ ARN: arn }) => (textOf(arn) === undefined ? undefined : textOf(arn)!.includes(':global/') ? 'CLOUDFRONT' : 'REGIONAL'), ['ARN']);
const called = (member: JsonObject): string => String(member['Name']);
const rules = [...identity, scope, ...same({ capacity: 'Capacity' }), blocks('rule', 'Rules'), blocks('visibility_config', 'VisibilityConfig')];

const bodies: Attribute = {
  to: 'custom_response_body',
  from: ['CustomResponseBodies'],
  as: (value) => (isObject(value) ? Object.entries(value).map(([key, body]) => ({ key, ...(isObject(body) ? translated(body, {}) : {}) })) : undefined),
  place: (value, [index]) => (typeof index === 'number' && isObject(value) ? Object.keys(value).slice(index, index + 1) : []),
};

/** Web ACLs, what they guard and what they refer to. */
export const webAclAnswers: Readonly<Record<string, Answer>> = {
  WebACLs: { command: 'wafv2 list-web-acls', name: ['Name'], rows: [{ type: 'aws_wafv2_web_acl', attributes: [...identity, scope] }] },
  WebACL: {
    command: 'wafv2 get-web-acl',
    name: ['ARN'],
    owner: guardedOwner,
    rows: [
      { type: 'aws_wafv2_web_acl', called, attributes: [...rules, blocks('default_action', 'DefaultAction'), blocks('association_config', 'AssociationConfig'), bodies, ...same({ token_domains: 'TokenDomains', managed_by_firewall_manager: 'ManagedByFirewallManager' }), blocks('pre_process_firewall_manager_rule_groups', 'PreProcessFirewallManagerRuleGroups'), blocks('post_process_firewall_manager_rule_groups', 'PostProcessFirewallManagerRuleGroups')] },
      // What a load balancer is asked for its web ACL, and not the web ACL for itself.
      { type: 'aws_wafv2_web_acl_association', when: ({ ARN: arn }, of) => of.startsWith('arn:') && of !== arn, called: ({ Name: name }, of) => joinedName(name, nameInArn(of)), attributes: [owner('resource_arn'), ...same({ web_acl_arn: 'ARN' })] },
    ],
  },
  ResourceArns: {
    command: 'wafv2 list-resources-for-web-acl',
    name: ['value'],
    owner: aclOwner,
    rows: [{ type: 'aws_wafv2_web_acl_association', called: ({ value: arn }, of) => joinedName(of.split('/').at(-2), nameInArn(String(arn))), attributes: [owner('web_acl_arn'), ...same({ resource_arn: 'value' })] }],
  },
  IPSet: { command: 'wafv2 get-ip-set', name: ['ARN'], rows: [{ type: 'aws_wafv2_ip_set', called, attributes: [...identity, scope, ...same({ ip_address_version: 'IPAddressVersion', addresses: 'Addresses' })] }] },
  RuleGroup: { command: 'wafv2 get-rule-group', name: ['ARN'], rows: [{ type: 'aws_wafv2_rule_group', called, attributes: [...rules, bodies] }] },
  RegexPatternSet: { command: 'wafv2 get-regex-pattern-set', name: ['ARN'], rows: [{ type: 'aws_wafv2_regex_pattern_set', called, attributes: [...identity, scope, blocks('regular_expression', 'RegularExpressionList')] }] },
};
