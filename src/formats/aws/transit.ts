import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { joinedName, made, members, owner, same, tags, textOf, type Answer, type Attribute, type Owner } from './described.ts';

const tableOwner: Owner = { what: 'transit gateway route table', types: { aws_ec2_transit_gateway_route_table: /route|tgw/ }, looks: /(?<![a-z0-9])tgw-rtb-[0-9a-z]+/, such: 'tgw-rtb-0123456789abcdef0' };

const attachmentId = 'TransitGatewayAttachmentId';
const attached = same({ id: attachmentId, transit_gateway_id: 'TransitGatewayId', state: 'State' });

/** What several commands list, each with what only it knows. */
const kindOf = (attachment: JsonObject): string => String(attachment['ResourceType']);

/** Both gateways list the attachment between them, each with the other as its resource: it is one, whichever of them is read first. */
const ends = (attachment: JsonObject): readonly string[] => [attachment['TransitGatewayId'], attachment['ResourceId']].flatMap((id) => textOf(id) ?? []).sort();

const between = (member: JsonObject, of: string): string => joinedName(of, member[attachmentId]);

const tableOf = (member: JsonObject): string | undefined => (isObject(member['Association']) ? textOf(member['Association']['TransitGatewayRouteTableId']) : undefined);

const associating = (state: Json | undefined): boolean => state === undefined || state === 'associated' || state === 'associating';

function routeTargets(route: JsonObject): string | undefined {
  return textOf(members(route['TransitGatewayAttachments'])[0]?.[attachmentId]);
}

const routeAttributes: readonly Attribute[] = [
  owner('transit_gateway_route_table_id'),
  ...same({ destination_cidr_block: 'DestinationCidrBlock', destination_prefix_list_id: 'PrefixListId', type: 'Type', state: 'State' }),
  made('transit_gateway_attachment_id', routeTargets, ['TransitGatewayAttachments']),
  { to: 'blackhole', from: ['State'], as: (state) => state === 'blackhole' },
];

