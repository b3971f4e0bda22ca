import type { Estate } from '../../../resource/estate.ts';
import { isLookedUp, type JsonObject, type Resource } from '../../../resource/resource.ts';
import { text, words } from '../../kubernetes/fields.ts';
import { referredKey } from '../network/keys.ts';
import { allOf, blocks, count, decided, referred } from '../references.ts';

/** A hosted zone of Route 53 with the records that the inputs hold of it. */
export interface HostedZone {
  readonly resource: Resource;
  /** Lower case, without the last dot. */
  readonly name: string;
  /** Keys of the VPCs whose resolvers it answers; absent: a public zone. */
  readonly vpcs?: readonly string[];
  /** A data source found it: who made it writes records that no input holds. */
  readonly lookedUp?: true;
  readonly records: readonly DnsRecord[];
}

/** One record, as Route 53 keeps it: several of one name and type differ in their set identifier. */
export interface DnsRecord {
  readonly resource: Resource;
  /** Whole, in lower case, without the last dot. */
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
  readonly alias?: { readonly name: string; readonly evaluatesHealth: boolean };
  /** What tells it from others of its name and type. */
  readonly set?: string;
  readonly policy: Policy;
  /** Route 53 leaves it out while something says that it is unhealthy. */
  readonly checked: boolean;
}

export type Policy =
  | { readonly by: 'simple' | 'multivalue' }
  | { readonly by: 'weight'; readonly weight: number }
  | { readonly by: 'failover'; readonly primary: boolean }
  | { readonly by: 'latency' | 'geolocation' | 'geoproximity' | 'address'; readonly where: string };

/** Zones, and records of zones that no input holds: those say what there is, and never what there is not. */
export interface Names {
  readonly zones: readonly HostedZone[];
  readonly others: readonly DnsRecord[];
}

/** Every zone and record. The same estate always gives the same views. */
export function namesIn(estate: Estate): Names {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const zones = allOf(estate, 'aws_route53_zone').flatMap((resource): readonly HostedZone[] => {
    const name = dnsName(text(resource.body['name']) ?? '');
    return name === '' ? [] : [{ resource, name, records: [], ...vpcsOf(estate, resource), ...(isLookedUp(resource) ? { lookedUp: true } : {}) }];
  });
  const held = new Map<HostedZone, DnsRecord[]>();
  const others: DnsRecord[] = [];
  for (const resource of allOf(estate, 'aws_route53_record')) {
    const zone = zoneOf(estate, zones, resource);
    const record = recordOf(resource, zone?.name);
    if (record === undefined) continue;
    if (zone === undefined) others.push(record);
    else held.set(zone, [...(held.get(zone) ?? []), record]);
  }
  const names: Names = { zones: zones.map((zone) => ({ ...zone, records: held.get(zone) ?? [] })), others };
  viewed.set(estate, names);
  return names;
}

/** Lower case, without the last dot, and with `\052` and its like as the characters that they stand for (Route 53 Developer Guide, "DNS domain name format"). */
export function dnsName(written: string): string {
  return written.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(parseInt(code, 8))).toLowerCase().replace(/\.$/, '');
}

/** Whether a name is another one or lies below it. */
export function isWithin(name: string, above: string): boolean {
  return name === above || name.endsWith(`.${above}`);
}

const viewed = new WeakMap<Estate, Names>();

function vpcsOf(estate: Estate, zone: Resource): Pick<HostedZone, 'vpcs'> {
  const own = blocks(zone.body['vpc']).flatMap(({ vpc_id: id }) => referredKey(estate, zone, id) ?? []);
  const others = allOf(estate, 'aws_route53_zone_association').flatMap((each) => (isZone(estate, each, zone) ? (referredKey(estate, each, each.body['vpc_id']) ?? []) : []));
  const vpcs = [...new Set([...own, ...others])].sort();
  return vpcs.length === 0 && decided(zone.body['private']) !== true ? {} : { vpcs };
}

function isZone(estate: Estate, from: Resource, zone: Resource): boolean {
  const written = text(from.body['zone_id']);
  return written !== undefined && (written === text(zone.body['zone_id']) || written === `\${aws_route53_zone.${zone.name}.zone_id}` || referred(estate, from, 'aws_route53_zone', written) === zone);
}

function zoneOf(estate: Estate, zones: readonly HostedZone[], record: Resource): HostedZone | undefined {
  const named = zones.find(({ resource }) => isZone(estate, record, resource));
  if (named !== undefined || text(record.body['zone_id']) !== undefined) return named;
  // An answer that does not say whose records it lists: the zone that the names are of, if only one can be meant.
  const name = dnsName(text(record.body['fqdn']) ?? text(record.body['name']) ?? '');
  const around = zones.filter((zone) => isWithin(name, zone.name)).sort((a, b) => b.name.length - a.name.length);
  return around.length > 1 && around[0]!.name === around[1]!.name ? undefined : around[0];
}

/** The provider takes a name that ends as the zone does for a whole one, and sets the zone behind every other. */
function recordOf(resource: Resource, zone: string | undefined): DnsRecord | undefined {
  const { body } = resource;
  const written = text(body['fqdn']) ?? text(body['name']);
  const type = text(body['type'])?.toUpperCase();
  if (written === undefined || type === undefined) return undefined;
  const short = dnsName(written);
  const name = zone === undefined || short.endsWith(zone) ? short : short === '' ? zone : `${short}.${zone}`;
  const [alias] = blocks(body['alias']);
  const target = text(alias?.['name']);
  const set = text(body['set_identifier']);
  return {
    resource,
    name,
    type,
    values: words(body['records']).map((value) => value.trim()),
    ...(target === undefined ? {} : { alias: { name: target, evaluatesHealth: decided(alias?.['evaluate_target_health']) === true } }),
    ...(set === undefined || set === '' ? {} : { set }),
    policy: policyOf(body),
    checked: (text(body['health_check_id']) ?? '') !== '' || decided(alias?.['evaluate_target_health']) === true,
  };
}

function policyOf(body: JsonObject): Policy {
  const first = (attribute: string): JsonObject | undefined => blocks(body[attribute])[0];
  const weighted = first('weighted_routing_policy');
  if (weighted !== undefined) return { by: 'weight', weight: count(weighted['weight']) ?? 0 };
  const failover = first('failover_routing_policy');
  if (failover !== undefined) return { by: 'failover', primary: text(failover['type'])?.toUpperCase() === 'PRIMARY' };
  const placed = [['latency', first('latency_routing_policy')], ['geolocation', first('geolocation_routing_policy')], ['geoproximity', first('geoproximity_routing_policy')], ['address', first('cidr_routing_policy')]] as const;
  for (const [by, settings] of placed) if (settings !== undefined) return { by, where: Object.values(settings).flatMap((value) => text(value) ?? []).filter((value) => value !== '').join(' ') };
  return { by: decided(body['multivalue_answer_routing_policy']) === true ? 'multivalue' : 'simple' };
}
