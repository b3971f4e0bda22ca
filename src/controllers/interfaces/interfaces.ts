import { interfacesOf, interfacesOwned } from '../../dialects/aws/network/interfaces.ts';
import { networkKey, referredKey } from '../../dialects/aws/network/keys.ts';
import { subnetsOf } from '../../dialects/aws/network/subnets.ts';
import { ownerAttribute } from '../../dialects/aws/network/owners.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Resource } from '../../resource/resource.ts';
import { body, type Controller } from '../controller.ts';
import { ownersIn, type Attachment, type Owning } from './owning.ts';

/**
 * The interfaces that AWS makes for load balancers, endpoints, gateways and instances, where the inputs list none of them: what
 * is known of one is what its owner says, and the rest, its address above all, AWS has yet to choose.
 */
export const interfaces: Controller = {
  name: 'interfaces',
  reads: ['aws_lb', 'aws_alb', 'aws_vpc_endpoint', 'aws_nat_gateway', 'aws_ec2_transit_gateway_vpc_attachment', 'aws_instance', 'aws_networkfirewall_firewall', 'aws_network_interface', 'aws_network_interface_attachment', 'aws_subnet'],
  make: (estate) => ownersIn(estate).flatMap((owning) => missing(estate, owning)),
};

function missing(estate: Estate, owning: Owning): readonly Resource[] {
  const listed = interfacesOwned(estate, owning.kind, owning.key);
  const held = new Set(listed.map(({ subnet }) => subnet));
  // Of an instance every interface is listed, or none.
  if (owning.kind === 'instance' && listed.length > 0) return [];
  const seen = new Set<string>();
  return owning.attachments.flatMap((attachment): readonly Resource[] => {
    const subnet = referredKey(estate, owning.resource, attachment.subnet);
    // Of a subnet that no input holds nothing would be known.
    if (subnet === undefined || !subnetsOf(estate).has(subnet) || held.has(subnet) || seen.has(subnet)) return [];
    seen.add(subnet);
    const taken = attachment.id !== undefined && interfacesOf(estate).has(attachment.id);
    return taken ? [] : [interfaceFor(owning, attachment, subnet)];
  });
}

function interfaceFor(owning: Owning, attachment: Attachment, subnet: string): Resource {
  const { resource, kind, key, groups } = owning;
  const name = `${kind}:${key}:${subnet}`;
  return {
    scope: resource.scope,
    type: 'aws_network_interface',
    name,
    body: bodyOf(owning, attachment, groups),
    derived: { by: 'interfaces', from: resource, path: attachment.path },
    locate: (path) => resource.locate(path[0] === 'security_groups' ? owning.groupsAt : attachment.path),
  };
}

function bodyOf({ resource, type, shown }: Owning, { id, subnet, address, publicAddress }: Attachment, groups: Json | undefined): JsonObject {
  const shows = publicAddress !== undefined || shown;
  return body({
    id,
    subnet_id: subnet,
    interface_type: type,
    [ownerAttribute]: networkKey(resource),
    ...(address === undefined ? {} : { private_ip: address, private_ips: [address] }),
    ...(groups === undefined ? {} : { security_groups: groups }),
    ...(shows ? { public_ips: [publicAddress === undefined ? {} : { public_ip: publicAddress, ...(address === undefined ? {} : { private_ip: address }) }] } : {}),
  });
}
