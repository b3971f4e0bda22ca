import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import { interfacesOwned, type Interface } from './interfaces.ts';
import { byKey, referredKey } from './keys.ts';
import { subnetsOf } from './subnets.ts';

/** Something attached to a transit gateway: a VPC by interfaces in some of its zones, another gateway, a VPN. */
export interface Attachment {
  readonly key: string;
  readonly resource: Resource;
  readonly kind: 'vpc' | 'peering' | 'other';
  /** The gateway; of a peering both. */
  readonly gateways: readonly string[];
  readonly vpc?: string;
  /** Keys of the subnets in which it has an interface. */
  readonly subnets: readonly string[];
  /** A flow keeps to one interface, both ways. */
  readonly appliance: boolean;
  /** As AWS calls it: only `available` carries packets. Absent: nobody says, and it is taken to be. */
  readonly state?: string;
}

/** Every attachment of the inputs, by key. The same estate always gives the same views. */
export function attachmentsOf(estate: Estate): ReadonlyMap<string, Attachment> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const found = new Map<string, Attachment>();
  for (const [key, resource] of byKey(estate, ...Object.keys(kinds))) found.set(key, attachmentOf(estate, key, resource));
  viewed.set(estate, found);
  return found;
}

/** Whether an attachment carries packets; one that somebody has yet to accept, or that is being made or unmade, does not. */
export function attached({ state }: Attachment): boolean {
  return state === undefined || state === '' || state === 'available' || state === 'modifying';
}

/** The interface through which a subnet's packets get to a gateway, or what is missing for it. */
export type Attaching = { readonly attachment: Attachment; readonly interface: Interface } | { readonly missing: 'attachment' } | { readonly missing: 'zone'; readonly attachment: Attachment; readonly zones: readonly string[] };

/**
 * The interface of the attachment in the zone of the sender: resources of a zone without a subnet of the attachment cannot
 * reach the gateway (transit gateway guide, "Transit gateway attachments to a VPC").
 */
export function attachedIn(estate: Estate, { vpc, gateway, zone }: { readonly vpc: string; readonly gateway: string; readonly zone: string | undefined }): Attaching {
  const attachment = [...attachmentsOf(estate).values()].find((each) => each.kind === 'vpc' && each.vpc === vpc && each.gateways.includes(gateway));
  if (attachment === undefined) return { missing: 'attachment' };
  const interfaces = interfacesOwned(estate, 'attachment', attachment.key);
  const own = interfaces.find((each) => zone === undefined || each.zone === undefined || each.zone === zone);
  return own === undefined ? { missing: 'zone', attachment, zones: zonesOf(estate, attachment) } : { attachment, interface: own };
}

/** The zones in which an attachment has a subnet, as far as the inputs say, in order. */
export function zonesOf(estate: Estate, { subnets }: Attachment): readonly string[] {
  return [...new Set(subnets.flatMap((key) => subnetsOf(estate).get(key)?.zone ?? []))].sort();
}

/** The end of a peering of two gateways that one of them sees. */
export function gatewayAcross({ gateways }: Attachment, gateway: string): string | undefined {
  return gateways.find((each) => each !== gateway);
}

function attachmentOf(estate: Estate, key: string, resource: Resource): Attachment {
  const { body } = resource;
  const named = (attribute: string): string | undefined => referredKey(estate, resource, body[attribute]);
  const vpc = named('vpc_id');
  const state = text(body['state']);
  return {
    key,
    resource,
    kind: kinds[resource.type] ?? 'other',
    gateways: [...new Set(['transit_gateway_id', 'peer_transit_gateway_id'].flatMap((attribute) => named(attribute) ?? []))],
    ...(vpc === undefined ? {} : { vpc }),
    subnets: words(body['subnet_ids']).flatMap((id) => referredKey(estate, resource, id) ?? []),
    appliance: body['appliance_mode_support'] === 'enable',
    ...(state === undefined ? {} : { state }),
  };
}

const kinds: Readonly<Record<string, Attachment['kind']>> = {
  aws_ec2_transit_gateway_vpc_attachment: 'vpc',
  aws_ec2_transit_gateway_peering_attachment: 'peering',
  aws_ec2_transit_gateway_attachment: 'other',
  aws_ec2_transit_gateway_connect: 'other',
};

const viewed = new WeakMap<Estate, ReadonlyMap<string, Attachment>>();
