import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import { blocksOf, type Blocks } from './blocks.ts';
import { byKey, referredKey } from './keys.ts';
import { vpcsOf } from './vpcs.ts';

/** One side of a peering connection. */
export interface PeeringSide {
  /** Absent: nobody says which VPC it is. */
  readonly vpc?: string;
  /** None: nobody says its blocks. */
  readonly cidrs: Blocks;
}

/** A connection between two VPCs. */
export interface Peering {
  readonly key: string;
  readonly resource: Resource;
  readonly sides: readonly [PeeringSide, PeeringSide];
  /** As AWS calls it: only `active` carries packets. Absent: nobody says, and it is taken to be. */
  readonly status?: string;
  /** The two VPCs are in different Regions. */
  readonly regions: boolean;
}

/** A peering that is not there (any more), or waits for the other side, carries nothing (VPC Peering Guide, "VPC peering connection lifecycle"). */
export function carries({ status }: Peering): boolean {
  return status === undefined || status === 'active';
}

/** Every peering connection of the inputs, by key. The same estate always gives the same views. */
export function peeringsOf(estate: Estate): ReadonlyMap<string, Peering> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const found = new Map<string, Peering>();
  for (const [key, resource] of byKey(estate, 'aws_vpc_peering_connection')) found.set(key, peeringOf(estate, key, resource));
  viewed.set(estate, found);
  return found;
}

/** The VPC at the other end of a peering, seen from one of them; undefined where the peering does not reach that one. */
export function across({ sides: [one, other] }: Peering, vpc: string): PeeringSide | undefined {
  return one.vpc === vpc ? other : other.vpc === vpc ? one : undefined;
}

function peeringOf(estate: Estate, key: string, resource: Resource): Peering {
  const { body } = resource;
  const side = (vpc: string, cidrs: string): PeeringSide => {
    const own = referredKey(estate, resource, body[vpc]);
    const known = own === undefined ? undefined : vpcsOf(estate).get(own)?.cidrs;
    const said = blocksOf(words(body[cidrs]));
    return { ...(own === undefined ? {} : { vpc: own }), cidrs: known !== undefined && known.read.length > 0 ? known : said };
  };
  const status = text(body['status']) ?? text(body['accept_status']);
  const [region, peer] = [text(body['region']), text(body['peer_region'])];
  return {
    key,
    resource,
    sides: [side('vpc_id', 'cidr_blocks'), side('peer_vpc_id', 'peer_cidr_blocks')],
    ...(status === undefined || status === '' ? {} : { status }),
    regions: peer !== undefined && region !== undefined && region !== peer,
  };
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, Peering>>();
