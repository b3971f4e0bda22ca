import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import { loadBalancerAttributes } from '../../../facts/elb-attributes.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { addressesOf } from '../ingress/status.ts';
import type { Piece } from '../stack.ts';
import { argumentsOf } from './attributes.ts';
import { resourceOf } from './made.ts';
import type { Names } from './names.ts';

/** A load balancer as aws_lb; one that is there already keeps its ARN and its DNS name, which the status of its Ingress or Service may say too. */
export function loadBalancerResource(estate: Estate, names: Names, piece: Piece): Resource {
  const { spec, place } = piece;
  const name = names.of(piece);
  const internal = text(spec['scheme']) !== 'internet-facing';
  const old = estate.find({ scope: place[0].scope, type: 'aws_lb', name })?.body;
  // Of another scheme it is made anew, with another ARN and another DNS name.
  const there = (old?.['internal'] === true) === internal ? old : undefined;
  const mappings = list(spec['subnetMapping']).map(record);
  const plain = mappings.every((each) => Object.keys(each).every((key) => key === 'subnetID'));
  const capacity = record(spec['minimumLoadBalancerCapacity'])['capacityUnits'];
  const pool = text(spec['ipv4IPAMPool']);
  return resourceOf(piece, 'aws_lb', name, [
    ['name', names.atAws(piece) ?? text(there?.['name']), ['name']],
    ['arn', text(there?.['arn']), []],
    ['dns_name', text(there?.['dns_name']) ?? addressesOf(place[0])[spec['type'] === 'application' ? 'application' : 'network'], []],
    ['load_balancer_type', text(spec['type']), ['type']],
    ['internal', internal, ['scheme']],
    ['ip_address_type', text(spec['ipAddressType']), ['ipAddressType']],
    ['security_groups', spec['securityGroups'] === undefined ? undefined : list(spec['securityGroups']).flatMap((each) => names.refer(each) ?? []), ['securityGroups']],
    ['subnets', mappings.length > 0 && plain ? mappings.flatMap(({ subnetID }) => text(subnetID) ?? []) : undefined, ['subnetMapping']],
    ['subnet_mapping', mappings.length > 0 && !plain ? mappings.map(mapping) : undefined, ['subnetMapping']],
    ['customer_owned_ipv4_pool', text(spec['customerOwnedIPv4Pool']), ['customerOwnedIPv4Pool']],
    ['ipam_pools', pool === undefined ? undefined : [{ ipv4_ipam_pool_id: pool }], ['ipv4IPAMPool']],
    ['minimum_load_balancer_capacity', typeof capacity === 'number' ? [{ capacity_units: capacity }] : undefined, ['minimumLoadBalancerCapacity']],
    ['enforce_security_group_inbound_rules_on_private_link_traffic', text(spec['securityGroupsInboundRulesOnPrivateLink']), ['securityGroupsInboundRulesOnPrivateLink']],
    ...argumentsOf(loadBalancerAttributes, spec, 'loadBalancerAttributes'),
    ['tags', spec['tags'], ['tags']],
  ]);
}

function mapping({ subnetID, allocationID, privateIPv4Address, ipv6Address }: JsonObject): JsonObject {
  return body({ subnet_id: subnetID, allocation_id: allocationID, private_ipv4_address: privateIPv4Address, ipv6_address: ipv6Address });
}
