import type { Json } from '../../resource/resource.ts';
import { blockList, each, joinedName, members, owner, renamed, same, tags, textOf, type Answer, type Attribute, type Owner } from './described.ts';

const serviceOwner: Owner = { what: 'endpoint service', types: { aws_vpc_endpoint_service: /service|svc|permission/ }, looks: /(?<![a-z0-9])vpce-svc-[0-9a-z]+/, such: 'vpce-svc-0123456789abcdef0', inside: 'ServiceId' };

const service: readonly Attribute[] = [
  ...same({ id: 'ServiceId', service_name: 'ServiceName', acceptance_required: 'AcceptanceRequired', network_load_balancer_arns: 'NetworkLoadBalancerArns', gateway_load_balancer_arns: 'GatewayLoadBalancerArns', private_dns_name: 'PrivateDnsName', state: 'ServiceState', availability_zones: 'AvailabilityZones', owner_id: 'Owner', supported_ip_address_types: 'SupportedIpAddressTypes' }),
  { to: 'owner_id', from: ['OwnerId'] },
  { to: 'private_dns_name_state', from: ['PrivateDnsNameConfiguration', 'State'] },
  { to: 'private_dns_name_state', from: ['PrivateDnsNameVerificationState'] },
  { to: 'availability_zone_ids', from: ['AvailabilityZoneIds'] },
  // Answers in which principals stand beside the service are put together by hand or by a script.
  { to: 'allowed_principals', from: ['AllowedPrincipals'], as: (value) => (Array.isArray(value) ? (value as readonly Json[]).flatMap((one) => textOf(one) ?? members([one]).flatMap(({ Principal: principal }) => textOf(principal) ?? [])) : undefined) },
  { to: 'service_type', from: ['ServiceType'], as: (value) => textOf(members(value)[0]?.['ServiceType']) },
  tags(),
];

/** AWS has one list of addresses for endpoints of several subnets; each stands beside its subnet where the endpoint was made so. */
const addressOf: Attribute = { to: 'subnet_configuration', from: ['SubnetConfigurations'], as: (value) => members(value).map((one) => renamed({ subnet_id: 'SubnetId', ipv4: 'Ipv4', ipv6: 'Ipv6' }, one)), inner: { subnet_id: ['SubnetId'], ipv4: ['Ipv4'], ipv6: ['Ipv6'] } };

/** PrivateLink: endpoints, and the services behind them. */
export const endpointAnswers: Readonly<Record<string, Answer>> = {
  VpcEndpoints: {
    command: 'ec2 describe-vpc-endpoints',
    name: ['VpcEndpointId'],
    rows: [
      {
        type: 'aws_vpc_endpoint',
        attributes: [
          ...same({ id: 'VpcEndpointId', vpc_id: 'VpcId', service_name: 'ServiceName', vpc_endpoint_type: 'VpcEndpointType', subnet_ids: 'SubnetIds', network_interface_ids: 'NetworkInterfaceIds', route_table_ids: 'RouteTableIds', private_dns_enabled: 'PrivateDnsEnabled', policy: 'PolicyDocument', state: 'State', owner_id: 'OwnerId', ip_address_type: 'IpAddressType', prefix_list_id: 'PrefixListId', service_region: 'ServiceRegion' }),
          each('security_group_ids', 'Groups', 'GroupId'),
          blockList('dns_entry', 'DnsEntries', { dns_name: 'DnsName', hosted_zone_id: 'HostedZoneId' }),
          addressOf,
          tags(),
        ],
      },
    ],
  },
  // A service of one's own is answered by three commands; the configuration is what its owner sees.
  ServiceConfigurations: { command: 'ec2 describe-vpc-endpoint-service-configurations', name: ['ServiceId'], rows: [{ type: 'aws_vpc_endpoint_service', called: ({ ServiceId: id }) => String(id), attributes: service }] },
  ServiceDetails: { command: 'ec2 describe-vpc-endpoint-services', name: ['ServiceName'], rows: [{ type: 'aws_vpc_endpoint_service', called: ({ ServiceId: id, ServiceName: name }) => textOf(id) ?? String(name), attributes: service, aside: true }] },
  VpcEndpointServices: { command: 'ec2 describe-vpc-endpoint-service-configurations', name: ['ServiceId'], rows: [{ type: 'aws_vpc_endpoint_service', called: ({ ServiceId: id }) => String(id), attributes: service }] },
  AllowedPrincipals: {
    command: 'ec2 describe-vpc-endpoint-service-permissions',
    name: ['Principal'],
    owner: serviceOwner,
    rows: [{ type: 'aws_vpc_endpoint_service_allowed_principal', called: ({ Principal: principal }, of) => joinedName(of, String(principal).replace(/^arn:[^:]*:iam::/, '').replaceAll(':', '.')), attributes: [owner('vpc_endpoint_service_id'), ...same({ principal_arn: 'Principal', id: 'ServicePermissionId' })] }],
  },
  VpcEndpointConnections: {
    command: 'ec2 describe-vpc-endpoint-connections',
    name: ['VpcEndpointId'],
    rows: [{ type: 'aws_vpc_endpoint_connection', called: ({ ServiceId: service, VpcEndpointId: endpoint }) => joinedName(service, endpoint), attributes: same({ service_id: 'ServiceId', vpc_endpoint_id: 'VpcEndpointId', state: 'VpcEndpointState', owner_id: 'VpcEndpointOwner', vpc_endpoint_region: 'VpcEndpointRegion' }) }],
  },
};
