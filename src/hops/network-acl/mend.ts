import { ephemeralPorts } from '../../facts/ephemeral-ports.ts';
import { privateBlocks } from '../../facts/networks.ts';
import { interfacesOf } from '../../dialects/aws/network/interfaces.ts';
import { balancersAsking, blocksAround, blocksOfReceiver, blocksOfTargets, clientsOf, inSubnets } from '../../dialects/aws/network/far-ends.ts';
import { networkAclsOf, type AclEntry, type NetworkAcl } from '../../dialects/aws/network/network-acls.ts';
import { subnetsHolding } from '../../dialects/aws/network/subnets.ts';
import { idOf } from '../../dialects/aws/references.ts';
import { contains, covers, isAddress } from '../../ir/address.ts';
import type { Edit } from '../../resource/edit.ts';
import { identityOf, type JsonObject } from '../../resource/resource.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { NetworkAclSpec } from './spec.ts';

/** Entries below the one that denies, for the one port (of a reply all from which clients dial) and the subnets at the far end; the wider entry that is there; or none that denies. */
export function mend(spec: NetworkAclSpec, blocked: Blocked): readonly Proposal[] {
  const { word, at } = spec;
  const reply = word.startsWith('back');
  if (at === undefined || blocked.cause !== (reply ? 'reply-dropped' : 'acl-dropped')) return [];
  const acl = networkAclsOf(at.estate).get(at.key);
  if (acl === undefined) return [];
  const egress = word.endsWith('out');
  const own = acl.entries.filter((entry) => entry.egress === egress);
  const denying = own.find(({ number }) => `${egress ? 'egress' : 'ingress'} ${number}` === blocked.rule);
  const port = reply ? blocked.request['src.port'] : blocked.request['dst.port'];
  const ports = typeof port === 'number' ? { from: port, to: port } : reply ? ephemeralPorts : undefined;
  const protocol = String(blocked.request['protocol'] ?? 'tcp');
  const outward = word === 'out' || word === 'back-in';
  const ends = (outward ? undefined : strangers(at.estate, blocked, own, denying, { protocol, ports })) ?? farEnds(at.estate, blocked, outward);
  return ends.flatMap(({ cidrs, keys, all, stands }) => {
    const wanted: NewEntry = { egress, protocol, cidrs, ...(ports === undefined ? {} : { ports }) };
    const proposals = [...widened(spec, own, wanted, denying), ...added(spec, acl, own, wanted, denying), ...removed(spec, acl, own, wanted, denying)];
    return proposals.map((proposal) => ({
      ...proposal,
      ...(keys === undefined ? {} : { for: keys }),
      ...(all === undefined ? {} : { wide: all, title: `${proposal.title} (all of the internet)` }),
      ...(stands === undefined ? {} : { client: stands, certainty: 'needs a value' as const, title: `${proposal.title} (it stands for clients that no entry names)` }),
    }));
  });
}

/** Which entry decides. */
export function explain(spec: NetworkAclSpec, { cause, request }: Blocked): string | undefined {
  if (cause !== 'reply-dropped' || !spec.word.startsWith('back')) return undefined;
  const from = request['src.port'];
  return `the reply goes to ${typeof from === 'number' ? `port ${from}` : `the port from which the client has dialled, one of ${ephemeralPorts.from}-${ephemeralPorts.to}`}: a network ACL remembers no connection`;
}

interface NewEntry {
  readonly egress: boolean;
  readonly protocol: string;
  readonly cidrs: readonly string[];
  readonly ports?: { readonly from: number; readonly to: number };
}

interface FarEnd {
  readonly cidrs: readonly string[];
  /** Keys of the interfaces for which it is. */
  readonly keys?: readonly string[];
  /** All clients on the internet. */
  readonly all?: true;
  /** The address that stands for a client. */
  readonly stands?: string;
}

/**
 * Clients on the internet: all of them where nobody has asked for one; who names an address gets an entry for that one first.
 * Entries that name some of them are meant to. Undefined: the sender is elsewhere.
 */
