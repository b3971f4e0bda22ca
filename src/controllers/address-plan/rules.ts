import { blocks, count } from '../../dialects/aws/references.ts';
import { text, words } from '../../dialects/kubernetes/fields.ts';
import { protocolOf } from '../../dialects/aws/network/security-groups.ts';
import { aclRuleNumbers, icmpNumbers, portNumbers } from '../../facts/vpc-limits.ts';
import { whyNoBlock } from '../../dialects/aws/network/written-blocks.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, valueAt, type Json, type JsonObject, type Path, type Problem, type Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';
import { writtenOf } from './written.ts';

/** A rule of a security group or an entry of a network ACL, wherever it is written. */
interface Written {
  readonly resource: Resource;
  readonly path: Path;
  readonly body: JsonObject;
}

/** Rules with ports that do not exist, entries with numbers that AWS does not take or that are taken, blocks that are none. */
export function ruleProblems(estate: Estate): readonly Problem[] {
  const group = [...inline(estate, 'aws_security_group', 'aws_default_security_group'), ...alone(estate, 'aws_security_group_rule', 'aws_vpc_security_group_ingress_rule', 'aws_vpc_security_group_egress_rule')];
  const entries = [...inline(estate, 'aws_network_acl', 'aws_default_network_acl'), ...alone(estate, 'aws_network_acl_rule')];
  return [...[...group, ...entries].flatMap((rule) => [...portProblems(rule), ...blockProblems(rule)]), ...numberProblems(entries)];
}

function inline(estate: Estate, ...types: readonly string[]): readonly Written[] {
  return writtenOf(estate, ...types).flatMap((resource) => ['ingress', 'egress'].flatMap((direction) => blocks(resource.body[direction]).map((body, index) => ({ resource, path: [direction, index], body }))));
}

function alone(estate: Estate, ...types: readonly string[]): readonly Written[] {
  return writtenOf(estate, ...types).map((resource) => ({ resource, path: [], body: resource.body }));
}

function portProblems({ resource, path, body }: Written): readonly Problem[] {
  const protocol = protocolOf(body['protocol'] ?? body['ip_protocol']);
  const icmp = protocol === 'icmp' || protocol === 'icmpv6';
  if (protocol !== 'tcp' && protocol !== 'udp' && !icmp) return [];
  const { first, last } = icmp ? icmpNumbers : portNumbers;
  const [from, to] = [numberOf(body['from_port']), numberOf(body['to_port'])];
  const wrong = (['from_port', 'to_port'] as const).filter((attribute) => {
    const number = attribute === 'from_port' ? from : to;
    // Of TCP -1 says "all", as the API takes it, too.
    return number !== undefined && number !== -1 && (number < first || number > last);
  });
  const what = icmp ? 'type or code' : 'port';
  if (wrong.length > 0) return [refused(resource, [...path, wrong[0]!], `${said(resource, path)} has ${what} ${wrong[0] === 'from_port' ? from! : to!}: there are ${what}s ${icmp ? 0 : first} to ${last}`)];
  if (icmp || from === undefined || to === undefined || from <= to) return [];
  return [refused(resource, [...path, 'from_port'], `${said(resource, path)} has ports ${from} to ${to}, the first of which is greater than the last: it lets nothing pass`)];
}

function blockProblems({ resource, path, body }: Written): readonly Problem[] {
  const single = ['cidr_block', 'ipv6_cidr_block', 'cidr_ipv4', 'cidr_ipv6'].flatMap((attribute) => ((text(body[attribute]) ?? '') === '' ? [] : [[[...path, attribute], text(body[attribute])!] as const]));
  const several = ['cidr_blocks', 'ipv6_cidr_blocks'].flatMap((attribute) => words(body[attribute]).map((cidr, index) => [[...path, attribute, index], cidr] as const));
  return [...single, ...several].flatMap(([at, cidr]) => {
    const why = cidr.startsWith('${') ? undefined : whyNoBlock(cidr);
    return why === undefined ? [] : [problemAt(resource, at, 'address-block-malformed', 'error', `${cidr} in ${said(resource, path)} is no block that AWS takes: ${why}. No address fits it`)];
  });
}

function numberProblems(entries: readonly Written[]): readonly Problem[] {
  const taken = new Map<string, Written>();
  return entries.flatMap((entry) => {
    const { resource, path, body } = entry;
    const attribute = path.length === 0 ? 'rule_number' : 'rule_no';
    const number = numberOf(body[attribute]);
    if (number === undefined) return [];
    // The last ones are AWS' own, which deny what no entry took.
    const own = number > aclRuleNumbers.last && number <= aclRuleNumbers.last + 2 && text(body['action']) === 'deny' && protocolOf(body['protocol']) === 'all';
    if (!own && (number < aclRuleNumbers.first || number > aclRuleNumbers.last)) return [refused(resource, [...path, attribute], `${said(resource, path)} has number ${number}: AWS takes ${aclRuleNumbers.first} to ${aclRuleNumbers.last}`)];
    const egress = path.length === 0 ? body['egress'] === true || body['egress'] === 'true' : path[0] === 'egress';
    const key = `${resource.scope}\n${path.length === 0 ? (text(body['network_acl_id']) ?? '') : (text(resource.body['id']) ?? nameOf(resource))}\n${egress}\n${number}`;
    const earlier = taken.get(key);
    if (earlier === undefined || same(earlier, entry)) {
      taken.set(key, entry);
      return [];
    }
    const at = earlier.resource.locate(earlier.path);
    return [refused(resource, [...path, attribute], `${said(resource, path)} has number ${number}, which another entry of the same direction has${at === undefined ? '' : ` (${at.file}:${at.line})`}: AWS refuses the second one (NetworkAclEntryAlreadyExists), and which of them decides cannot be said`)];
  });
}

/** State shows an entry of its own among the blocks of its ACL once more. */
function same(one: Written, other: Written): boolean {
  return one.resource !== other.resource && text(valueAt(one.body, ['cidr_block']) as Json) === text(valueAt(other.body, ['cidr_block']) as Json);
}

function said(resource: Resource, path: Path): string {
  return path.length === 0 ? nameOf(resource) : `${String(path[0])} ${Number(path[1]) + 1} of ${nameOf(resource)}`;
}

function refused(resource: Resource, path: Path, message: string): Problem {
  return problemAt(resource, path, 'network-rule-refused', 'error', message);
}

function numberOf(value: Json | undefined): number | undefined {
  return count(value) ?? (typeof value === 'number' ? value : text(value) !== undefined && /^-?\d+$/.test(text(value)!) ? Number(text(value)) : undefined);
}
