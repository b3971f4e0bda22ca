import { supported } from '../../../src/controllers/load-balancer-controller/service/supported.ts';
import { preservesClientAddress } from '../../../src/dialects/aws/service-annotations.ts';
import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import type { Json, JsonObject } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { part, parts, string, strings } from './answers.ts';
import type { Area, Asked, Unit } from './areas.ts';
import { factsFrom, piece, planned, prefix, says, serviceFrom, subnetsOf, vpcOf, type Setting } from './service-estate.ts';

/** What upstream asks of an error: that there is one, or its text. */
type Asks = 'whether' | 'text';

/** How upstream's tests call what they assert. */
const errors = ['wantErr', 'wantError', 'expectError'];
const wants = ['want', 'wantValue', 'wantTags', 'expected', 'wantManageSGRules'];

/** Plans the Service of a case and picks what its test asserts. */
function unit(asks: Asks, set: (asked: Asked) => Setting, pick: (plan: Plan, asked: Asked) => Data, expected = (want: Data): Data => want): Unit {
  return {
    answer: (asked) => {
      const { input } = asked;
      const plan = planned(input['svc'] ?? input['service'] ?? part(input['fields'])['svc'] ?? part(input['fields'])['service'], set(asked), string(asked.env['clusterName']));
      const error = says(plan);
      return error === null ? { error, want: pick(plan, asked) } : { error: asks === 'text' ? error : true };
    },
    expected: (wanted) => {
      const members = Object.entries(part(wanted));
      // What nobody compares is no pass.
      const unknown = members.filter(([name]) => !errors.includes(name) && !wants.includes(name)).map(([name]) => name);
      if (unknown.length > 0) return { unknown };
      const error = members.find(([name]) => errors.includes(name))?.[1] ?? null;
      if (error !== null && error !== false && error !== '') return { error };
      return { error: null, want: expected(members.find(([name]) => wants.includes(name))?.[1] ?? null) };
    },
  };
}

const plain = (): Setting => ({});

/** Attributes in no order that means anything. */
function byKey(attributes: Data): Data {
  const listed = parts(attributes).toSorted((a, b) => (string(a['key']) < string(b['key']) ? -1 : 1));
  return listed;
}

const tagged = (of: 'Listener' | 'LoadBalancer' | 'TargetGroup' | 'SecurityGroup'): Unit =>
  unit('whether', ({ input }) => ({ flags: { defaultTags: part(input['defaultTags']) as Readonly<Record<string, string>> }, gates: part(input['enabledFeatureGates']) as Readonly<Record<string, boolean>> }), (plan) => part(piece(plan, of, 'tags')));

/** The specs of all listeners. */
function listenersOf(plan: Plan): readonly { readonly [key: string]: Data }[] {
  return (plan.stack?.pieces ?? []).flatMap(({ type, spec }) => (type === 'AWS::ElasticLoadBalancingV2::Listener' ? [part(spec as Data)] : []));
}

const listener: Area = {
  buildListenerALPNPolicy: unit('text', ({ input }) => ({ annotations: { ...(input['listenerProtocol'] === 'TLS' ? { [`${prefix}ssl-cert`]: 'arn' } : {}), ...(input['targetProtocol'] === 'TLS' ? { [`${prefix}backend-protocol`]: 'ssl' } : {}) } }), (plan) => piece(plan, 'Listener', 'alpnPolicy')),
  // Which ports end TLS is seen where there is a certificate; the test has none.
  buildListenerConfig: unit('text', plain, (plan, { input }) => {
    const secured = planned(input['svc'], { annotations: { [`${prefix}ssl-cert`]: 'arn' } });
    const portsOf = (from: Plan, ...protocols: readonly string[]): Data => listenersOf(from).flatMap(({ port, protocol }) => (protocols.includes(string(protocol)) ? [String(port)] : []));
    const [first] = listenersOf(plan);
    return {
      certificates: first?.['certificates'] ?? null,
      sslPolicy: first?.['sslPolicy'] ?? '',
      tlsPortsSet: portsOf(secured, 'TLS'),
      tcpUdpPortsSet: portsOf(plan, 'TCP_UDP', 'TCP_QUIC'),
      quicPortsSet: portsOf(plan, 'QUIC', 'TCP_QUIC'),
      backendProtocol: string(piece(secured, 'TargetGroup', 'protocol')) === 'TLS' ? 'ssl' : '',
    };
  }),
  buildListenerAttributes: {
    answer: ({ input }) => ({ wantError: false, wantValue: parts(part(part(input['svc'])['spec'])['ports']).map((port) => parts(piece(planned(input['svc'], { spec: { ports: [port as JsonObject] } }), 'Listener', 'listenerAttributes'))) }),
  },
  buildListenerTags: tagged('Listener'),
  validateMultiProtocolUsage: unit('whether', ({ input }) => ({ annotations: { [`${prefix}enable-tcp-udp-listener`]: 'true' }, spec: { ports: input['ports'] as Json } }), () => null),
  shouldUseTCPUDP: unit('whether', ({ input }) => ({ gates: { EnableTCPUDPListener: input['defaultValue'] === true }, spec: { ports: ['TCP', 'UDP'].map((protocol) => ({ name: protocol.toLowerCase(), port: 80, targetPort: 80, nodePort: 30080, protocol })) } }), (plan) => piece(plan, 'Listener', 'protocol') === 'TCP_UDP'),
};

