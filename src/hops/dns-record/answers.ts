import { balancerNamed, endpointNamed, isBalancerName, type NamedBalancer } from '../../dialects/aws/dns/balancer-names.ts';
import type { DnsRecord, HostedZone } from '../../dialects/aws/dns/hosted-zones.ts';
import { lookBeside, lookIn, targetName, zonesFor, type Found, type View } from '../../dialects/aws/dns/lookup.ts';
import { networkKey } from '../../dialects/aws/network/keys.ts';
import { serviceNamed } from '../../dialects/aws/service-named.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import type { Service } from '../../dialects/kubernetes/services.ts';
import { undelegated } from '../../facts/names.ts';
import type { Origin } from '../../ir/program.ts';
import type { Estate } from '../../resource/estate.ts';
import { likeIn } from './mend.ts';
import type { Answer, DnsRecordSpec } from './spec.ts';

interface Asked {
  readonly estate: Estate;
  readonly view: View;
  readonly port: number;
}

/** CNAMEs and aliases that lead to each other are given up after so many. */
const mostSteps = 8;

/** What the zones and records of an estate answer for a name; undefined: nothing in the inputs has the name. */
export function answering(estate: Estate, view: View, host: string, port: number): DnsRecordSpec | undefined {
  const asked = { estate, view, port };
  const zones = zonesFor(estate, host, view);
  const like = zones.length === 1 && lookIn(zones[0]!, host).found === 'nothing' ? likeIn(zones[0]!, host) : undefined;
  if (zones.length > 0) return { title: `Route 53, ${zones.map(titleOf).join(' or ')}`, host, answer: inZones(asked, zones, host, mostSteps), names: namesOf(zones), ...(like === undefined ? {} : { like }) };
  const beside = lookBeside(estate, host);
  if (beside !== undefined) return { title: 'Route 53', host, answer: fromFound(asked, beside, host, mostSteps) };
  return hidden(estate, host);
}

/** Only zones of other VPCs have the name, and its last label is none of the internet's. */
function hidden(estate: Estate, host: string): DnsRecordSpec | undefined {
  const [zone] = zonesFor(estate, host, 'inside');
  if (zone === undefined || !undelegated.has(host.slice(host.lastIndexOf('.') + 1))) return undefined;
  const origin = originOf(zone.resource, ['vpc'], 'vpc', `${titleOf(zone)} answers ${zone.vpcs!.length === 0 ? 'the VPCs it is associated with' : zone.vpcs!.join(', ')} only: everybody else is told that ${host} does not exist`);
  return { title: `Route 53, ${titleOf(zone)}`, host, answer: { told: [], leads: 'nowhere', kind: 'unresolved', cause: 'name-not-known', origin } };
}

function inZones(asked: Asked, [zone, ...others]: readonly HostedZone[], host: string, left: number): Answer {
  const first = fromFound(asked, lookIn(zone!, host), host, left);
  if (others.length === 0) return first;
  return { told: [], leads: 'either', first, unless: `in which VPC the client is: ${[zone!, ...others].map((each) => `${titleOf(each)} answers ${each.vpcs?.join(', ') ?? 'everybody'}`).join(', ')}`, second: inZones(asked, others, host, left), origin: originOf(zone!.resource, [], 'zone') };
}

function fromFound(asked: Asked, found: Found, host: string, left: number): Answer {
  if (found.found === 'nothing') return missing(found.zone, host, asked.port, found.other);
  if (found.found === 'delegated') {
    const { record, zone } = found;
    const note = `${titleOf(zone)} leaves ${record.name} to ${record.values.join(', ') || 'other name servers'}`;
    const outside: Answer = { told: [], leads: 'on', hop: `outside/${host}/${asked.port}`, origin: originOf(record.resource, ['records'], record.name) };
    const gone: Answer = { told: [], leads: 'nowhere', kind: 'unresolved', cause: 'name-not-known', origin: originOf(record.resource, ['records'], record.name, `${note}, of which no input holds anything`) };
    return { told: [originOf(record.resource, ['records'], record.name, note)], leads: 'either', first: outside, unless: `what the name servers of ${record.name} answer`, second: gone, origin: originOf(record.resource, [], record.name) };
  }
  return chosen(found.records, (record) => fromRecord(asked, found, record, host, left));
}