function strangers(estate: Estate, { request, anyone }: Blocked, own: readonly AclEntry[], denying: AclEntry | undefined, { protocol, ports }: { readonly protocol: string; readonly ports: NewEntry['ports'] }): readonly FarEnd[] | undefined {
  const clients = clientsOf(estate, request);
  if (clients === undefined) return undefined;
  const one: FarEnd = { cidrs: [`${clients.one}/${clients.one.includes(':') ? 128 : 32}`] };
  const all: FarEnd = { cidrs: [clients.every], all: true };
  const meets = (entry: AclEntry): boolean => (entry.protocol === 'all' || entry.protocol === protocol) && (entry.ports === undefined || ports === undefined || (entry.ports.from <= ports.to && entry.ports.to >= ports.from));
  const some = own.some((entry) => entry.allows && entry.cidr !== clients.every && entry.cidr.includes(':') === clients.every.includes(':') && !privateBlocks.some((block) => contains(block, entry.cidr) === true) && meets(entry));
  const kept = some || (denying !== undefined && denying.number < lastNumber && denying.cidr !== clients.every);
  if (anyone === true) return [kept ? { ...one, stands: clients.one } : all];
  const balancer = interfacesOf(estate).get(String(request['dst.interface'] ?? request['src.interface'] ?? ''))?.owner.kind === 'balancer';
  return [one, ...(kept || !balancer ? [] : [all])];
}

/** The subnets at the far end, whose addresses come and go (all of a load balancer's nodes, all of its targets, all of the network that is asked about), else the one address. */
function farEnds(estate: Estate, { request, network }: Blocked, outward: boolean): readonly FarEnd[] {
  const blocks = outward ? (blocksOfTargets(estate, request) ?? blocksOfReceiver(estate, request)) : blocksAround(estate, request, network);
  const asking = outward ? [] : balancersAsking(estate, request, network).flatMap(({ nodes }) => {
    const cidrs = inSubnets(estate, nodes);
    return cidrs === undefined ? [] : [{ cidrs, keys: nodes.map(({ key }) => key) }];
  });
  if (blocks !== undefined) return [...asking, { cidrs: blocks }];
  const address = request[outward ? 'dst.address' : 'src.address'];
  if (typeof address !== 'string' || !isAddress(address)) return [];
  const around = subnetsHolding(estate, address).flatMap(({ cidrs }) => cidrs.written.filter((cidr) => covers(cidr, address) === true));
  return [{ cidrs: [around[0] ?? `${address}/${address.includes(':') ? 128 : 32}`] }];
}

