import { describe, expect, test } from 'vitest';
import type { Resource } from '../../resource/resource.ts';
import { readTexts, type TextsRead } from '../texts.ts';

const named = (files: Readonly<Record<string, unknown>>): TextsRead => readTexts(Object.entries(files).map(([name, value]) => ({ name, text: JSON.stringify(value, undefined, 1), scope: 'account' })));
const bodies = (read: TextsRead, type: string): readonly unknown[] => read.resources.filter((resource) => resource.type === type).map(({ body }) => body);
const line = (value: unknown, resource: Resource, ...path: readonly (string | number)[]): string | undefined => JSON.stringify(value, undefined, 1).split('\n')[(resource.locate(path)?.line ?? 0) - 1]?.trim();

describe('what AWS says of PrivateLink', () => {
  const service = { ServiceId: 'vpce-svc-1', ServiceName: 'com.amazonaws.vpce.eu-west-1.vpce-svc-1', ServiceState: 'Available', AcceptanceRequired: true, AvailabilityZones: ['eu-west-1a'], NetworkLoadBalancerArns: ['arn:nlb'], PrivateDnsName: 'api.example.com', PrivateDnsNameConfiguration: { State: 'verified' } };

  test('an endpoint with its names and groups', () => {
    expect(bodies(named({ 'a.json': { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', VpcEndpointType: 'Interface', VpcId: 'vpc-1', ServiceName: 's', State: 'pendingAcceptance', SubnetIds: ['subnet-1'], NetworkInterfaceIds: ['eni-1'], RouteTableIds: [], Groups: [{ GroupId: 'sg-1', GroupName: 'e' }], PrivateDnsEnabled: true, PolicyDocument: '{}', OwnerId: '1', DnsEntries: [{ DnsName: 'vpce-1.s.amazonaws.com', HostedZoneId: 'Z1' }], SubnetConfigurations: [{ SubnetId: 'subnet-1', Ipv4: '10.0.0.7' }] }] } }), 'aws_vpc_endpoint')).toEqual([
      { id: 'vpce-1', vpc_id: 'vpc-1', service_name: 's', vpc_endpoint_type: 'Interface', subnet_ids: ['subnet-1'], network_interface_ids: ['eni-1'], route_table_ids: [], private_dns_enabled: true, policy: '{}', state: 'pendingAcceptance', owner_id: '1', security_group_ids: ['sg-1'], dns_entry: [{ dns_name: 'vpce-1.s.amazonaws.com', hosted_zone_id: 'Z1' }], subnet_configuration: [{ subnet_id: 'subnet-1', ipv4: '10.0.0.7' }] },
    ]);
  });

  test('a service as its owner and as its users see it is one', () => {
    const { resources } = named({ 'a.json': { ServiceConfigurations: [service] }, 'b.json': { ServiceNames: [service.ServiceName], ServiceDetails: [{ ServiceName: service.ServiceName, ServiceId: 'vpce-svc-1', Owner: '111122223333', AcceptanceRequired: true, ServiceType: [{ ServiceType: 'Interface' }] }] } });
    expect(resources.map(({ name, body }) => [name, body['network_load_balancer_arns'], body['owner_id'], body['private_dns_name_state'], body['service_type']])).toEqual([['vpce-svc-1', ['arn:nlb'], '111122223333', 'verified', 'Interface']]);
  });

  test('who may use it, by the file, and by the answer where it says so; and who does', () => {
    const principal = { Principal: 'arn:aws:iam::111122223333:root', PrincipalType: 'Account' };
    const read = named({ 'permissions-vpce-svc-9.json': { AllowedPrincipals: [principal] }, 'all.json': { AllowedPrincipals: [{ ...principal, ServiceId: 'vpce-svc-1' }] }, 'c.json': { VpcEndpointConnections: [{ ServiceId: 'vpce-svc-1', VpcEndpointId: 'vpce-1', VpcEndpointState: 'pendingAcceptance', VpcEndpointOwner: '111122223333' }] }, 'nobody.json': { AllowedPrincipals: [principal] } });
    expect(bodies(read, 'aws_vpc_endpoint_service_allowed_principal')).toEqual([{ vpc_endpoint_service_id: 'vpce-svc-1', principal_arn: principal.Principal }, { vpc_endpoint_service_id: 'vpce-svc-9', principal_arn: principal.Principal }]);
    expect(bodies(read, 'aws_vpc_endpoint_connection')).toEqual([{ service_id: 'vpce-svc-1', vpc_endpoint_id: 'vpce-1', state: 'pendingAcceptance', owner_id: '111122223333' }]);
    expect(read.problems.map(({ name, at }) => `${name} ${at?.file}`)).toEqual(['answer-without-owner nobody.json']);
  });
});

describe('what AWS says of names', () => {
  test('a zone with its VPCs, and its records by the name of the file', () => {
    const zone = { HostedZone: { Id: '/hostedzone/Z0ABC123', Name: 'corp.example.', Config: { PrivateZone: true } }, VPCs: [{ VPCRegion: 'eu-west-1', VPCId: 'vpc-1' }] };
    const records = { ResourceRecordSets: [
      { Name: '\\052.corp.example.', Type: 'A', AliasTarget: { HostedZoneId: 'Z32', DNSName: 'dualstack.web.elb.amazonaws.com.', EvaluateTargetHealth: true } },
      { Name: 'api.corp.example.', Type: 'CNAME', TTL: 60, SetIdentifier: 'blue', Weight: 90, ResourceRecords: [{ Value: 'blue.example.' }] },
      { Name: 'corp.example.', Type: 'TXT', TTL: 60, ResourceRecords: [{ Value: '"v=spf1 -all"' }] },
    ], IsTruncated: true };
    const read = named({ 'zone.json': zone, 'record-sets-Z0ABC123.json': records });
    expect(bodies(read, 'aws_route53_zone')).toEqual([{ id: 'Z0ABC123', zone_id: 'Z0ABC123', name: 'corp.example', private: true, vpc: [{ vpc_id: 'vpc-1', vpc_region: 'eu-west-1' }] }]);
    expect(bodies(read, 'aws_route53_record')).toEqual([
      { zone_id: 'Z0ABC123', name: '*.corp.example', type: 'A', alias: [{ zone_id: 'Z32', evaluate_target_health: true, name: 'dualstack.web.elb.amazonaws.com' }] },
      { zone_id: 'Z0ABC123', name: 'api.corp.example', type: 'CNAME', ttl: 60, set_identifier: 'blue', records: ['blue.example.'], weighted_routing_policy: [{ weight: 90 }] },
      { zone_id: 'Z0ABC123', name: 'corp.example', type: 'TXT', ttl: 60, records: ['v=spf1 -all'] },
    ]);
    expect(read.problems.map(({ message, at }) => `${message} ${at?.line}`)).toEqual([expect.stringContaining('record-sets-Z0ABC123.json is one page of what aws route53 list-resource-record-sets answers (IsTruncated)')]);
    const resource = read.resources.find(({ type }) => type === 'aws_route53_zone')!;
    expect([line(zone, resource, 'vpc', 0, 'vpc_id'), line(zone, resource, 'private')]).toEqual(['"VPCId": "vpc-1"', '"PrivateZone": true']);
    expect(line(records, read.resources.find(({ type }) => type === 'aws_route53_record')!, 'alias', 0, 'name')).toBe('"DNSName": "dualstack.web.elb.amazonaws.com.",');
  });

  test('zones of a VPC', () => {
    expect(bodies(named({ 'a.json': { of: 'vpc-1', HostedZoneSummaries: [{ HostedZoneId: 'Z1', Name: 'corp.example.', Owner: { OwningAccount: '1' } }] } }), 'aws_route53_zone_association')).toEqual([{ vpc_id: 'vpc-1', zone_id: 'Z1' }]);
  });
});

describe('what AWS says of web ACLs', () => {
  const arn = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/front/1-2';
  const balancer = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/50dc';
  const acl = { WebACL: { Name: 'front', Id: '1-2', ARN: arn, DefaultAction: { Allow: {} }, Rules: [
    { Name: 'admin', Priority: 1, Statement: { AndStatement: { Statements: [{ ByteMatchStatement: { SearchString: 'L2FkbWlu', FieldToMatch: { SingleHeader: { Name: 'x-a' } }, TextTransformations: [{ Priority: 0, Type: 'LOWERCASE' }], PositionalConstraint: 'STARTS_WITH' } }, { NotStatement: { Statement: { IPSetReferenceStatement: { ARN: 'arn:ips', IPSetForwardedIPConfig: { HeaderName: 'X-Forwarded-For', FallbackBehavior: 'MATCH', Position: 'FIRST' } } } } }] } }, Action: { Block: { CustomResponse: { ResponseCode: 404 } } }, RuleLabels: [{ Name: 'a:b' }], VisibilityConfig: { SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: 'm' } },
    { Name: 'common', Priority: 2, Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: 'AWSManagedRulesCommonRuleSet', RuleActionOverrides: [{ Name: 'SizeRestrictions_BODY', ActionToUse: { Count: {} } }] } }, OverrideAction: { None: {} } },
  ], AssociationConfig: { RequestBody: { APPLICATION_LOAD_BALANCER: { DefaultSizeInspectionLimit: 'KB_32' } } } }, LockToken: 'x' };

  test('rules have the blocks of the provider, and what is searched for is readable', () => {
    const read = named({ 'a.json': acl });
    expect(bodies(read, 'aws_wafv2_web_acl')).toEqual([expect.objectContaining({
      name: 'front', arn, scope: 'REGIONAL',
      default_action: [{ allow: [{}] }],
      association_config: [{ request_body: [{ application_load_balancer: [{ default_size_inspection_limit: 'KB_32' }] }] }],
      rule: [
        { name: 'admin', priority: 1, statement: [{ and_statement: [{ statement: [{ byte_match_statement: [{ search_string: '/admin', field_to_match: [{ single_header: [{ name: 'x-a' }] }], text_transformation: [{ priority: 0, type: 'LOWERCASE' }], positional_constraint: 'STARTS_WITH' }] }, { not_statement: [{ statement: [{ ip_set_reference_statement: [{ arn: 'arn:ips', ip_set_forwarded_ip_config: [{ header_name: 'X-Forwarded-For', fallback_behavior: 'MATCH', position: 'FIRST' }] }] }] }] }] }] }], action: [{ block: [{ custom_response: [{ response_code: 404 }] }] }], rule_label: [{ name: 'a:b' }], visibility_config: [{ sampled_requests_enabled: true, cloudwatch_metrics_enabled: true, metric_name: 'm' }] },
        { name: 'common', priority: 2, statement: [{ managed_rule_group_statement: [{ vendor_name: 'AWS', name: 'AWSManagedRulesCommonRuleSet', rule_action_override: [{ name: 'SizeRestrictions_BODY', action_to_use: [{ count: [{}] }] }] }] }], override_action: [{ none: [{}] }] },
      ],
    })]);
    expect(line(acl, read.resources[0]!, 'rule', 1, 'statement', 0, 'managed_rule_group_statement', 0, 'rule_action_override', 0, 'name')).toBe('"Name": "SizeRestrictions_BODY",');
    expect(line(acl, read.resources[0]!, 'rule', 0, 'statement', 0, 'and_statement', 0, 'statement', 0, 'byte_match_statement', 0, 'search_string')).toBe('"SearchString": "L2FkbWlu",');
  });

  test('what it guards, by the web ACL and by the load balancer', () => {
    expect(bodies(named({ 'resources-front-1-2.json': { ResourceArns: [balancer] }, 'a.json': acl }), 'aws_wafv2_web_acl_association')).toEqual([{ web_acl_arn: arn, resource_arn: balancer }]);
    expect(bodies(named({ 'a.json': { of: balancer, WebACL: acl.WebACL } }), 'aws_wafv2_web_acl_association')).toEqual([{ resource_arn: balancer, web_acl_arn: arn }]);
    expect(bodies(named({ 'lbs.json': { LoadBalancers: [{ LoadBalancerName: 'web', LoadBalancerArn: balancer }] }, 'web-acl-for-resource-web-50dc.json': { WebACL: acl.WebACL }, 'get-web-acl-web.json': acl }), 'aws_wafv2_web_acl_association')).toEqual([{ resource_arn: balancer, web_acl_arn: arn }]);
  });

  test('what it refers to', () => {
    const { resources } = named({ 'a.json': { IPSet: { Name: 'office', Id: '1', ARN: 'arn:aws:wafv2:us-east-1:1:global/ipset/office/1', IPAddressVersion: 'IPV4', Addresses: ['192.0.2.0/24'] } }, 'b.json': { RegexPatternSet: { Name: 'bots', Id: '2', ARN: 'arn:b', RegularExpressionList: [{ RegexString: 'bot$' }] } }, 'c.json': { RuleGroup: { Name: 'own', Id: '3', ARN: 'arn:c', Capacity: 5, Rules: [] } } });
    expect(resources.map(({ type, name, body }) => [type, name, body['addresses'] ?? body['regular_expression'] ?? body['capacity'], body['scope']])).toEqual([['aws_wafv2_ip_set', 'office', ['192.0.2.0/24'], 'CLOUDFRONT'], ['aws_wafv2_regex_pattern_set', 'bots', [{ regex_string: 'bot$' }], 'REGIONAL'], ['aws_wafv2_rule_group', 'own', 5, 'REGIONAL']]);
  });
});

describe('what AWS says of clusters and firewalls', () => {
  test('who reaches the API server of a cluster', () => {
    const value = { cluster: { name: 'blue', arn: 'arn:aws:eks:eu-west-1:1:cluster/blue', endpoint: 'https://a.gr7.eu-west-1.eks.amazonaws.com', resourcesVpcConfig: { subnetIds: ['subnet-1'], securityGroupIds: [], clusterSecurityGroupId: 'sg-1', vpcId: 'vpc-1', endpointPublicAccess: false, endpointPrivateAccess: true, publicAccessCidrs: [] }, kubernetesNetworkConfig: { serviceIpv4Cidr: '172.20.0.0/16', ipFamily: 'ipv4' }, tags: { team: 'a' } } };
    const read = named({ 'a.json': value });
    expect(read.resources.map(({ type, name, body }) => ({ type, called: name, ...body }))).toMatchObject([{ type: 'aws_eks_cluster', called: 'blue', vpc_config: [{ endpoint_private_access: true, endpoint_public_access: false, public_access_cidrs: [], subnet_ids: ['subnet-1'], security_group_ids: [], cluster_security_group_id: 'sg-1', vpc_id: 'vpc-1' }], kubernetes_network_config: [{ service_ipv4_cidr: '172.20.0.0/16', ip_family: 'ipv4' }], tags: { team: 'a' } }]);
    expect(line(value, read.resources[0]!, 'vpc_config', 0, 'endpoint_private_access')).toBe('"endpointPrivateAccess": true,');
  });

  test('the endpoint of a firewall in each zone, its policy and its rules', () => {
    const read = named({
      'a.json': { Firewall: { FirewallName: 'inspect', FirewallArn: 'arn:f', VpcId: 'vpc-1', FirewallPolicyArn: 'arn:p', SubnetMappings: [{ SubnetId: 'subnet-1' }] }, FirewallStatus: { Status: 'READY', SyncStates: { 'eu-west-1a': { Attachment: { SubnetId: 'subnet-1', EndpointId: 'vpce-1', Status: 'READY' } } } } },
      'b.json': { FirewallPolicyResponse: { FirewallPolicyName: 'p', FirewallPolicyArn: 'arn:p' }, FirewallPolicy: { StatelessDefaultActions: ['aws:forward_to_sfe'], StatefulRuleGroupReferences: [{ ResourceArn: 'arn:r', Priority: 1 }] } },
      'c.json': { RuleGroupResponse: { RuleGroupName: 'r', RuleGroupArn: 'arn:r', Type: 'STATEFUL', Capacity: 10 }, RuleGroup: { RulesSource: { RulesString: 'pass tcp any any -> any 443' } } },
    });
    expect(read.resources.map(({ type, name, body }) => [type, name, body['firewall_status'] ?? body['firewall_policy'] ?? body['rule_group']])).toEqual([
      ['aws_networkfirewall_firewall', 'inspect', [{ sync_states: [{ availability_zone: 'eu-west-1a', attachment: [{ endpoint_id: 'vpce-1', subnet_id: 'subnet-1', status: 'READY' }] }] }]],
      ['aws_networkfirewall_firewall_policy', 'p', [{ stateless_default_actions: ['aws:forward_to_sfe'], stateful_rule_group_reference: [{ resource_arn: 'arn:r', priority: 1 }] }]],
      ['aws_networkfirewall_rule_group', 'r', [{ rules_source: [{ rules_string: 'pass tcp any any -> any 443' }] }]],
    ]);
    expect(read.unread).toEqual([]);
  });
});