/** Transit gateways, what is attached to them and their tables. */
export const transitAnswers: Readonly<Record<string, Answer>> = {
  TransitGateways: {
    command: 'ec2 describe-transit-gateways',
    name: ['TransitGatewayId'],
    rows: [
      {
        type: 'aws_ec2_transit_gateway',
        attributes: [
          ...same({
            id: 'TransitGatewayId',
            arn: 'TransitGatewayArn',
            owner_id: 'OwnerId',
            state: 'State',
            default_route_table_association: 'Options.DefaultRouteTableAssociation',
            default_route_table_propagation: 'Options.DefaultRouteTablePropagation',
            association_default_route_table_id: 'Options.AssociationDefaultRouteTableId',
            propagation_default_route_table_id: 'Options.PropagationDefaultRouteTableId',
            security_group_referencing_support: 'Options.SecurityGroupReferencingSupport',
            dns_support: 'Options.DnsSupport',
            vpn_ecmp_support: 'Options.VpnEcmpSupport',
            auto_accept_shared_attachments: 'Options.AutoAcceptSharedAttachments',
          }),
          tags(),
        ],
      },
    ],
  },
  TransitGatewayAttachments: {
    command: 'ec2 describe-transit-gateway-attachments',
    name: [attachmentId],
    rows: [
      { type: 'aws_ec2_transit_gateway_vpc_attachment', when: (each) => kindOf(each) === 'vpc', attributes: [...attached, ...same({ vpc_id: 'ResourceId', vpc_owner_id: 'ResourceOwnerId' }), tags()], aside: true },
      {
        type: 'aws_ec2_transit_gateway_peering_attachment',
        when: (each) => kindOf(each) === 'peering',
        attributes: [...same({ id: attachmentId, state: 'State', resource_type: 'ResourceType' }), made('transit_gateway_id', (each) => ends(each)[0], ['TransitGatewayId']), made('peer_transit_gateway_id', (each) => ends(each)[1], ['ResourceId']), tags()],
        aside: true,
      },
      { type: 'aws_ec2_transit_gateway_attachment', when: (each) => !['vpc', 'peering'].includes(kindOf(each)), attributes: [...attached, ...same({ resource_type: 'ResourceType', resource_id: 'ResourceId' }), tags()] },
      {
        type: 'aws_ec2_transit_gateway_route_table_association',
        when: (each) => tableOf(each) !== undefined && isObject(each['Association']) && associating(each['Association']['State']),
        called: (each) => joinedName(tableOf(each), each[attachmentId]),
        attributes: same({ transit_gateway_attachment_id: attachmentId, transit_gateway_route_table_id: 'Association.TransitGatewayRouteTableId', state: 'Association.State' }),
        aside: true,
      },
    ],
  },
  TransitGatewayVpcAttachments: {
    command: 'ec2 describe-transit-gateway-vpc-attachments',
    name: [attachmentId],
    rows: [
      {
        type: 'aws_ec2_transit_gateway_vpc_attachment',
        attributes: [
          ...attached,
          ...same({ vpc_id: 'VpcId', vpc_owner_id: 'VpcOwnerId', subnet_ids: 'SubnetIds', appliance_mode_support: 'Options.ApplianceModeSupport', dns_support: 'Options.DnsSupport', ipv6_support: 'Options.Ipv6Support', security_group_referencing_support: 'Options.SecurityGroupReferencingSupport' }),
          tags(),
        ],
      },
    ],
  },
  TransitGatewayPeeringAttachments: {
    command: 'ec2 describe-transit-gateway-peering-attachments',
    name: [attachmentId],
    rows: [
      {
        type: 'aws_ec2_transit_gateway_peering_attachment',
        attributes: [...same({ id: attachmentId, state: 'State', transit_gateway_id: 'RequesterTgwInfo.TransitGatewayId', peer_transit_gateway_id: 'AccepterTgwInfo.TransitGatewayId', peer_region: 'AccepterTgwInfo.Region', peer_account_id: 'AccepterTgwInfo.OwnerId' }), tags()],
      },
    ],
  },
  TransitGatewayRouteTables: {
    command: 'ec2 describe-transit-gateway-route-tables',
    name: ['TransitGatewayRouteTableId'],
    rows: [{ type: 'aws_ec2_transit_gateway_route_table', attributes: [...same({ id: 'TransitGatewayRouteTableId', transit_gateway_id: 'TransitGatewayId', state: 'State', default_association_route_table: 'DefaultAssociationRouteTable', default_propagation_route_table: 'DefaultPropagationRouteTable' }), tags()] }],
  },
  Routes: {
    command: 'ec2 search-transit-gateway-routes',
    name: ['State'],
    owner: tableOwner,
    rows: [{ type: 'aws_ec2_transit_gateway_route', called: (route, of) => joinedName(of, textOf(route['DestinationCidrBlock']) ?? textOf(route['PrefixListId'])), attributes: routeAttributes }],
  },
  Associations: {
    command: 'ec2 get-transit-gateway-route-table-associations',
    name: [attachmentId],
    owner: tableOwner,
    rows: [{ type: 'aws_ec2_transit_gateway_route_table_association', when: ({ State: state }) => associating(state), called: between, attributes: [owner('transit_gateway_route_table_id'), ...same({ transit_gateway_attachment_id: attachmentId, state: 'State' })] }],
  },
  TransitGatewayRouteTablePropagations: {
    command: 'ec2 get-transit-gateway-route-table-propagations',
    name: [attachmentId],
    owner: tableOwner,
    rows: [
      {
        type: 'aws_ec2_transit_gateway_route_table_propagation',
        when: ({ State: state }) => state === undefined || state === 'enabled' || state === 'enabling',
        called: between,
        attributes: [owner('transit_gateway_route_table_id'), ...same({ transit_gateway_attachment_id: attachmentId, state: 'State' })],
      },
    ],
  },
};
