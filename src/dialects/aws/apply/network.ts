import { firstEntry, lastEntry } from '../../../facts/network-limits.ts';
import type { Estate } from '../../../resource/estate.ts';
import { compareTexts } from '../../../resource/order.ts';
import { addressOf, type Resource } from '../../../resource/resource.ts';
import { text, whole } from '../../kubernetes/fields.ts';
import { blocks, count } from '../references.ts';
import { renumbered, type Numbered } from './free-numbers.ts';
import { firstOf, isSaid, isWritten, mendedBy, setTo, without, type Check, type Refusal } from './refusal.ts';

const sources = ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id'];
const destinations = ['destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'];
const ways = ['carrier_gateway_id', 'core_network_arn', 'egress_only_gateway_id', 'gateway_id', 'local_gateway_id', 'nat_gateway_id', 'network_interface_id', 'transit_gateway_id', 'vpc_endpoint_id', 'vpc_peering_connection_id'];

/** One rule of a security group: one source, and ports that go with the protocol. */
export const groupRuleRefusals: Check = (resource) => {
  const { ip_protocol: protocol, from_port: from, to_port: to } = resource.body;
  const all = text(protocol) === '-1' || text(protocol) === 'all';
  const ports = all && ((whole(from) ?? -1) !== -1 || (whole(to) ?? -1) !== -1) ? [{ resource, path: ['from_port'], message: 'a rule for every protocol (ip_protocol "-1") takes no ports; the provider refuses from_port and to_port beside it', mend: without(resource, 'take the ports out of the rule for every protocol', ['from_port', 'to_port'].filter((each) => resource.body[each] !== undefined && resource.body[each] !== null).map((each) => [each])) }] : [];
  return [...oneOf(resource, sources, 'a rule of a security group has one source'), ...ports, ...rangeRefusals(resource, [], text(protocol), whole(from), whole(to))];
};

/** Rules that stand in a security group. */
export const groupRefusals: Check = (resource) =>
  ['ingress', 'egress'].flatMap((side) => blocks(resource.body[side]).flatMap((rule, index) => rangeRefusals(resource, [side, index], text(rule['protocol']), whole(rule['from_port']), whole(rule['to_port']))));

/** One route: one destination and one way. */
export const routeRefusals: Check = (resource) => [...oneOf(resource, destinations, 'a route has one destination'), ...oneOf(resource, ways, 'a route has one target')];

/** Entries of network ACLs: their numbers, each once a direction. */
export const aclRefusals: Check = (resource) =>
  ['ingress', 'egress'].flatMap((side) => {
    const entries = blocks(resource.body[side]);
    const numbered = entries.map((entry, index): Numbered => ({ resource, path: [side, index, 'rule_no'], name: `the later of the two in ${side}`, number: count(entry['rule_no']), what: 'entry' }));
    return entries.flatMap((entry, index) => {
      const number = count(entry['rule_no']);
      const earlier = entries.findIndex((other) => count(other['rule_no']) === number);
      return [...numberRefusals(resource, [side, index, 'rule_no'], number), ...(number !== undefined && earlier < index ? [{ resource, path: [side, index, 'rule_no'], message: `entry ${number} of ${side} stands twice; AWS says "The network acl entry identified by ${number} already exists"`, ...mendedBy(renumbered(numbered, numbered[index]!, lastEntry)) }] : [])];
    });
  });

/** An entry that is a resource of its own. */
export const aclRuleRefusals: Check = (resource, estate) => {
  const number = count(resource.body['rule_number']);
  const key = entryKey(resource);
  const first = key === undefined ? undefined : firstOf(estate, ['aws_network_acl_rule'], entryKey)(key);
  const taken = first === undefined || first === resource ? [] : [{ resource, path: ['rule_number'], message: `${addressOf(first)} has entry ${number} of the same network ACL and direction; AWS says "The network acl entry identified by ${number} already exists"`, ...mendedBy(renumbered(besides(estate, resource), entryOf(resource), lastEntry)) }];
  return [...numberRefusals(resource, ['rule_number'], number), ...taken];
};

/** Entries of the same network ACL and direction, the first by name first. */
function besides(estate: Estate, resource: Resource): readonly Numbered[] {
  const of = ({ scope, body }: Resource): string => `${scope} ${String(body['network_acl_id'])} ${body['egress'] === true}`;
  return estate.ofType('aws_network_acl_rule').filter((each) => of(each) === of(resource)).toSorted((a, b) => compareTexts(a.name, b.name)).map(entryOf);
}

function entryOf(resource: Resource): Numbered {
  return { resource, path: ['rule_number'], name: resource.name, number: count(resource.body['rule_number']), what: 'entry' };
}

function entryKey({ scope, body }: Resource): string | undefined {
  const [acl, number] = [text(body['network_acl_id']), count(body['rule_number'])];
  return acl === undefined || number === undefined ? undefined : `${scope} ${acl} ${number} ${body['egress'] === true}`;
}

/** A record: an alias or values of its own. */
export const recordRefusals: Check = (resource) => {
  const [alias, records] = [isSaid(resource, 'alias'), isSaid(resource, 'records')];
  if (alias && records) return [{ resource, path: ['records'], message: 'a record has an alias or records, and this one has both' }];
  if (!alias && !records) return [{ resource, path: [], message: 'a record has an alias or records, and this one has neither' }];
  return alias && isWritten(resource, 'ttl') && resource.body['ttl'] !== 0 ? [{ resource, path: ['ttl'], message: 'an alias has no ttl: it answers with that of its target', mend: without(resource, 'take the ttl out', [['ttl']]) }] : !alias && !isSaid(resource, 'ttl') ? [{ resource, path: [], message: 'records need a ttl', mend: setTo(resource, 'let resolvers keep it for five minutes', ['ttl'], 300, 'needs a value') }] : [];
};

function oneOf(resource: Resource, names: readonly string[], what: string): readonly Refusal[] {
  const written = names.filter((name) => isWritten(resource, name));
  if (written.length > 1) return [{ resource, path: [written[1]!], message: `${what}, and this one has ${written.join(' and ')}` }];
  return names.some((name) => isSaid(resource, name)) ? [] : [{ resource, path: [], message: `${what}, and nothing says it: write one of ${names.join(', ')}` }];
}

function rangeRefusals(resource: Resource, path: readonly (string | number)[], protocol: string | undefined, from: number | undefined, to: number | undefined): readonly Refusal[] {
  if (protocol === undefined || !['tcp', 'udp', '6', '17'].includes(protocol) || from === undefined || to === undefined) return [];
  if (from < 0 || to > 65_535) return [{ resource, path: [...path, from < 0 ? 'from_port' : 'to_port'], message: `ports are from 0 to 65535; ${from < 0 ? from : to} stands here` }];
  return from <= to ? [] : [{ resource, path: [...path, 'from_port'], message: `from_port ${from} is above to_port ${to}` }];
}

function numberRefusals(resource: Resource, path: readonly (string | number)[], number: number | undefined): readonly Refusal[] {
  return number === undefined || (number >= firstEntry && number <= lastEntry) ? [] : [{ resource, path, message: `an entry of a network ACL has a number from ${firstEntry} to ${lastEntry}; ${number} stands here` }];
}
