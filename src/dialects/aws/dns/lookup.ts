import type { Estate } from '../../../resource/estate.ts';
import { dnsName, isWithin, namesIn, type DnsRecord, type HostedZone } from './hosted-zones.ts';

/** Whose resolver asks: the internet's, that of one VPC, or that of a VPC of which nobody says which. */
export type View = 'public' | 'inside' | { readonly vpc: string };

/** What Route 53 has for a name. */
export type Found =
  /** Records of one name and type; several are told apart by their routing policy. */
  | { readonly found: 'records'; readonly zone?: HostedZone; readonly records: readonly DnsRecord[]; readonly wildcard: boolean }
  /** The zone says that there is no such name, or no address for it. */
  | { readonly found: 'nothing'; readonly zone: HostedZone; readonly other: readonly DnsRecord[] }
  | { readonly found: 'delegated'; readonly zone: HostedZone; readonly record: DnsRecord };

/**
 * The zones that a resolver may ask for a name: one, or several where nobody says in which VPC the client is; none: no zone that
 * it sees has the name. In a VPC the longest private zone around the name decides, whatever public zones there are (Route 53
 * Developer Guide, "Considerations when working with a private hosted zone").
 */
export function zonesFor(estate: Estate, host: string, view: View): readonly HostedZone[] {
  const around = namesIn(estate).zones.filter(({ name }) => isWithin(host, name)).sort((a, b) => b.name.length - a.name.length);
  const open = around.filter(({ vpcs }) => vpcs === undefined).slice(0, 1);
  if (view === 'public') return open;
  const hidden = around.filter(({ vpcs }) => vpcs !== undefined);
  if (view !== 'inside') return [...hidden.filter(({ vpcs }) => vpcs!.includes(view.vpc)), ...open].slice(0, 1);
  const everywhere = new Set(hidden.flatMap(({ vpcs }) => vpcs!));
  const deciding = [...everywhere].map((vpc) => hidden.find(({ vpcs }) => vpcs!.includes(vpc))!);
  return deciding.length === 0 ? [...hidden.slice(0, 1), ...open].slice(0, 1) : [...new Set(deciding)];
}

/** What a zone has for a name (RFC 1034, section 4.3.2, and RFC 4592: a wildcard is asked where the closest name that there is has no such child). */
export function lookIn(zone: HostedZone, host: string): Found {
  const above = namesAbove(host, zone.name);
  for (const name of above.toReversed()) {
    const record = name === zone.name ? undefined : zone.records.find((each) => each.name === name && each.type === 'NS');
    if (record !== undefined) return { found: 'delegated', zone, record };
  }
  const own = zone.records.filter(({ name }) => name === host);
  if (own.length > 0) return answering(zone, own, false);
  if (zone.records.some(({ name }) => isWithin(name, host))) return { found: 'nothing', zone, other: [] };
  const closest = above.slice(1).find((name) => name === zone.name || zone.records.some((each) => isWithin(each.name, name)));
  const wild = zone.records.filter(({ name }) => name === `*.${closest ?? zone.name}`);
  return wild.length > 0 ? answering(zone, wild, true) : { found: 'nothing', zone, other: [] };
}

/** A record of a zone that no input holds, if it has the name. */
export function lookBeside(estate: Estate, host: string): Found | undefined {
  const { others } = namesIn(estate);
  const own = others.filter(({ name }) => name === host);
  const found = own.length > 0 ? own : others.filter(({ name }) => name.startsWith('*.') && isWithin(host, name.slice(2)) && host !== name.slice(2));
  const records = ofOneType(found);
  return records.length === 0 ? undefined : { found: 'records', records, wildcard: own.length === 0 };
}

/** A name of a load balancer as records write it, with what is optional left out: `dualstack.` in front, a dot at the end. */
export function targetName(written: string): string {
  return dnsName(written).replace(/^dualstack\./, '');
}

/** The name itself, then every name above it down to the zone's own. */
function namesAbove(host: string, zone: string): readonly string[] {
  const names = [host];
  for (let name = host; name !== zone && name.includes('.'); ) names.push((name = name.slice(name.indexOf('.') + 1)));
  return names;
}

function answering(zone: HostedZone, records: readonly DnsRecord[], wildcard: boolean): Found {
  const addresses = ofOneType(records);
  return addresses.length === 0 ? { found: 'nothing', zone, other: records } : { found: 'records', zone, records: addresses, wildcard };
}

/** IPv4 before IPv6: where both are there, they are taken to lead to the same place. */
function ofOneType(records: readonly DnsRecord[]): readonly DnsRecord[] {
  for (const type of ['CNAME', 'A', 'AAAA']) {
    const found = records.filter((each) => each.type === type);
    if (found.length > 0) return found;
  }
  return [];
}
