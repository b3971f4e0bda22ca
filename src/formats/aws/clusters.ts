import { isObject, type JsonObject } from '../../resource/resource.ts';
import { blockList, renamed, same, tags, type Answer, type Attribute } from './described.ts';
import { placeIn, translated, type Names } from './translate.ts';

const access: Readonly<Record<string, string>> = {
  endpoint_private_access: 'endpointPrivateAccess',
  endpoint_public_access: 'endpointPublicAccess',
  public_access_cidrs: 'publicAccessCidrs',
  subnet_ids: 'subnetIds',
  security_group_ids: 'securityGroupIds',
  cluster_security_group_id: 'clusterSecurityGroupId',
  vpc_id: 'vpcId',
};

/** One object as a block, its own objects as blocks in it. */
function nested(to: string, from: string, names: Names = {}): Attribute {
  return { to, from: [from], as: (value) => (isObject(value) ? [translated(value, names, from)] : undefined), place: (value, path) => placeIn(value, path, names, from) };
}

const policyNames: Names = { StatefulRuleGroupReferences: 'stateful_rule_group_reference', StatelessRuleGroupReferences: 'stateless_rule_group_reference', StatelessCustomActions: 'stateless_custom_action' };

/** By zone: the endpoint that traffic of this zone is to be routed to. */
const syncStates: Attribute = {
  to: 'firewall_status',
  from: ['FirewallStatus'],
  as: (value) => {
    const states = isObject(value) && isObject(value['SyncStates']) ? value['SyncStates'] : {};
    return [
      {
        sync_states: Object.entries(states).map(([zone, state]) => ({
          availability_zone: zone,
          attachment: isObject(state) && isObject(state['Attachment']) ? [renamed({ endpoint_id: 'EndpointId', subnet_id: 'SubnetId', status: 'Status' }, state['Attachment'])] : [],
        })),
      },
    ];
  },
  place: (value, [, , index]) => {
    const states = isObject(value) && isObject(value['SyncStates']) ? Object.keys(value['SyncStates']) : [];
    return typeof index === 'number' && states[index] !== undefined ? ['SyncStates', states[index], 'Attachment'] : ['SyncStates'];
  },
};

const called = (name: string) => (member: JsonObject): string => String(member[name]);

/** Clusters and firewalls. */
export const clusterAnswers: Readonly<Record<string, Answer>> = {
  cluster: {
    command: 'eks describe-cluster',
    name: ['arn'],
    rows: [
      {
        type: 'aws_eks_cluster',
        called: called('name'),
        attributes: [
          ...same({ id: 'name', arn: 'arn', name: 'name', version: 'version', endpoint: 'endpoint', status: 'status', role_arn: 'roleArn', tags: 'tags', platform_version: 'platformVersion' }),
          { to: 'vpc_config', from: ['resourcesVpcConfig'], as: (value) => (isObject(value) ? [renamed(access, value)] : undefined), place: (_, [, field, ...rest]) => (typeof field === 'string' && access[field] !== undefined ? [access[field], ...rest] : []) },
          nested('kubernetes_network_config', 'kubernetesNetworkConfig'),
          nested('access_config', 'accessConfig'),
          nested('remote_network_config', 'remoteNetworkConfig'),
        ],
      },
    ],
  },
  Firewall: {
    command: 'network-firewall describe-firewall',
    name: ['FirewallArn'],
    beside: ['FirewallStatus'],
    rows: [{ type: 'aws_networkfirewall_firewall', called: called('FirewallName'), attributes: [...same({ id: 'FirewallArn', arn: 'FirewallArn', name: 'FirewallName', vpc_id: 'VpcId', firewall_policy_arn: 'FirewallPolicyArn' }), blockList('subnet_mapping', 'SubnetMappings', { subnet_id: 'SubnetId', ip_address_type: 'IPAddressType' }), syncStates, tags()] }],
  },
  FirewallPolicyResponse: {
    command: 'network-firewall describe-firewall-policy',
    name: ['FirewallPolicyArn'],
    beside: ['FirewallPolicy'],
    rows: [{ type: 'aws_networkfirewall_firewall_policy', called: called('FirewallPolicyName'), attributes: [...same({ id: 'FirewallPolicyArn', arn: 'FirewallPolicyArn', name: 'FirewallPolicyName' }), nested('firewall_policy', 'FirewallPolicy', policyNames), tags()] }],
  },
  RuleGroupResponse: {
    command: 'network-firewall describe-rule-group',
    name: ['RuleGroupArn'],
    beside: ['RuleGroup'],
    rows: [{ type: 'aws_networkfirewall_rule_group', called: called('RuleGroupName'), attributes: [...same({ id: 'RuleGroupArn', arn: 'RuleGroupArn', name: 'RuleGroupName', type: 'Type', capacity: 'Capacity' }), nested('rule_group', 'RuleGroup', { StatefulRules: 'stateful_rule' }), tags()] }],
  },
};
