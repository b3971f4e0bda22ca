import type { HostedZone } from '../../dialects/aws/dns/hosted-zones.ts';
import { nearest } from '../../dialects/kubernetes/nearest.ts';
import { identityOf, type JsonObject } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { DnsRecordSpec } from './spec.ts';

/** The record of a zone that a new one for a name would be like: the nearest by name, else the only target that there is. */
export function likeIn(zone: HostedZone, host: string): NonNullable<DnsRecordSpec['like']> | undefined {
  const leading = zone.records.filter(({ type, policy }) => type === 'A' && policy.by === 'simple');
  const near = nearName(host, leading.map(({ name }) => name));
  const targets = new Set(leading.map(({ alias, values }) => alias?.name ?? values.join(',')));
  const found = leading.find(({ name }) => name === near) ?? (targets.size === 1 ? leading[0] : undefined);
  return found === undefined ? undefined : { of: identityOf(found.resource), name: found.name, body: found.resource.body };
}

/** A record for the name that was asked for, which leads where its neighbour does. */
export function mend({ host, like }: DnsRecordSpec, { cause }: Blocked): readonly Proposal[] {
  if (cause !== 'name-not-known' || like === undefined) return [];
  const { zone_id: zone, type, ttl, records, alias } = like.body;
  const body: JsonObject = { ...(zone === undefined ? {} : { zone_id: zone }), name: host, type: type ?? 'A', ...(ttl === undefined ? {} : { ttl }), ...(records === undefined ? {} : { records }), ...(alias === undefined ? {} : { alias }) };
  return [{ title: `add a record for ${host} that leads where ${like.name} does`, edits: [{ edit: 'add', resource: { scope: like.of.scope, type: like.of.type, name: host.replaceAll('.', '_'), body }, after: like.of }], certainty: 'proposed' }];
}

/** The record that is nearly the name that was asked for. */
export function explain({ host, names = [] }: DnsRecordSpec, { cause }: Blocked): string | undefined {
  if (cause !== 'name-not-known') return undefined;
  const near = nearName(host, names);
  if (near !== undefined) return `the zone has ${near}: ask for that, or add a record for ${host}`;
  return names.length === 0 ? undefined : `the zone has ${names.slice(0, 5).join(', ')}: add a record for ${host}`;
}

/** A slip of the keyboard away, or with the same label in front of another end. */
function nearName(host: string, names: readonly string[]): string | undefined {
  const [first] = host.split('.');
  return nearest(host, names) ?? names.find((name) => name.split('.')[0] === first);
}
