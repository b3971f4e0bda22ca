import { interfacesIn } from '../../dialects/aws/network/interfaces.ts';
import { across, carries, peeringsOf, type PeeringSide } from '../../dialects/aws/network/peerings.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { wireAddress } from '../../dialects/aws/network/wire.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import type { SideSpec, VpcPeeringSpec } from './spec.ts';

/** Answers for `peering/PEERING@VPC/PORT`, VPC being the one that sends, and for replies `back-peering/PEERING@VPC/PORT/END`. */
export function read(estate: Estate): Opened<VpcPeeringSpec> {
  return {
    at: (address) => {
      const [, place = '', written = '', end] = address.split('/');
      const [key = '', vpc = ''] = place.split('@');
      const peering = peeringsOf(estate).get(key);
      const other = peering === undefined ? undefined : across(peering, vpc);
      if (peering === undefined || other === undefined) return undefined;
      const own = peering.sides.find((side) => side.vpc === vpc)!;
      const port = written === '*' ? '*' : Number(written);
      const hop = other.vpc === undefined || !vpcsOf(estate).has(other.vpc) ? undefined : wireAddress(end === undefined ? { word: 'vpc', place: other.vpc, port } : { word: 'back-vpc', place: other.vpc, port, end });
      return {
        title: key,
        back: end !== undefined,
        ...(carries(peering) ? {} : { dead: `${key} is ${peering.status}: it carries nothing` }),
        from: sideSpec(estate, own),
        to: { ...sideSpec(estate, other), ...(hop === undefined ? {} : { hop }) },
        regions: peering.regions,
        origin: originOf(peering.resource, [], key),
      };
    },
  };
}

function sideSpec(estate: Estate, { vpc, cidrs }: PeeringSide): SideSpec {
  return { vpc: vpc ?? 'the other VPC', cidrs: cidrs.written, interfaces: vpc === undefined ? [] : interfacesIn(estate, { vpc }).map(({ key }) => key) };
}