const attributes = (plan: Plan): Data => byKey(piece(plan, 'LoadBalancer', 'loadBalancerAttributes'));

/** Subnets by id, in the order of the case, for a load balancer of this scheme and these addresses. */
function placed({ input }: Asked): Setting {
  const subnets = subnetsOf(input['subnets']);
  const { scheme, ipAddressType } = input;
  const { annotations: written } = part(part(input['svc'] ?? input['service'])['metadata']);
  const prefixes = part(written)[`${prefix}source-nat-ipv6-prefixes`] === undefined || ipAddressType !== 'dualstack' ? {} : { [`${prefix}enable-prefix-for-ipv6-source-nat`]: 'on' };
  return { annotations: { [`${prefix}subnets`]: subnets.map(({ id }) => id).join(','), ...(scheme === undefined ? {} : { [`${prefix}scheme`]: string(scheme) }), ...(ipAddressType === undefined ? {} : { [`${prefix}ip-address-type`]: string(ipAddressType) }), ...prefixes }, aws: { subnets } };
}

/** What AWS answers in the test is what there is: the load balancer with its tags, and the subnets that a look-up gives. */
function there({ input, env }: Asked): Setting {
  const existing = parts(input['listLoadBalancersCalls']).flatMap((call) => parts(call['sdkLBs']));
  const found = subnetsOf([...parts(input['resolveViaDiscoveryCalls']), ...parts(input['resolveViaNameOrIDSliceCalls'])].flatMap((call) => parts(call['subnets'])));
  const loadBalancers = existing.map(({ loadBalancer, tags }) => ({
    arn: string(part(loadBalancer)['LoadBalancerArn']),
    name: '',
    type: 'network' as const,
    scheme: part(loadBalancer)['Scheme'] === 'internal' ? ('internal' as const) : ('internet-facing' as const),
    subnets: parts(part(loadBalancer)['AvailabilityZones']).map((zone) => string(zone['SubnetId'])),
    securityGroups: [],
    tags: part(tags) as Readonly<Record<string, string>>,
  }));
  return { metadata: part(part(part(input['args'])['stack'])['stackID']) as JsonObject, annotations: { [`${prefix}scheme`]: string(input['scheme']) }, flags: { clusterName: string(env['clusterName']) }, aws: { subnets: found, loadBalancers } };
}

const mapping = (plan: Plan): Data => piece(plan, 'LoadBalancer', 'subnetMapping');

