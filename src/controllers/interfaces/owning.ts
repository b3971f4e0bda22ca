import { nameOfBalancer } from '../../dialects/aws/balancers.ts';
import type { Owner } from '../../dialects/aws/network/owners.ts';
import { networkKey } from '../../dialects/aws/network/keys.ts';
import { allOf, blocks, decided, referred } from '../../dialects/aws/references.ts';
import { list, text, words } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Json, Path, Resource } from '../../resource/resource.ts';

/** Something for which AWS makes interfaces, one in each of some subnets. */
export interface Owning {
  readonly resource: Resource;
  readonly kind: Owner['kind'];
  /** As dialects/aws/network/owners.ts has it. */
  readonly key: string;
  /** What EC2 calls such an interface. */
  readonly type: string;
  readonly attachments: readonly Attachment[];
  /** Absent: not said, so that AWS takes the default one, or nobody knows yet which. */
  readonly groups?: Json;
  readonly groupsAt: Path;
  /** Each has a public address, known or not. */
  readonly shown: boolean;
}

export interface Attachment {
  /** As it is written: an id or a reference. */
  readonly subnet: string;
  /** The interface's own id, where the owner says it. */
  readonly id?: string;
  readonly address?: string;
  readonly publicAddress?: string;
  readonly path: Path;
}

/** Every owner of interfaces in an estate. */
export function ownersIn(estate: Estate): readonly Owning[] {
  return [
    ...allOf(estate, 'aws_lb').map((resource) => balancer(estate, resource)),
    ...estate.ofType('aws_vpc_endpoint').filter(({ body }) => ['Interface', 'GatewayLoadBalancer'].includes(text(body['vpc_endpoint_type']) ?? 'Gateway')).map(endpoint),
    ...estate.ofType('aws_nat_gateway').map((resource) => nat(estate, resource)),
    ...estate.ofType('aws_ec2_transit_gateway_vpc_attachment').map(attachment),
    ...estate.ofType('aws_instance').map(instance),
    ...estate.ofType('aws_networkfirewall_firewall').map(firewall),
  ];
}

function balancer(estate: Estate, resource: Resource): Owning {
  const { body } = resource;
  const type = text(body['load_balancer_type']) ?? 'application';
  const mapped = blocks(body['subnet_mapping']).map((mapping, index): Attachment | undefined => {
    const [subnet, address, shown] = [text(mapping['subnet_id']), text(mapping['private_ipv4_address']), text(mapping['public_ip']) ?? text(referred(estate, resource, 'aws_eip', mapping['allocation_id'])?.body['public_ip'])];
    return subnet === undefined ? undefined : { subnet, path: ['subnet_mapping', index, 'subnet_id'], ...said({ address, publicAddress: shown }) };
  });
  const groups = body['security_groups'] ?? (type === 'application' ? undefined : unknown(resource, 'security_groups') ? undefined : []);
  return {
    resource,
    kind: 'balancer',
    key: nameOfBalancer(resource),
    type: type === 'network' ? 'network_load_balancer' : type === 'gateway' ? 'gateway_load_balancer' : 'load_balancer',
    attachments: [...mapped.flatMap((each) => each ?? []), ...inSubnets(resource, 'subnets')],
    ...(groups === undefined ? {} : { groups }),
    groupsAt: ['security_groups'],
    shown: type !== 'gateway' && decided(body['internal']) !== true,
  };
}

function endpoint(resource: Resource): Owning {
  const { body } = resource;
  const inspects = body['vpc_endpoint_type'] === 'GatewayLoadBalancer';
  const configured = blocks(body['subnet_configuration']);
  const attachments = inSubnets(resource, 'subnet_ids').map((each): Attachment => {
    const address = text(configured.find(({ subnet_id: id }) => id === each.subnet)?.['ipv4']);
    return { ...each, ...said({ address }) };
  });
  const further = configured.flatMap(({ subnet_id: id, ipv4 }, index): readonly Attachment[] => (text(id) === undefined || attachments.some(({ subnet }) => subnet === id) ? [] : [{ subnet: text(id)!, path: ['subnet_configuration', index], ...said({ address: text(ipv4) }) }]));
  const groups = inspects ? [] : words(body['security_group_ids']).length === 0 ? undefined : body['security_group_ids'];
  return {
    resource,
    kind: inspects ? 'inspection-endpoint' : 'endpoint',
    key: networkKey(resource),
    type: inspects ? 'gateway_load_balancer_endpoint' : 'vpc_endpoint',
    attachments: [...attachments, ...further],
    ...(groups === undefined ? {} : { groups }),
    groupsAt: ['security_group_ids'],
    shown: false,
  };
}

function nat(estate: Estate, resource: Resource): Owning {
  const { body } = resource;
  const [subnet, id] = [text(body['subnet_id']), text(body['network_interface_id'])];
  const shown = text(body['public_ip']) ?? text(referred(estate, resource, 'aws_eip', body['allocation_id'])?.body['public_ip']);
  const one: readonly Attachment[] = subnet === undefined ? [] : [{ subnet, path: ['subnet_id'], ...said({ id, address: text(body['private_ip']), publicAddress: shown }) }];
  return { resource, kind: 'nat', key: networkKey(resource), type: 'nat_gateway', attachments: one, groups: [], groupsAt: [], shown: body['connectivity_type'] !== 'private' };
}

function attachment(resource: Resource): Owning {
  return { resource, kind: 'attachment', key: networkKey(resource), type: 'transit_gateway', attachments: inSubnets(resource, 'subnet_ids'), groups: [], groupsAt: [], shown: false };
}

function instance(resource: Resource): Owning {
  const { body } = resource;
  const [subnet, id] = [text(body['subnet_id']), text(body['primary_network_interface_id'])];
  const groups = body['vpc_security_group_ids'] ?? body['security_groups'];
  const one: readonly Attachment[] = subnet === undefined ? [] : [{ subnet, path: ['subnet_id'], ...said({ id, address: text(body['private_ip']), publicAddress: text(body['public_ip']) }) }];
  return {
    resource,
    kind: 'instance',
    key: networkKey(resource),
    type: 'interface',
    attachments: one,
    ...(groups === undefined || list(groups).length === 0 ? {} : { groups }),
    groupsAt: ['vpc_security_group_ids'],
    shown: decided(body['associate_public_ip_address']) === true,
  };
}

/** One endpoint for each subnet; its id is known once the firewall stands. */
function firewall(resource: Resource): Owning {
  const attachments = blocks(resource.body['subnet_mapping']).flatMap(({ subnet_id: id }, index): readonly Attachment[] => (text(id) === undefined ? [] : [{ subnet: text(id)!, path: ['subnet_mapping', index, 'subnet_id'] }]));
  return { resource, kind: 'inspection-endpoint', key: networkKey(resource), type: 'gateway_load_balancer_endpoint', attachments, groups: [], groupsAt: [], shown: false };
}

function inSubnets(resource: Resource, attribute: string): readonly Attachment[] {
  return list(resource.body[attribute]).flatMap((id, index): readonly Attachment[] => (typeof id === 'string' ? [{ subnet: id, path: [attribute, index] }] : []));
}

/** Whether only apply can know an attribute. */
function unknown({ body }: Resource, attribute: string): boolean {
  return words(body['unknown_after_apply']).includes(attribute);
}

function said(members: { readonly [K in 'id' | 'address' | 'publicAddress']?: string | undefined }): Partial<Pick<Attachment, 'id' | 'address' | 'publicAddress'>> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== '')) as Partial<Pick<Attachment, 'id' | 'address' | 'publicAddress'>>;
}
