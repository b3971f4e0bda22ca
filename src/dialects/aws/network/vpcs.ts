import type { Estate } from '../../../resource/estate.ts';
import { isLookedUp, isPlanned, type Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import { blocksOf, type Blocks } from './blocks.ts';
import { byKey, referredKey } from './keys.ts';

/** A VPC with all its blocks of addresses. */
export interface Vpc {
  readonly key: string;
  /** Absent: only others name it. */
  readonly resource?: Resource;
  /** None: no input says them. */
  readonly cidrs: Blocks;
}

/** Every VPC that the inputs hold or name, by key. The same estate always gives the same views. */
export function vpcsOf(estate: Estate): ReadonlyMap<string, Vpc> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const added = new Map<string, string[]>();
  for (const type of ['aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association']) {
    for (const resource of estate.ofType(type)) {
      const key = referredKey(estate, resource, resource.body['vpc_id']);
      const block = text(resource.body['cidr_block']) ?? text(resource.body['ipv6_cidr_block']);
      if (key !== undefined && block !== undefined) added.set(key, [...(added.get(key) ?? []), block]);
    }
  }
  const vpcs = new Map<string, Vpc>();
  for (const [key, resource] of byKey(estate, 'aws_vpc', 'aws_default_vpc')) vpcs.set(key, { key, resource, cidrs: blocksOf([...new Set([...blocksIn(resource), ...(added.get(key) ?? [])])]) });
  for (const type of ['aws_subnet', 'aws_network_interface']) {
    for (const resource of estate.ofType(type)) {
      const key = referredKey(estate, resource, resource.body['vpc_id']);
      if (key !== undefined && !vpcs.has(key)) vpcs.set(key, { key, cidrs: blocksOf(added.get(key) ?? []) });
    }
  }
  viewed.set(estate, vpcs);
  return vpcs;
}

/**
 * Whether Terraform has yet to make a VPC: what the inputs attach to it is all there will be, and its main route table will lead
 * nowhere outside (VPC guide, "Route tables": the main route table of a new VPC has the local route only). A default VPC is there already;
 * a module that is not read may attach anything.
 */
export function isToBeMade(estate: Estate, vpc: string | undefined): boolean {
  const resource = vpc === undefined ? undefined : vpcsOf(estate).get(vpc)?.resource;
  return resource?.type === 'aws_vpc' && !isLookedUp(resource) && isPlanned(resource) && typeof resource.body['id'] !== 'string' && estate.ofType('terraform_module').length === 0;
}

function blocksIn({ body }: Resource): readonly string[] {
  return [text(body['cidr_block']), text(body['ipv6_cidr_block']), ...words(body['secondary_cidr_blocks']), ...words(body['secondary_ipv6_cidr_blocks'])].filter((block) => block !== undefined && block !== '') as string[];
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, Vpc>>();