const loadBalancer: Area = {
  MakeAttributesSliceFromMap: unit('whether', ({ input }) => ({ annotations: { [`${prefix}attributes`]: Object.entries(part(input['input'])).map(([key, value]) => `${key}=${string(value)}`).join(',') } }), (plan) => piece(plan, 'LoadBalancer', 'loadBalancerAttributes')),
  buildAdditionalResourceTags: unit('text', ({ input }) => {
    const { defaultTags, externalManagedTags } = part(input['fields']);
    return { flags: { defaultTags: part(defaultTags) as Readonly<Record<string, string>>, externalManagedTags: strings(externalManagedTags) } };
  }, (plan) => part(piece(plan, 'LoadBalancer', 'tags'))),
  buildLBAttributes: unit('whether', plain, attributes, byKey),
  buildLbCapacity: unit('whether', plain, (plan) => piece(plan, 'LoadBalancer', 'minimumLoadBalancerCapacity')),
  buildLoadBalancerEnablePrefixForIpv6SourceNat: unit('text', placed, (plan) => piece(plan, 'LoadBalancer', 'enablePrefixForIpv6SourceNat')),
  buildLoadBalancerIPAddressType: unit('whether', plain, (plan) => piece(plan, 'LoadBalancer', 'ipAddressType')),
  buildLoadBalancerName: unit('text', ({ input }) => ({ annotations: { [`${prefix}scheme`]: string(input['scheme']) || 'internal' } }), (plan) => piece(plan, 'LoadBalancer', 'name')),
  buildLoadBalancerSubnets: unit('text', there, (plan) => parts(mapping(plan)).map(({ subnetID }) => subnetID!), (want) => parts(want).map(({ SubnetId }) => SubnetId!)),
  buildLoadBalancerTags: tagged('LoadBalancer'),
  // Asked of groups that somebody names: with rules of the nodes the shared group is one of them.
  buildManageSecurityGroupRulesFlag: unit('whether', ({ input }) => ({ annotations: { ...(part(input['annotations']) as Readonly<Record<string, string>>), [`${prefix}security-groups`]: 'sg-own' }, flags: { enableManageBackendSecurityGroupRules: input['enableManageBackendSGRules'] === true, backendSecurityGroup: 'sg-backend' } }), (plan) => JSON.stringify(piece(plan, 'LoadBalancer', 'securityGroups')).includes('sg-backend')),
  buildSubnetMappings: unit('text', placed, mapping),
};

const ingress = (plan: Plan): readonly { readonly [key: string]: Data }[] => parts(piece(plan, 'SecurityGroup', 'ingress'));

/** The group is for a load balancer with these addresses. */
function addressed({ input }: Asked): Setting {
  const { ipAddressType, prefixListsConfigured } = part(input['fields']);
  return { annotations: { [`${prefix}ip-address-type`]: string(ipAddressType), ...(prefixListsConfigured === true ? { [`${prefix}security-group-prefix-lists`]: 'pl-1' } : {}) } };
}

const securityGroup: Area = {
  buildCIDRsFromSourceRanges_buildCIDRsFromSourceRanges: unit('whether', addressed, (plan) => {
    const ranges = ingress(plan).flatMap(({ ipRanges, ipv6Ranges }) => [...parts(ipRanges).map(({ cidrIP }) => cidrIP!), ...parts(ipv6Ranges).map(({ cidrIPv6 }) => cidrIPv6!)]);
    return ranges.length === 0 ? null : ranges;
  }),
  // Upstream's Service never went through an API server, which makes TCP of a port without protocol.
  buildCIDRsFromSourceRanges_buildManagedSecurityGroupIngressPermissions: unit('whether', addressed, ingress, (want) => parts(want).map((each) => (each['ipProtocol'] === '' ? { ...each, ipProtocol: 'tcp' } : each))),
  buildManagedSecurityGroupTags: tagged('SecurityGroup'),
};

const ofType = ({ input }: Asked): Setting => (input['targetType'] === undefined ? {} : { flags: { defaultTargetType: string(input['targetType']) } });

/** A port with this target, protocol and health check, on a load balancer that stands in these subnets. */
function bound({ input }: Asked): Setting {
  const { tgPort, hcPort, tgProtocol, ipAddressType, scheme, preserveClientIP, backendSGIDToken, disableRestrictedRules } = input;
  const shared = tgProtocol === 'TCP_UDP';
  const protocols = shared ? ['TCP', 'UDP'] : [tgProtocol === 'TLS' ? 'TCP' : string(tgProtocol)];
  const subnets = subnetsOf(input['subnets']);
  const [vpc] = parts(input['fetchVPCInfoCalls']).map((call) => vpcOf(call['wantVPCInfo']));
  return {
    annotations: {
      [`${prefix}nlb-target-type`]: 'ip',
      [`${prefix}scheme`]: scheme === 'internal' ? 'internal' : 'internet-facing',
      ...(subnets.length === 0 ? {} : { [`${prefix}subnets`]: subnets.map(({ id }) => id).join(',') }),
      ...(hcPort === 'traffic-port' ? {} : { [`${prefix}healthcheck-port`]: String(hcPort) }),
      ...(ipAddressType === 'ipv6' ? { [`${prefix}ip-address-type`]: 'dualstack' } : {}),
      ...(shared ? { [`${prefix}enable-tcp-udp-listener`]: 'true' } : {}),
      ...(tgProtocol === 'TLS' ? { [`${prefix}ssl-cert`]: 'arn', [`${prefix}backend-protocol`]: 'ssl' } : {}),
      ...(preserveClientIP === undefined ? {} : { [`${prefix}target-group-attributes`]: `preserve_client_ip.enabled=${String(preserveClientIP)}` }),
    },
    spec: { ports: protocols.map((protocol) => ({ name: protocol.toLowerCase(), port: 80, targetPort: tgPort as Json, protocol })), ...(ipAddressType === 'ipv6' ? { ipFamilies: ['IPv6'] } : {}) },
    gates: { NLBSecurityGroup: backendSGIDToken !== undefined },
    flags: { awsVpcId: 'vpc-xxx', disableRestrictedSgRules: disableRestrictedRules === true, ...(backendSGIDToken === undefined ? {} : { backendSecurityGroup: string(backendSGIDToken) }) },
    aws: { ...(subnets.length === 0 ? {} : { subnets }), ...(vpc === undefined ? {} : { vpcs: [vpc] }) },
  };
}

