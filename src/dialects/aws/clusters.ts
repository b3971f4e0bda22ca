import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { text, words } from '../kubernetes/fields.ts';
import { interfacesHolding } from './network/interfaces.ts';
import { referredKey } from './network/keys.ts';
import { subnetsOf } from './network/subnets.ts';
import { vpcsOf } from './network/vpcs.ts';
import { allOf, blocks, decided } from './references.ts';

/** An EKS cluster, and who may come to its API server. */
export interface Cluster {
  readonly resource: Resource;
  readonly name: string;
  /** The host of its endpoint, in lower case; absent: only apply knows it. */
  readonly host?: string;
  readonly vpc?: string;
  /** Default false (EKS API reference, VpcConfigRequest). */
  readonly privateAccess: boolean;
  /** Default true. */
  readonly publicAccess: boolean;
  /** Blocks that the public endpoint takes; default everybody. */
  readonly cidrs: readonly string[];
  /** Keys of its subnets. */
  readonly subnets: readonly string[];
}

/** Every EKS cluster. */
export function clustersOf(estate: Estate): readonly Cluster[] {
  return allOf(estate, 'aws_eks_cluster').map((resource): Cluster => {
    const { body, name } = resource;
    const [settings = {}] = blocks(body['vpc_config']);
    const [endpoint, cidrs] = [text(body['endpoint']), words(settings['public_access_cidrs'])];
    const host = endpoint?.replace(/^https:\/\//, '').replace(/[:/].*$/, '').toLowerCase();
    const vpc = vpcOfCluster(estate, resource);
    return {
      resource,
      name: text(body['name']) ?? name,
      privateAccess: decided(settings['endpoint_private_access']) === true,
      publicAccess: decided(settings['endpoint_public_access']) !== false,
      cidrs: cidrs.length === 0 ? ['0.0.0.0/0'] : cidrs,
      subnets: words(settings['subnet_ids']).flatMap((id) => referredKey(estate, resource, id) ?? []),
      ...(host === undefined || host === '' || host.includes('$') ? {} : { host }),
      ...(vpc === undefined ? {} : { vpc }),
    };
  });
}

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
