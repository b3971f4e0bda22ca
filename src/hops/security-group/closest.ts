import { interfacesOf, titleOf } from '../../dialects/aws/network/interfaces.ts';
import { spokenKey } from '../../dialects/aws/network/keys.ts';
import { covers } from '../../ir/address.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Blocked } from '../kind.ts';
import type { PeerSpec, RuleSpec, SecurityGroupSpec } from './spec.ts';

/** What a rule takes of a request that it does not let pass; undefined: what decides it is not known. */
interface Judged {
  readonly rule: RuleSpec;
  readonly protocol: boolean;
  readonly port: boolean;
  readonly peer: boolean;
}

/** The rules that differ from the request in one thing only, in their own words. */
export function closest({ groups, direction, at }: SecurityGroupSpec, request: Blocked['request']): string | undefined {
  const rules = groups.flatMap(({ rules: own }) => own);
  if (rules.length === 0) return groups.length === 0 ? undefined : `${groups.map(({ name }) => name).join(', ')} ${groups.length === 1 ? 'has' : 'have'} no rule at all for what ${direction === 'in' ? 'comes in' : 'goes out'}`;
  const judged = rules.map((rule) => judge(rule, direction, request));
  const [port, protocol] = [String(request['dst.port'] ?? ''), String(request['protocol'] ?? '')];
  const otherPeer = judged.filter((each) => each.protocol && each.port && !each.peer);
  const otherPort = judged.filter((each) => each.protocol && !each.port && each.peer);
  const whom = String((direction === 'in' ? request['src.address'] : request['dst.address']) ?? `an address that is not known${direction === 'in' && request['src.interface'] !== undefined ? `, at ${placeNamed(at?.estate, String(request['src.interface']))}` : ''}`);
  const holds = direction === 'in' && request['src.groups'] !== undefined ? ` with ${String(request['src.groups']).split(',').map(spokenKey).join(', ')}` : '';
  if (otherPeer.length > 0) return `closest: ${said(otherPeer)}${note(otherPeer[0]!.rule.peer)}; this ${direction === 'in' ? 'comes from' : 'goes to'} ${whom}${holds}`;
  if (otherPort.length > 0) return `closest: ${said(otherPort)}; this is ${protocol} ${port}`;
  return undefined;
}

function said(rules: readonly Judged[]): string {
  const texts = [...new Set(rules.map(({ rule: { origin } }) => `${origin.note ?? origin.rule}${origin.at === undefined ? '' : ` (${origin.at.file}:${origin.at.line})`}`))];
  return `${texts.slice(0, 3).join('; ')}${texts.length > 3 ? `; and ${texts.length - 3} more` : ''}`;
}

/** An interface as people know it; of a host nobody knows the subnet stands there. */
function placeNamed(estate: Estate | undefined, key: string): string {
  const found = estate === undefined ? undefined : interfacesOf(estate).get(key);
  return found === undefined ? spokenKey(key) : spokenKey(titleOf(found));
}

function note(peer: PeerSpec): string {
  return 'nobody' in peer ? ` (${peer.nobody})` : '';
}

function judge(rule: RuleSpec, direction: SecurityGroupSpec['direction'], request: Blocked['request']): Judged {
  const { protocol, ports, peer } = rule;
  const port = request['dst.port'];
  const wanted = String(request['protocol'] ?? '');
  return {
    rule,
    protocol: protocol === 'all' || protocol === wanted || (protocol === 'icmpv6' && wanted === 'icmp'),
    port: ports === undefined || typeof port !== 'number' || (ports.from <= port && port <= ports.to),
    peer: takes(peer, direction, request),
  };
}

function takes(peer: PeerSpec, direction: SecurityGroupSpec['direction'], request: Blocked['request']): boolean {
  const address = request[direction === 'in' ? 'src.address' : 'dst.address'];
  const inside = (blocks: readonly string[]): boolean => typeof address === 'string' && blocks.some((cidr) => covers(cidr, address) === true);
  if ('cidrs' in peer) return inside(peer.cidrs);
  if ('holders' in peer) return String(request['src.groups'] ?? '').split(',').includes(peer.holders);
  return 'addresses' in peer && (inside(peer.addresses) || peer.interfaces.includes(String(request['dst.interface'] ?? '')));
}