function missing(zone: HostedZone, host: string, port: number, other: readonly DnsRecord[]): Answer {
  const [first] = other;
  const kinds = [...new Set(other.map(({ type }) => type))].sort().join(', ');
  const note = first === undefined ? `${titleOf(zone)} has no record for ${host}, and no wildcard that takes it` : `${titleOf(zone)} has no address for ${host}: it has ${kinds} only`;
  const origin = first === undefined ? originOf(zone.resource, ['name'], 'records', note) : originOf(first.resource, ['type'], first.name, note);
  const gone: Answer = { told: [], leads: 'nowhere', kind: 'unresolved', cause: 'name-not-known', origin };
  if (zone.lookedUp !== true) return gone;
  const elsewhere: Answer = { told: [], leads: 'on', hop: `outside/${host}/${port}`, origin: originOf(zone.resource, ['name'], 'records') };
  return { told: [], leads: 'either', first: elsewhere, unless: `which records ${titleOf(zone)} has besides: it is made elsewhere, and no record of ${host} is among the inputs`, second: gone, origin: originOf(zone.resource, ['name'], 'records') };
}

/** Several records of one name: by their routing policy ("Choosing a routing policy", Route 53 Developer Guide). */
function chosen(records: readonly DnsRecord[], of: (record: DnsRecord) => Answer): Answer {
  const [first, ...others] = ordered(records);
  if (others.length === 0) return of(first!);
  const { policy, name } = first!;
  const origin = originOf(first!.resource, ['name'], name);
  if (policy.by === 'weight' || policy.by === 'multivalue' || policy.by === 'simple') {
    const weighed = records.some((each) => each.policy.by === 'weight' && each.policy.weight > 0);
    const weight = (each: DnsRecord): number => (weighed && each.policy.by === 'weight' ? each.policy.weight : 1);
    return { told: [], leads: 'one-of', shares: records.map((each, index) => ({ name: each.set ?? `${name} ${index + 1}`, weight: weight(each), answer: of(each), origin: originOf(each.resource, ['set_identifier'], each.set ?? name) })), origin };
  }
  const rest = chosen(others, of);
  if (policy.by === 'failover' && !first!.checked) return of(first!);
  const unless = policy.by === 'failover' ? `whether Route 53 finds ${first!.set ?? name} healthy: while it does not, ${name} leads elsewhere` : `${wordOf[policy.by]}: by it Route 53 chooses among the records of ${name}`;
  return { told: [], leads: 'either', first: of(first!), unless, second: rest, origin };
}

const wordOf = { latency: 'which Region is nearest to the client', geolocation: 'where the client is', geoproximity: 'where the client is', address: "the address of the client's resolver" } as const;

/** Primary before secondary; else as they are listed. */
function ordered(records: readonly DnsRecord[]): readonly DnsRecord[] {
  return records.toSorted((a, b) => Number(b.policy.by === 'failover' && b.policy.primary) - Number(a.policy.by === 'failover' && a.policy.primary));
}

function fromRecord(asked: Asked, found: Found & { found: 'records' }, record: DnsRecord, host: string, left: number): Answer {
  const where = found.zone === undefined ? '' : `${titleOf(found.zone)}: `;
  const path = record.alias === undefined ? ['records'] : ['alias'];
  const told = (to: string): Origin => originOf(record.resource, path, record.name, `${where}${host} ${record.alias === undefined && record.type !== 'CNAME' ? 'is' : 'is another name for'} ${to}${found.wildcard ? ` (${record.name})` : ''}`);
  const target = record.alias?.name ?? (record.type === 'CNAME' ? record.values[0] : undefined);
  if (target !== undefined) return after(told(titled(asked, target)), toName(asked, record, found.zone, target, left));
  if (record.values.length === 0) return { told: [], leads: 'either', first: { told: [], leads: 'on', hop: `outside/${host}/${asked.port}`, origin: originOf(record.resource, ['records'], record.name) }, unless: `the address of ${record.name}, which no input says`, second: { told: [], leads: 'nowhere', kind: 'unresolved', cause: 'name-not-known', origin: originOf(record.resource, ['records'], record.name) }, origin: originOf(record.resource, ['records'], record.name) };
  const leads = record.values.map((value): Answer => ({ told: [told(value)], leads: 'on', hop: `outside/${value}/${asked.port}`, origin: originOf(record.resource, ['records'], value) }));
  if (leads.length === 1) return leads[0]!;
  return { told: [], leads: 'one-of', shares: leads.map((answer, index) => ({ name: record.values[index]!, weight: 1, answer, origin: originOf(record.resource, ['records'], record.values[index]!) })), origin: originOf(record.resource, ['records'], record.name) };
}