function added(spec: NetworkAclSpec, acl: NetworkAcl, own: readonly AclEntry[], wanted: NewEntry, denying: AclEntry | undefined): readonly Proposal[] {
  const { egress, protocol, cidrs, ports } = wanted;
  const numbers = freeBelow(own, denying?.number, cidrs.length);
  if (numbers.length < cidrs.length) return [];
  const direction = egress ? 'egress' : 'ingress';
  const range = ports === undefined ? '' : ` ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;
  const before = denying === undefined || denying.number >= lastNumber ? '' : `, below entry ${denying.number}`;
  const title = `add ${direction} ${numbers.length === 1 ? 'entry' : 'entries'} ${numbers.join(' and ')} to ${spec.acl}: allow ${protocol}${range} ${egress ? 'to' : 'from'} ${cidrs.join(' and ')}${before}`;
  const commands = cidrs.map((cidr, index) => `aws ec2 create-network-acl-entry --network-acl-id ${acl.key} --${direction} --rule-number ${numbers[index] ?? ''} --protocol ${protocol}${ports === undefined ? '' : ` --port-range From=${ports.from},To=${ports.to}`} ${cidr.includes(':') ? '--ipv6-cidr-block' : '--cidr-block'} ${cidr} --rule-action allow`);
  return [{ title, ...commanded(acl, commands.join(' && ')), edits: cidrs.flatMap((cidr, index) => editsOf(acl, wanted, cidr, numbers[index] ?? 0, index)), certainty: 'proposed' }];
}

/** The one that denies goes, where another one behind it lets the packets pass. */
function removed(spec: NetworkAclSpec, acl: NetworkAcl, own: readonly AclEntry[], { egress, protocol, cidrs, ports }: NewEntry, denying: AclEntry | undefined): readonly Proposal[] {
  if (denying === undefined || denying.number >= lastNumber) return [];
  const direction = egress ? 'egress' : 'ingress';
  const holds = (entry: AclEntry): boolean => (entry.protocol === 'all' || entry.protocol === protocol) && cidrs.every((cidr) => contains(entry.cidr, cidr) === true) && (entry.ports === undefined || (ports !== undefined && entry.ports.from <= ports.from && entry.ports.to >= ports.to));
  const next = own.filter((entry) => entry.number > denying.number && holds(entry)).sort((a, b) => a.number - b.number)[0];
  if (next?.allows !== true) return [];
  const title = `remove ${direction} entry ${denying.number} of ${spec.acl}: entry ${next.number} behind it allows what it denies`;
  const edit: Edit = { edit: 'remove', of: identityOf(denying.resource), path: denying.resource === acl.resource ? denying.path : [] };
  return [{ title, ...commanded(acl, `aws ec2 delete-network-acl-entry --network-acl-id ${acl.key} --${direction} --rule-number ${denying.number}`), edits: [edit], certainty: 'proposed' }];
}

function commanded({ key }: NetworkAcl, command: string): Pick<Proposal, 'command'> {
  return key.startsWith('acl-') ? { command } : {};
}

/** The entry at the end of every list (EC2 API reference, NetworkAclEntry). */
const lastNumber = 32767;

/** As many numbers that are free, below the entry that denies; else behind all others. */
function freeBelow(own: readonly AclEntry[], denying: number | undefined, wanted: number): readonly number[] {
  const taken = new Set(own.map(({ number }) => number));
  if (denying === undefined || denying >= lastNumber) {
    const last = Math.max(0, ...own.flatMap(({ number }) => (number < lastNumber ? [number] : [])));
    return Array.from({ length: wanted }, (_, index) => last + 10 * (index + 1)).filter((number) => number < lastNumber);
  }
  const free: number[] = [];
  for (let number = denying - 1; number > 0 && free.length < wanted; number--) if (!taken.has(number)) free.unshift(number);
  return free;
}

function editsOf(acl: NetworkAcl, { egress, protocol, ports }: NewEntry, cidr: string, number: number, already: number): readonly Edit[] {
  const { resource } = acl;
  const direction = egress ? 'egress' : 'ingress';
  const block: JsonObject = { [cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block']: cidr };
  const range: JsonObject = { from_port: ports?.from ?? 0, to_port: ports?.to ?? 0 };
  const separate = acl.entries.find((entry) => entry.resource !== resource)?.resource;
  if (separate === undefined) {
    const list = resource.body[direction];
    return [{ edit: 'insert', of: identityOf(resource), path: [direction], at: (Array.isArray(list) ? list.length : 0) + already, value: { rule_no: number, action: 'allow', protocol, ...block, ...range } }];
  }
  const named = typeof resource.body['id'] === 'string' ? resource.body['id'] : idOf(resource.type, resource.name);
  const name = `${resource.name.replace(/[^\w-]+/g, '_')}_${direction}_${number}`;
  return [{ edit: 'add', resource: { scope: resource.scope, type: 'aws_network_acl_rule', name, body: { network_acl_id: named, egress, rule_number: number, rule_action: 'allow', protocol, ...block, ...range } }, after: identityOf(separate) }];
}

/** Replies that an entry lets through in part: it takes all ports from which clients dial. */
function widened(spec: NetworkAclSpec, own: readonly AclEntry[], { ports, protocol, cidrs, egress }: NewEntry, denying: AclEntry | undefined): readonly Proposal[] {
  if (ports === undefined || ports.from === ports.to) return [];
  const near = own.find((entry) => entry.allows && entry.protocol === protocol && entry.ports !== undefined && entry.ports.to > entry.ports.from && entry.ports.to >= ports.from && cidrs.every((cidr) => contains(entry.cidr, cidr) === true) && entry.number < (denying?.number ?? lastNumber));
  if (near?.ports === undefined) return [];
  const to = { from: Math.min(near.ports.from, ports.from), to: Math.max(near.ports.to, ports.to) };
  const edits = ([['from_port', to.from], ['to_port', to.to]] as const).map(([attribute, value]): Edit => ({ edit: 'set', of: identityOf(near.resource), path: [...near.path, attribute], to: value }));
  return [{ title: `widen ${egress ? 'egress' : 'ingress'} entry ${near.number} of ${spec.acl} from ports ${near.ports.from}-${near.ports.to} to ${to.from}-${to.to}`, edits, certainty: 'proposed' }];
}
