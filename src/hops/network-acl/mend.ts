import { ephemeralPorts } from '../../facts/ephemeral-ports.ts';
import { networkAclsOf, type AclEntry, type NetworkAcl } from '../../dialects/aws/network/network-acls.ts';
import { subnetsHolding } from '../../dialects/aws/network/subnets.ts';
import { idOf } from '../../dialects/aws/references.ts';
import { contains, covers, isAddress } from '../../ir/address.ts';
import type { Edit } from '../../resource/edit.ts';
import { identityOf, type JsonObject } from '../../resource/resource.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { NetworkAclSpec } from './spec.ts';

/** An entry below the one that denies, for the one port (of a reply all from which clients dial) and the subnet at the far end; or the wider entry that is there. */
export function mend(spec: NetworkAclSpec, blocked: Blocked): readonly Proposal[] {
  const { word, at } = spec;
  const reply = word.startsWith('back');
  if (at === undefined || blocked.cause !== (reply ? 'reply-dropped' : 'acl-dropped')) return [];
  const acl = networkAclsOf(at.estate).get(at.key);
  const address = blocked.request[word === 'out' || word === 'back-in' ? 'dst.address' : 'src.address'];
  if (acl === undefined || typeof address !== 'string' || !isAddress(address)) return [];
  const egress = word.endsWith('out');
  const own = acl.entries.filter((entry) => entry.egress === egress);
  const denying = own.find(({ number }) => `${egress ? 'egress' : 'ingress'} ${number}` === blocked.rule);
  const port = reply ? blocked.request['src.port'] : blocked.request['dst.port'];
  const ports = typeof port === 'number' ? { from: port, to: port } : reply ? ephemeralPorts : undefined;
  const wanted: NewEntry = { egress, protocol: String(blocked.request['protocol'] ?? 'tcp'), cidr: farBlock(at.estate, address), ...(ports === undefined ? {} : { ports }) };
  return [...widened(spec, own, wanted, address, denying), ...added(spec, acl, own, wanted, denying)];
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
  readonly cidr: string;
  readonly ports?: { readonly from: number; readonly to: number };
}

/** The subnet at the far end, whose addresses come and go, else the one address. */
function farBlock(estate: Estate, address: string): string {
  const around = subnetsHolding(estate, address).flatMap(({ cidrs }) => cidrs.written.filter((cidr) => covers(cidr, address) === true));
  return around[0] ?? `${address}/${address.includes(':') ? 128 : 32}`;
}

function added(spec: NetworkAclSpec, acl: NetworkAcl, own: readonly AclEntry[], wanted: NewEntry, denying: AclEntry | undefined): readonly Proposal[] {
  const number = freeBelow(own, denying?.number);
  if (number === undefined) return [];
  const { egress, protocol, cidr, ports } = wanted;
  const direction = egress ? 'egress' : 'ingress';
  const range = ports === undefined ? '' : ` ${ports.from === ports.to ? ports.from : `${ports.from}-${ports.to}`}`;
  const before = denying === undefined || denying.number >= lastNumber ? '' : `, below entry ${denying.number}`;
  const said = `add ${direction} entry ${number} to network ACL ${spec.acl}: allow ${protocol}${range} ${egress ? 'to' : 'from'} ${cidr}${before}`;
  const command = `aws ec2 create-network-acl-entry --network-acl-id ${acl.key} ${egress ? '--egress' : '--ingress'} --rule-number ${number} --protocol ${protocol}${ports === undefined ? '' : ` --port-range From=${ports.from},To=${ports.to}`} ${cidr.includes(':') ? '--ipv6-cidr-block' : '--cidr-block'} ${cidr} --rule-action allow`;
  return [{ title: acl.key.startsWith('acl-') ? `${said}: ${command}` : said, edits: editsOf(acl, wanted, number), certainty: 'proposed' }];
}

/** The entry at the end of every list (EC2 API reference, NetworkAclEntry). */
const lastNumber = 32767;

/** A number that is free, below the entry that denies; else behind all others. */
function freeBelow(own: readonly AclEntry[], denying: number | undefined): number | undefined {
  const taken = new Set(own.map(({ number }) => number));
  if (denying === undefined || denying >= lastNumber) {
    const last = Math.max(0, ...own.flatMap(({ number }) => (number < lastNumber ? [number] : [])));
    return last + 10 < lastNumber ? last + 10 : undefined;
  }
  for (let number = denying - 1; number > 0; number--) if (!taken.has(number)) return number;
  return undefined;
}

function editsOf(acl: NetworkAcl, { egress, protocol, cidr, ports }: NewEntry, number: number): readonly Edit[] {
  const { resource } = acl;
  const direction = egress ? 'egress' : 'ingress';
  const block: JsonObject = { [cidr.includes(':') ? 'ipv6_cidr_block' : 'cidr_block']: cidr };
  const range: JsonObject = { from_port: ports?.from ?? 0, to_port: ports?.to ?? 0 };
  const separate = acl.entries.find((entry) => entry.resource !== resource)?.resource;
  if (separate === undefined) {
    const list = resource.body[direction];
    return [{ edit: 'insert', of: identityOf(resource), path: [direction], at: Array.isArray(list) ? list.length : 0, value: { rule_no: number, action: 'allow', protocol, ...block, ...range } }];
  }
  const named = typeof resource.body['id'] === 'string' ? resource.body['id'] : idOf(resource.type, resource.name);
  const name = `${resource.name.replace(/[^\w-]+/g, '_')}_${direction}_${number}`;
  return [{ edit: 'add', resource: { scope: resource.scope, type: 'aws_network_acl_rule', name, body: { network_acl_id: named, egress, rule_number: number, rule_action: 'allow', protocol, ...block, ...range } }, after: identityOf(separate) }];
}

/** Replies that an entry lets through in part: it takes all ports from which clients dial. */
function widened(spec: NetworkAclSpec, own: readonly AclEntry[], wanted: NewEntry, address: string, denying: AclEntry | undefined): readonly Proposal[] {
  const { ports, protocol } = wanted;
  if (ports === undefined || ports.from === ports.to) return [];
  const near = own.find((entry) => entry.allows && entry.protocol === protocol && entry.ports !== undefined && entry.ports.to > entry.ports.from && entry.ports.to >= ports.from && contains(entry.cidr, `${address}/${address.includes(':') ? 128 : 32}`) === true && entry.number < (denying?.number ?? lastNumber));
  if (near?.ports === undefined) return [];
  const to = { from: Math.min(near.ports.from, ports.from), to: Math.max(near.ports.to, ports.to) };
  const edits = ([['from_port', to.from], ['to_port', to.to]] as const).map(([attribute, value]): Edit => ({ edit: 'set', of: identityOf(near.resource), path: [...near.path, attribute], to: value }));
  return [{ title: `widen ${wanted.egress ? 'egress' : 'ingress'} entry ${near.number} of network ACL ${spec.acl} from ports ${near.ports.from}-${near.ports.to} to ${to.from}-${to.to}`, edits, certainty: 'proposed' }];
}
