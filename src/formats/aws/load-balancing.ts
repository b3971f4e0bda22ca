import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { attributesSaid } from './attributes.ts';
import { each, joinedName, made, members, nameInArn, owner, paths, renamed, same, tags, textOf, type Answer, type Attribute, type Owner } from './described.ts';
import { actions, conditions, transforms } from './rules.ts';

const balancerWords = /load-?balancer|(?<![a-z])(?:elb|alb|nlb|lb)(?![a-z])/;
const groupWords = /target/;
const groupOwner: Owner = { what: 'target group', types: { aws_lb_target_group: groupWords }, such: 'arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID' };
const listenerOwner: Owner = { what: 'listener', types: { aws_lb_listener: /listener/ }, such: 'arn:aws:elasticloadbalancing:REGION:ACCOUNT:listener/net/NAME/ID/ID' };
const anyOwner: Owner = { what: 'load balancer, listener or target group', types: { aws_lb: balancerWords, aws_lb_target_group: groupWords, aws_lb_listener: /listener/ }, such: 'arn:aws:elasticloadbalancing:REGION:ACCOUNT:loadbalancer/net/NAME/ID' };

const checkMembers: Readonly<Record<string, string>> = {
  enabled: 'HealthCheckEnabled',
  protocol: 'HealthCheckProtocol',
  port: 'HealthCheckPort',
  path: 'HealthCheckPath',
  interval: 'HealthCheckIntervalSeconds',
  timeout: 'HealthCheckTimeoutSeconds',
  healthy_threshold: 'HealthyThresholdCount',
  unhealthy_threshold: 'UnhealthyThresholdCount',
};

function checkOf(group: JsonObject): Json {
  const { HttpCode: http, GrpcCode: grpc } = isObject(group['Matcher']) ? group['Matcher'] : ({} as JsonObject);
  const matcher = http ?? grpc;
  return [{ ...renamed(checkMembers, group), ...(matcher === undefined ? {} : { matcher }) }];
}

/** Addresses that the balancer has in a subnet, where AWS names them: those of a Network Load Balancer that was given its own. */
function mappingsOf(zones: Json): Json {
  return members(zones).flatMap((zone) => members(zone['LoadBalancerAddresses']).map((address) => ({ ...renamed({ subnet_id: 'SubnetId' }, zone), ...renamed({ private_ipv4_address: 'PrivateIPv4Address', public_ip: 'IpAddress', allocation_id: 'AllocationId', ipv6_address: 'IPv6Address' }, address) })));
}

/** `.../listener-rule/app/NAME/ID/LISTENER/RULE` stands at `.../listener/app/NAME/ID/LISTENER`, and that at its load balancer. */
function listenerOf(rule: JsonObject, of: string): string | undefined {
  const arn = textOf(rule['RuleArn']);
  return textOf(rule['ListenerArn']) ?? (arn?.includes(':listener-rule/') === true ? arn.slice(0, arn.lastIndexOf('/')).replace(':listener-rule/', ':listener/') : textOf(of));
}

const isOf = (part: string) => (_: JsonObject, of: string): boolean => of.includes(part);

/** What attributes say of their owner, which is laid under what describes it. */
function attributesOf(type: string, part: string): Answer['rows'][number] {
  return { type, aside: true, when: isOf(part), called: (_, of) => nameInArn(of), attributes: ({ Attributes: said }, of): readonly Attribute[] => [owner('id'), owner('arn'), ...attributesSaid(of, said)] };
}

const targetAttributes: readonly Attribute[] = [
  owner('target_group_arn'),
  ...same({ target_id: 'Target.Id', port: 'Target.Port', availability_zone: 'Target.AvailabilityZone', described_state: 'TargetHealth.State', described_reason: 'TargetHealth.Reason' }),
  // A target may also stand alone, without its health.
  ...same({ target_id: 'Id', port: 'Port', availability_zone: 'AvailabilityZone' }),
];

const targetName = (member: JsonObject, of: string): string => {
  const target = isObject(member['Target']) ? member['Target'] : member;
  return joinedName(nameInArn(of), target['Id'], target['Port']);
};

