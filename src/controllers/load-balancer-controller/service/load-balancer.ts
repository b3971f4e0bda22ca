import { clientRouting, attributeAnnotations, longestName, networkPrefix } from '../../../facts/network-load-balancer.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { placesOf } from '../annotations.ts';
import { attributeList } from '../attribute-keys.ts';
import { capacityAnnotation, capacityKey, refuseOtherThanUnits, unitsOf } from '../capacity.ts';
import type { Subnet } from '../facts.ts';
import { isOn } from '../settings/gates.ts';
import { meant } from '../meant.ts';
import type { Piece } from '../stack.ts';
import { named, field, type ServiceDrafting } from './drafting.ts';
import { clusterOf, hashedName, uidOf } from './names.ts';
import { securityGroupsOf, type Guarded } from './security-groups.ts';
import { mappingsOf, sourcePrefixingOf } from './subnets.ts';
import { tagsOf } from './tags.ts';

/** The load balancer of a Service, and what its other parts have to know of it. */
export interface Balancer {
  readonly pieces: readonly Piece[];
  readonly scheme: 'internal' | 'internet-facing';
  readonly addressType: 'ipv4' | 'dualstack';
  /** Undefined: not known. */
  readonly subnets: readonly Subnet[] | undefined;
  readonly guarded: Guarded;
}

/** Looks at everything that the load balancer is made of, in the controller's own order. */
export function balancerOf(drafting: ServiceDrafting, scheme: Balancer['scheme'], subnets: readonly Subnet[] | undefined): Balancer {
  const { annotations, service } = drafting;
  const addressType = addressTypeOf(drafting);
  const prefixing = sourcePrefixingOf(drafting, addressType, subnets);
  const attributes = attributesOf(drafting);
  const capacity = capacityOf(drafting);
  const guarded = securityGroupsOf(drafting, addressType);
  const tags = tagsOf(drafting);
  const mappings = mappingsOf(drafting, subnets, scheme, addressType, prefixing);
  const name = nameOf(drafting, scheme);
  const privateLink = privateLinkOf(drafting);
  const spec = body({
    name,
    type: 'network',
    scheme,
    ipAddressType: addressType,
    enablePrefixForIpv6SourceNat: prefixing,
    subnetMapping: mappings === undefined || mappings.length === 0 ? undefined : mappings,
    loadBalancerAttributes: attributes.length === 0 ? undefined : attributes,
    minimumLoadBalancerCapacity: capacity,
    securityGroups: guarded.groups.length === 0 ? undefined : guarded.groups,
    securityGroupsInboundRulesOnPrivateLink: privateLink,
    tags,
  });
  const places = placesOf(annotations, {
    scheme: ['scheme'],
    'ip-address-type': ['ipAddressType'],
    name: ['name'],
    subnets: ['subnetMapping'],
    'eip-allocations': ['subnetMapping'],
    'private-ipv4-addresses': ['subnetMapping'],
    'ipv6-addresses': ['subnetMapping'],
    attributes: ['loadBalancerAttributes'],
    [capacityAnnotation]: ['minimumLoadBalancerCapacity'],
    'security-groups': ['securityGroups'],
    'additional-resource-tags': ['tags'],
    'inbound-sg-rules-on-private-link-traffic': ['securityGroupsInboundRulesOnPrivateLink'],
    'enable-prefix-for-ipv6-source-nat': ['enablePrefixForIpv6SourceNat'],
  });
  const inner = annotations.text('scheme') === undefined && annotations.text('internal') !== undefined ? [[['scheme'], annotations.place('internal')] as const] : [];
  const piece: Piece = { type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', id: 'LoadBalancer', spec, place: field(service), places: [...places, ...inner] };
  return { pieces: [...guarded.pieces, piece], scheme, addressType, subnets, guarded };
}

function addressTypeOf(drafting: ServiceDrafting): Balancer['addressType'] {
  const { annotations } = drafting;
  const written = annotations.text('ip-address-type');
  if (written !== undefined && written !== 'ipv4' && written !== 'dualstack') drafting.reject(annotations.place('ip-address-type'), `a network load balancer's address type is ipv4 or dualstack; "${written}" is neither`, `unknown IPAddressType: ${written}`, meant(annotations.place('ip-address-type'), written, ['ipv4', 'dualstack']));
  return written === 'dualstack' ? 'dualstack' : 'ipv4';
}

/** Attributes that are asked for, and no others: those that were asked for once stay as they are. Annotations for one attribute beat the list. */
function attributesOf(drafting: ServiceDrafting): readonly JsonObject[] {
  const { annotations } = drafting;
  const listed = annotations.map('attributes') ?? {};
  const routing = listed[clientRouting.key];
  if (routing !== undefined && !(clientRouting.values as readonly string[]).includes(routing)) {
    const says = `invalid ${clientRouting.key} set in annotation aws-load-balancer-attributes: got '${routing}' expected one of [${clientRouting.values.map((value) => `'${value}'`).join(', ')}]`;
    drafting.reject(annotations.place('attributes'), `${clientRouting.key} is one of ${clientRouting.values.join(', ')}; "${routing}" stands here`, says);
  }
  const logs = annotations.flag(attributeAnnotations.accessLogs);
  const crossZone = annotations.flag(attributeAnnotations.crossZone);
  const own = body({
    'access_logs.s3.enabled': logs === true ? 'true' : undefined,
    'access_logs.s3.bucket': logs === true ? annotations.text(attributeAnnotations.bucket) : undefined,
    'access_logs.s3.prefix': logs === true ? annotations.text(attributeAnnotations.prefix) : undefined,
    'load_balancing.cross_zone.enabled': crossZone === undefined ? undefined : String(crossZone),
  }) as Readonly<Record<string, string>>;
  return attributeList({ ...listed, ...own });
}

function capacityOf(drafting: ServiceDrafting): JsonObject | undefined {
  const { annotations, facts } = drafting;
  const written = isOn(facts, 'LBCapacityReservation') ? annotations.map(capacityAnnotation) : undefined;
  if (written === undefined) return undefined;
  refuseOtherThanUnits(drafting, new Map(Object.keys(written).map((key) => [key, annotations.place(capacityAnnotation)])));
  const units = written[capacityKey];
  return units === undefined ? undefined : { capacityUnits: unitsOf(units) };
}

function nameOf(drafting: ServiceDrafting, scheme: string): string {
  const { annotations } = drafting;
  const written = annotations.text('name');
  if (written === undefined) return hashedName(drafting, [clusterOf(drafting), uidOf(drafting.service), scheme]);
  if (written.length > longestName) drafting.reject(annotations.place('name'), `a load balancer's name has at most ${longestName} characters; "${written}" has ${written.length}`, `load balancer name cannot be longer than ${longestName} characters`);
  return written;
}

function privateLinkOf(drafting: ServiceDrafting): Json | undefined {
  const { annotations, service } = drafting;
  const name = 'inbound-sg-rules-on-private-link-traffic';
  const written = annotations.text(name);
  if (written !== undefined && written !== 'on' && written !== 'off') drafting.reject(annotations.place(name), `${networkPrefix}${name} of Service ${named(service)} is on or off; "${written}" is neither`, `Invalid value for securityGroupsInboundRulesOnPrivateLink status: ${written}, value must be one of [on, off]`);
  return written;
}
