import { clustersOf } from '../../dialects/aws/clusters.ts';
import { calledBy } from '../../dialects/aws/network/keys.ts';
import { subnetsOf, type Subnet } from '../../dialects/aws/network/subnets.ts';
import { spaceOf, type Space } from '../../dialects/aws/subnet-space.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { subnetAddresses } from '../../facts/vpc-limits.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed, type Said } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A subnet has fewer addresses than what stands in it takes, or than AWS asks of it. */
export const rule: Rule = {
  name: 'subnet-short-of-addresses',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const clusters = clustersOf(estate);
  for (const subnet of subnetsOf(estate).values()) {
    const space = spaceOf(estate, subnet);
    if (space === undefined) continue;
    const said = overfull(subnet, space) ?? tooSmallForBalancer(subnet, space) ?? tooSmallForCluster(subnet, space, clusters.find(({ subnets }) => subnets.includes(subnet.key))?.resource);
    if (said !== undefined) yield findingAt(rule, { resource: subnet.resource, path: ['cidr_block'] }, said);
  }
}

/** More interfaces than addresses: AWS refuses the last ones (InsufficientFreeAddressesInSubnet). */
function overfull({ resource, cidrs }: Subnet, { usable, used, interfaces }: Space): Said | undefined {
  if (used <= usable) return undefined;
  return {
    message: `AWS refuses ${used - usable === 1 ? 'one interface' : `${used - usable} interfaces`} in ${calledBy(resource)} (InsufficientFreeAddressesInSubnet): ${used} addresses are asked of ${usable}`,
    label: `${usable} addresses in ${cidrs.written[0] ?? ''}: AWS keeps ${subnetAddresses.kept} of each subnet`,
    because: takers(interfaces),
  };
}

function tooSmallForBalancer({ resource }: Subnet, space: Space): Said | undefined {
  const balancer = space.interfaces.map(({ owner }) => owner.resource).find((each) => each !== undefined && each.derived === undefined && /^aws_a?lb$/.test(each.type) && (text(each.body['load_balancer_type']) ?? 'application') === 'application');
  if (balancer === undefined) return undefined;
  const small = space.prefix > subnetAddresses.balancerPrefix;
  // One of its own nodes stands there already, or will.
  if (!small && space.free + 1 >= subnetAddresses.balancer) return undefined;
  return {
    severity: 'warning',
    message: `${text(balancer.body['name']) ?? nameOf(balancer)} cannot grow in ${calledBy(resource)}: an Application Load Balancer wants a /${subnetAddresses.balancerPrefix} at least and ${subnetAddresses.balancer} free addresses in each of its subnets, and ${small ? `this is a /${space.prefix}` : `${Math.max(0, space.free)} are free`}`,
    label: small ? `a /${space.prefix}` : `${space.used} of ${space.usable} addresses are taken`,
    because: [because(nameOf(balancer), 'has this subnet', { resource: balancer, path: ['subnets'] }), ...takers(space.interfaces.filter(({ owner }) => owner.resource !== balancer))],
  };
}

function tooSmallForCluster({ resource }: Subnet, { free, used, usable, interfaces }: Space, cluster: Resource | undefined): Said | undefined {
  if (cluster === undefined || free >= subnetAddresses.cluster) return undefined;
  return {
    severity: 'warning',
    message: `EKS finds ${Math.max(0, free)} free addresses in ${calledBy(resource)}, and wants ${subnetAddresses.cluster} in each subnet of a cluster: its interfaces, nodes and pods find no room`,
    label: `${used} of ${usable} addresses are taken`,
    because: [because(nameOf(cluster), 'has this subnet', { resource: cluster, path: ['vpc_config', 0, 'subnet_ids'] }), ...takers(interfaces)],
  };
}

/** Who takes addresses: named for the first few, counted for all. */
function takers(interfaces: Space['interfaces']): Said['because'] {
  if (interfaces.length === 0) return [];
  const names = [...new Set(interfaces.map(({ owner, key }) => owner.key ?? key))].sort();
  return [because(`${interfaces.length} interface${interfaces.length === 1 ? '' : 's'}`, `of ${listed(names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} others`] : names)}`)];
}