const networking = (plan: Plan): Data => piece(plan, 'TargetGroupBinding', 'template', 'spec', 'networking');

const targetGroup: Area = {
  buildPreserveClientIPFlag: {
    answer: ({ input }) => {
      const attributes = Object.fromEntries(parts(input['tgAttrs']).map(({ key, value }) => [string(key), string(value)]));
      const type = string(input['targetType']) === 'ip' ? 'ip' : 'instance';
      const written = Object.entries(attributes).map(([key, value]) => `${key}=${value}`).join(',');
      const error = says(planned(undefined, { annotations: { [`${prefix}target-group-attributes`]: written }, flags: { defaultTargetType: type } }));
      return { want: error === null && preservesClientAddress(attributes, type, 'TCP'), wantErr: error };
    },
  },
  buildTargetGroupBindingMultiClusterFlag: unit('whether', plain, (plan) => piece(plan, 'TargetGroupBinding', 'template', 'spec', 'multiClusterTargetGroup') === true),
  buildTargetGroupBindingNetworking: unit('text', bound, networking),
  buildTargetGroupBindingNetworkingLegacy: unit('text', bound, networking),
  buildTargetGroupBindingNodeSelector: unit('text', ofType, (plan) => piece(plan, 'TargetGroupBinding', 'template', 'spec', 'nodeSelector')),
  buildTargetGroupHealthCheckPort: unit('text', (asked) => {
    const { defaultPort, svc } = asked.input;
    const written = part(part(part(svc)['metadata'])['annotations'])[`${prefix}healthcheck-port`] !== undefined;
    return { ...ofType(asked), ...(written ? {} : { annotations: { [`${prefix}healthcheck-port`]: string(defaultPort) } }) };
  }, (plan) => piece(plan, 'TargetGroup', 'healthCheckConfig', 'port')),
  buildTargetGroupTags: tagged('TargetGroup'),
  buildTargetHealthCheck: unit('whether', ofType, (plan) => piece(plan, 'TargetGroup', 'healthCheckConfig')),
  buildTargetType: unit('text', ({ input }) => ({ flags: { defaultTargetType: string(input['defaultTargetType']) || 'instance', enableIpTargetType: input['enableIPTargetType'] !== false } }), (plan) => piece(plan, 'TargetGroup', 'targetType')),
  targetGroupAttrs: unit('whether', ({ input }) => ({ spec: { ports: [{ port: 80, targetPort: 80, nodePort: 30080, protocol: 'TCP', ...(part(input['port']) as JsonObject) }] } }), (plan) => piece(plan, 'TargetGroup', 'targetGroupAttributes')),
};

/** Areas of upstream's unit tests: Services of type LoadBalancer. */
export const services: Readonly<Record<string, Area>> = {
  'service.class': {
    IsServiceSupported: { answer: ({ input }) => ({ want: supported(serviceFrom(input['svc']), factsFrom({ gates: { ServiceTypeLoadBalancerOnly: input['restrictToTypeLoadBalancer'] === true } })) }) },
  },
  'service.listener': listener,
  'service.loadbalancer': loadBalancer,
  'service.securitygroup': securityGroup,
  'service.targetgroup': targetGroup,
};