function after(told: Origin, answer: Answer): Answer {
  return { ...answer, told: [told, ...answer.told] };
}

/** What a target is called where its own name only says what is known after apply. */
function titled({ estate }: Asked, target: string): string {
  const balancer = balancerNamed(estate, target);
  const service = balancer === undefined ? serviceNamed(estate, undefined, target) : undefined;
  if (service !== undefined) return `the load balancer of Service ${service.namespace}/${service.name}`;
  return balancer === undefined ? targetName(target) : `${targetName(target).startsWith('${') ? '' : `${targetName(target)}, `}the load balancer ${balancer.name}`;
}

/** A load balancer, an endpoint, another name that a zone has, or something outside. */
function toName(asked: Asked, record: DnsRecord, zone: HostedZone | undefined, target: string, left: number): Answer {
  const { estate, view, port } = asked;
  const origin = originOf(record.resource, record.alias === undefined ? ['records'] : ['alias'], record.name);
  const balancer = balancerNamed(estate, target);
  if (balancer !== undefined) return toBalancer(asked, balancer, origin);
  const service = serviceNamed(estate, undefined, target);
  if (service !== undefined) return toService(asked, service, origin);
  const endpoint = endpointNamed(estate, target);
  if (endpoint !== undefined) return { told: [], leads: 'on', hop: `endpoint/${networkKey(endpoint)}/${port}`, origin };
  const name = targetName(target);
  if (left === 0) return { told: [], leads: 'nowhere', kind: 'unresolved', cause: 'name-not-known', origin: { ...origin, note: `${record.name} leads to itself by way of other names` } };
  // An alias names a record of its own zone.
  const zones = record.alias !== undefined && zone !== undefined && (name === zone.name || name.endsWith(`.${zone.name}`)) ? [zone] : zonesFor(estate, name, view);
  if (zones.length > 0) return inZones(asked, zones, name, left - 1);
  const beside = lookBeside(estate, name);
  if (beside !== undefined) return fromFound(asked, beside, name, left - 1);
  const outside: Answer = { told: [], leads: 'on', hop: `outside/${name}/${port}`, origin };
  if (!isBalancerName(name)) return outside;
  const gone: Answer = { told: [], leads: 'nowhere', kind: 'unresolved', cause: 'name-not-known', origin: { ...origin, note: `no load balancer of the inputs is called ${name}: one that is gone has no addresses any more` } };
  return { told: [], leads: 'either', first: outside, unless: `whether the load balancer of ${name} is there: no input holds it`, second: gone, origin };
}

function toBalancer({ view, port }: Asked, balancer: NamedBalancer, origin: Origin): Answer {
  const { name, network, internal, ports, resource } = balancer;
  const told = originOf(resource, [], name);
  if (internal && view === 'public') return { told: [], leads: 'nowhere', kind: 'dropped', cause: 'not-routable', origin: { ...told, note: `${name} is internal: its addresses are private ones, and nothing from the internet reaches them` } };
  if (ports.length > 0 && !ports.includes(port)) return { told: [], leads: 'nowhere', kind: 'dropped', cause: 'no-listener', origin: { ...told, note: `${name} has no listener on port ${port}; it listens on ${ports.join(', ')}` } };
  return { told: [], leads: 'on', hop: network ? `forward/${name}/${port}` : `listener/${name}/${port}`, origin };
}

/** A load balancer of which nobody says more than its Service does. */
function toService({ port }: Asked, { namespace, name, ports, resource }: Service, origin: Origin): Answer {
  const own = `${namespace}/${name}`;
  if (!ports.some((each) => each.port === port)) return { told: [], leads: 'nowhere', kind: 'dropped', cause: 'no-listener', origin: { ...originOf(resource, ['spec', 'ports'], own), note: `the load balancer of Service ${own} takes nothing on port ${port}; it takes ${ports.map((each) => each.port).join(', ')}` } };
  return { told: [], leads: 'on', hop: `balancer/${own}/${port}`, origin };
}

function titleOf({ name, vpcs }: HostedZone): string {
  return `${vpcs === undefined ? 'public' : 'private'} zone ${name}`;
}

function namesOf(zones: readonly HostedZone[]): readonly string[] {
  return [...new Set(zones.flatMap(({ records }) => records.filter(({ type }) => ['A', 'AAAA', 'CNAME'].includes(type)).map(({ name }) => name)))].sort();
}
