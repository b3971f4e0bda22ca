import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { interfacesHolding } from './network/interfaces.ts';
import { referredKey } from './network/keys.ts';
import { subnetsOf } from './network/subnets.ts';
import { vpcsOf } from './network/vpcs.ts';
import { allOf, blocks } from './references.ts';

/** The VPC of a cluster's own network settings, by key; undefined where no input says it. */
export function vpcOfCluster(estate: Estate, cluster: Resource): string | undefined {
  const [settings = {}] = blocks(cluster.body['vpc_config']);
  const own = referredKey(estate, cluster, settings['vpc_id']);
  if (own !== undefined) return own;
  const subnets = words(settings['subnet_ids']).map((id) => subnetsOf(estate).get(referredKey(estate, cluster, id) ?? '')?.vpc);
  return subnets.find((vpc) => vpc !== undefined);
}

/** The VPC in which the pods of a cluster have their addresses: as the cluster says, as an address of theirs says, or the only one there is. */
export function vpcOfPods(estate: Estate, scope: string, address: string | undefined): string | undefined {
  const clusters = allOf(estate, 'aws_eks_cluster');
  const cluster = clusters.find(({ body, name }) => (text(body['name']) ?? name) === scope) ?? (clusters.length === 1 ? clusters[0] : undefined);
  const own = cluster === undefined ? undefined : vpcOfCluster(estate, cluster);
  if (own !== undefined) return own;
  const holding = new Set(address === undefined ? [] : interfacesHolding(estate, address).flatMap(({ vpc }) => vpc ?? []));
  if (holding.size === 1) return [...holding][0];
  const all = [...vpcsOf(estate).keys()];
  return all.length === 1 ? all[0] : undefined;
}