/** Load balancers, their listeners and what these forward to. */
export const loadBalancingAnswers: Readonly<Record<string, Answer>> = {
  LoadBalancers: {
    command: 'elbv2 describe-load-balancers',
    name: ['LoadBalancerName'],
    rows: [
      {
        type: 'aws_lb',
        attributes: [
          ...same({ id: 'LoadBalancerArn', arn: 'LoadBalancerArn', name: 'LoadBalancerName', dns_name: 'DNSName', zone_id: 'CanonicalHostedZoneId', load_balancer_type: 'Type', vpc_id: 'VpcId', ip_address_type: 'IpAddressType', security_groups: 'SecurityGroups', customer_owned_ipv4_pool: 'CustomerOwnedIpv4Pool', state: 'State.Code', enforce_security_group_inbound_rules_on_private_link_traffic: 'EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic' }),
          { to: 'internal', from: ['Scheme'], as: (value) => value === 'internal' },
          each('subnets', 'AvailabilityZones', 'SubnetId'),
          { to: 'subnet_mapping', from: ['AvailabilityZones'], as: (value) => (members(mappingsOf(value)).length === 0 ? undefined : mappingsOf(value)) },
          tags(),
        ],
      },
    ],
  },
  Attributes: { command: 'elbv2 describe-load-balancer-attributes', name: ['Key'], whole: true, owner: anyOwner, rows: [attributesOf('aws_lb', ':loadbalancer/'), attributesOf('aws_lb_target_group', ':targetgroup/'), attributesOf('aws_lb_listener', ':listener/')] },
  Listeners: {
    command: 'elbv2 describe-listeners',
    name: ['ListenerArn'],
    rows: [
      {
        type: 'aws_lb_listener',
        attributes: [
          ...same({ id: 'ListenerArn', arn: 'ListenerArn', load_balancer_arn: 'LoadBalancerArn', port: 'Port', protocol: 'Protocol', ssl_policy: 'SslPolicy' }),
          { to: 'certificate_arn', from: ['Certificates', 0, 'CertificateArn'] },
          { to: 'alpn_policy', from: ['AlpnPolicy'], as: (value) => (Array.isArray(value) ? (value as readonly Json[])[0] : undefined) },
          actions('default_action', 'DefaultActions'),
          { to: 'mutual_authentication', from: ['MutualAuthentication'], as: (value) => (isObject(value) ? [renamed({ mode: 'Mode', trust_store_arn: 'TrustStoreArn', ignore_client_certificate_expiry: 'IgnoreClientCertificateExpiry', advertise_trust_store_ca_names: 'AdvertiseTrustStoreCaNames' }, value)] : undefined) },
        ],
      },
    ],
  },
  Certificates: {
    command: 'elbv2 describe-listener-certificates',
    name: ['CertificateArn'],
    owner: listenerOwner,
    // The default one is an argument of the listener itself.
    rows: [{ type: 'aws_lb_listener_certificate', when: ({ IsDefault: first }) => first !== true, called: ({ CertificateArn: arn }, of) => joinedName(of, arn), attributes: [owner('listener_arn'), ...same({ certificate_arn: 'CertificateArn' })] }],
  },
  Rules: {
    command: 'elbv2 describe-rules',
    name: ['RuleArn'],
    rows: [
      {
        type: 'aws_lb_listener_rule',
        // The last rule is the default action of the listener, which says it, too.
        when: ({ IsDefault: last, Priority: priority }) => last !== true && priority !== 'default',
        attributes: [...same({ id: 'RuleArn', arn: 'RuleArn' }), made('listener_arn', listenerOf, ['RuleArn']), { to: 'priority', from: ['Priority'], as: (value) => (/^\d+$/.test(String(value)) ? Number(value) : value) }, conditions, actions('action', 'Actions'), transforms],
      },
    ],
  },
  TargetGroups: {
    command: 'elbv2 describe-target-groups',
    name: ['TargetGroupName'],
    rows: [
      {
        type: 'aws_lb_target_group',
        attributes: [
          ...same({ id: 'TargetGroupArn', arn: 'TargetGroupArn', name: 'TargetGroupName', protocol: 'Protocol', protocol_version: 'ProtocolVersion', port: 'Port', vpc_id: 'VpcId', target_type: 'TargetType', ip_address_type: 'IpAddressType', load_balancer_arns: 'LoadBalancerArns', target_control_port: 'TargetControlPort' }),
          { to: 'health_check', from: [], as: (_, group) => checkOf(group), inner: { ...paths(checkMembers), matcher: ['Matcher'] } },
          tags(),
        ],
      },
    ],
  },
  TargetHealthDescriptions: { command: 'elbv2 describe-target-health', name: ['Target', 'Id'], owner: groupOwner, rows: [{ type: 'aws_lb_target_group_attachment', called: targetName, attributes: targetAttributes }] },
  Targets: { command: 'elbv2 describe-target-health', name: ['Id'], owner: groupOwner, rows: [{ type: 'aws_lb_target_group_attachment', called: targetName, attributes: targetAttributes }] },
};
