import { clustersOf, type Cluster } from '../../dialects/aws/clusters.ts';
import { isOpen } from '../../dialects/aws/open-arguments.ts';
import { subnetsIn, subnetsOf, type Subnet } from '../../dialects/aws/network/subnets.ts';
import { networkBalancerFor } from '../../dialects/aws/network-balancers.ts';
import { referredKey } from '../../dialects/aws/network/keys.ts';
import { blocks, count } from '../../dialects/aws/references.ts';
import { said } from '../../dialects/aws/service-annotations.ts';
import type { Owner } from '../../dialects/aws/service-owner.ts';
import { record, texts, words } from '../../dialects/kubernetes/fields.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import type { Service } from '../../dialects/kubernetes/services.ts';
import { roleTags } from '../../facts/load-balancer-network.ts';
import type { Estate } from '../../resource/estate.ts';
import { isLookedUp, type Path, type Resource } from '../../resource/resource.ts';

/** How many there are, and who says so. */
export interface Written {
  readonly count: number;
  readonly said: readonly { readonly resource: Resource; readonly path: Path; readonly text: string }[];
}

/** The nodes that the node groups of the only cluster ask for. */
export interface Machines extends Written {
  readonly cluster: Cluster;
}

/** Nodes come from elsewhere than node groups, or may: how many there are, nobody says. */
const otherNodes = ['Node', 'NodePool', 'NodeClaim', 'EC2NodeClass', 'Provisioner', 'Machine', 'aws_instance', 'aws_autoscaling_group', 'aws_spot_fleet_request', 'aws_ec2_fleet', 'aws_eks_fargate_profile'];

/** Undefined where anything but node groups of one cluster could be a node, where one of them says no size, or where the inputs hold more than one cluster. */
export function machinesOf(estate: Estate): Machines | undefined {
  const [cluster, ...further] = clustersOf(estate);
  if (cluster === undefined || further.length > 0 || isLookedUp(cluster.resource) || cluster.resource.body['compute_config'] !== undefined) return undefined;
  if (otherNodes.some((type) => estate.ofType(type).length > 0) || isScaled(estate)) return undefined;
  if (new Set(estate.ofType('Service').map(({ scope }) => scope)).size !== 1) return undefined;
  const groups = estate.ofType('aws_eks_node_group');
  const sizes = groups.map(sizeOf);
  if (groups.length === 0 || sizes.includes(undefined)) return undefined;
  const known = sizes.flatMap((size) => size ?? []);
  return { cluster, count: known.reduce((sum, size) => sum + size.count, 0), said: known.map(({ said: one }) => one) };
}

/** Where a program adds nodes for pods that find none, the size that is written is where it begins. */
function isScaled(estate: Estate): boolean {
  return ['Deployment', 'helm_release', 'HelmRelease'].some((type) => estate.ofType(type).some(({ name, body }) => /cluster-?autoscaler|karpenter/i.test(`${name} ${String(body['chart'] ?? '')} ${String(body['name'] ?? '')}`)));
}

function sizeOf(group: Resource): { readonly count: number; readonly said: Written['said'][number] } | undefined {
  const [settings] = blocks(group.body['scaling_config']);
  if (isLookedUp(group) || settings === undefined) return undefined;
  const path = (['desired_size', 'min_size'] as const).map((name): Path => ['scaling_config', 0, name]).find((each) => settings[each[2]!] !== undefined || isOpen(group, each));
  const size = path === undefined || isOpen(group, path) ? undefined : count(settings[path[2]!]);
  return size === undefined ? undefined : { count: size, said: { resource: group, path: path!, text: `asks for ${size} node${size === 1 ? '' : 's'}` } };
}

/** The pods that a Service selects, as their workloads write them; undefined where something else decides how many. */
export function podsWritten(estate: Estate, { resource, namespace, selector }: Service): Written | undefined {
  const inCluster = ({ scope }: Resource): boolean => scope === resource.scope;
  if (['HorizontalPodAutoscaler', 'ScaledObject'].some((type) => estate.ofType(type, namespace).some(inCluster))) return undefined;
  const selected = (type: string): readonly Resource[] => estate.ofType(type, namespace).filter((each) => inCluster(each) && carries(texts(record(record(record(each.body['spec'])['template'])['metadata'])['labels']), selector));
  if (Object.keys(selector).length === 0 || ['DaemonSet', 'ReplicaSet', 'Rollout', 'Job'].some((type) => selected(type).length > 0)) return undefined;
  const workloads = ['Deployment', 'StatefulSet'].flatMap(selected);
  // Without `replicas` there is one (API reference, DeploymentSpec and StatefulSetSpec).
  const sizes = workloads.map((each) => count(record(each.body['spec'])['replicas'] ?? 1));
  if (workloads.length === 0 || sizes.includes(undefined)) return undefined;
  const known = sizes.map((size) => size ?? 0);
  return { count: known.reduce((sum, size) => sum + size, 0), said: workloads.map((each, index) => ({ resource: each, path: ['spec', 'replicas'], text: `runs ${known[index]!} pod${known[index] === 1 ? '' : 's'}` })) };
}

/**
 * In how many zones the balancer stands: those of its subnets where they are known, else those in which the VPC of the cluster has a
 * subnet that carries the tag of its scheme, which both controllers choose from, one in each zone. Undefined: nobody says.
 */
export function zonesFor(estate: Estate, cluster: Cluster, service: Service, { scheme }: Owner): number | undefined {
  const made = networkBalancerFor(estate, service.resource)?.resource;
  if (made !== undefined) {
    const mapped = [...words(made.body['subnets']), ...blocks(made.body['subnet_mapping']).flatMap(({ subnet_id: id }) => words([id ?? '']))];
    return distinct(mapped.map((id) => subnetsOf(estate).get(referredKey(estate, made, id) ?? '')));
  }
  if (said(service, 'subnets') !== undefined || scheme === undefined || cluster.vpc === undefined) return undefined;
  const tag = scheme === 'internal' ? roleTags.internal : roleTags.public;
  return distinct(subnetsIn(estate, cluster.vpc).filter((subnet) => ['1', ''].includes(texts(subnet.resource.body['tags'])[tag] ?? 'none') && isOwn(subnet, cluster)));
}

/** The cloud provider takes subnets that carry the name of the cluster. */
function isOwn({ resource }: Subnet, { name }: Cluster): boolean {
  return texts(resource.body['tags'])[`kubernetes.io/cluster/${name}`] !== undefined;
}

function distinct(subnets: readonly (Subnet | undefined)[]): number | undefined {
  const zones = subnets.map((subnet) => subnet?.zoneId ?? subnet?.zone);
  return zones.length === 0 || zones.includes(undefined) ? undefined : new Set(zones).size;
}
