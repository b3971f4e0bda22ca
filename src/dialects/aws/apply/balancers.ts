import { longestName, longestNamePrefix, reservedNameStart, rulePriorities } from '../../../facts/elb-limits.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Edit } from '../../../resource/edit.ts';
import { compareTexts } from '../../../resource/order.ts';
import { addressOf, identityOf, type Path, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { inBlocks } from '../addresses.ts';
import { isAddress } from '../../../ir/address.ts';
import { allOf, blocks, byReferred, count, referred } from '../references.ts';
import { renumbered, type Numbered } from './free-numbers.ts';
import { firstOf, isSaid, isWritten, mendedBy, setTo, without, type Check, type Refusal } from './refusal.ts';

/** A load balancer's name and where it is. */
export const balancerRefusals: Check = (resource) => [
  ...nameRefusals(resource, 'a load balancer'),
  ...(text(resource.body['name'])?.startsWith(reservedNameStart) === true ? [{ resource, path: ['name'], message: `the name of a load balancer does not begin with ${reservedNameStart}` }] : []),
];

/** A target group's name, port and health check. */
export const targetGroupRefusals: Check = (resource) => {
  const { name_prefix: prefix, port, health_check: checks, target_type: type } = resource.body;
  const long = (text(prefix)?.length ?? 0) > longestNamePrefix ? [{ resource, path: ['name_prefix'], message: `a name_prefix has at most ${longestNamePrefix} characters; this one has ${text(prefix)!.length}` }] : [];
  const needed = type === 'lambda' ? [] : ['port', 'protocol', 'vpc_id'].filter((each) => !isSaid(resource, each)).map((each) => ({ resource, path: [], message: `a target group of type ${text(type) ?? 'instance'} needs ${each}, and nothing says it` }));
  const inner = type === 'alb' && isSaid(resource, 'protocol') && resource.body['protocol'] !== 'TCP' ? [{ resource, path: ['protocol'], message: `a target group of type alb has protocol TCP, and no other; ${String(resource.body['protocol'])} stands here`, mend: setTo(resource, 'speak TCP to it', ['protocol'], 'TCP') }] : [];
  return [...nameRefusals(resource, 'a target group'), ...long, ...needed, ...inner, ...portRefusals(resource, ['port'], count(port)), ...blocks(checks).flatMap((check, index) => checkRefusals(resource, check, index))];
};

function checkRefusals(resource: Resource, check: { readonly [key: string]: unknown }, index: number): readonly Refusal[] {
  const at = (part: string): Path => ['health_check', index, part];
  const said = (part: string): boolean => typeof check[part] === 'string' && check[part] !== '';
  const plain = check['protocol'] === 'TCP' ? ['path', 'matcher'].filter(said).map((part) => ({ resource, path: at(part), message: `a TCP health check has no ${part}; the provider refuses it beside protocol TCP`, mend: without(resource, `take ${part} out of the TCP health check`, [at(part)]) })) : [];
  const port = check['port'];
  const number = typeof port === 'string' && port !== '' && port !== 'traffic-port' ? Number(port) : undefined;
  return [...plain, ...portRefusals(resource, at('port'), number)];
}

/** A listener's port, the certificate that its protocol asks for, and that nobody else listens there. */
export const listenerRefusals: Check = (resource, estate) => {
  const { port, ssl_policy: policy } = resource.body;
  const protocol = text(resource.body['protocol'])?.toUpperCase();
  const secure = protocol === 'HTTPS' || protocol === 'TLS';
  const missing = secure && !isSaid(resource, 'certificate_arn') ? [{ resource, path: ['protocol'], message: `a listener of ${protocol} needs certificate_arn; AWS says "A certificate must be specified for ${protocol} listeners"`, mend: setTo(resource, 'name a certificate for the names that clients ask for', ['certificate_arn'], 'ARN-OF-YOUR-CERTIFICATE', 'needs a value') }] : [];
  const needless = !secure && protocol !== undefined && isWritten(resource, 'certificate_arn') ? [{ resource, path: ['certificate_arn'], message: `a listener of ${protocol} takes no certificate` }] : [];
  const unheard = text(policy) !== undefined && text(policy) !== '' && !/^ELBSecurityPolicy-|\$\{/.test(text(policy)!) ? [{ resource, path: ['ssl_policy'], message: `security policies are called ELBSecurityPolicy-..., and this is ${text(policy)!}; AWS says "SSLPolicyNotFound"` }] : [];
  const key = listenerKey(resource);
  const first = key === undefined ? undefined : firstOf(estate, ['aws_lb_listener', 'aws_alb_listener'], listenerKey)(key);
  const taken = first === undefined || first === resource ? [] : [{ resource, path: ['port'], message: `${addressOf(first)} listens on port ${String(port)} of the same load balancer; AWS says "DuplicateListener: A listener already exists on this port for this load balancer"` }];
  return [...missing, ...needless, ...unheard, ...taken, ...portRefusals(resource, ['port'], count(port))];
};

/** TCP and UDP have ports of their own. */
function listenerKey({ scope, body, derived }: Resource): string | undefined {
  const [balancer, port, protocol] = [text(body['load_balancer_arn']), count(body['port']), text(body['protocol'])?.toUpperCase()];
  return derived !== undefined || balancer === undefined || port === undefined ? undefined : `${scope} ${balancer} ${port} ${protocol === 'UDP' || protocol === 'QUIC' ? 'udp' : 'tcp'}`;
}

/** Priorities of a listener's rules: each once, and in the range. */
export const ruleRefusals: Check = (resource, estate) => {
  const priority = count(resource.body['priority']);
  if (priority === undefined) return [];
  const { from, to } = rulePriorities;
  if (priority < from || priority > to) return [{ resource, path: ['priority'], message: `the priority of a rule is from ${from} to ${to}; ${priority} stands here` }];
  const key = priorityKey(resource);
  const first = key === undefined ? undefined : firstOf(estate, ['aws_lb_listener_rule', 'aws_alb_listener_rule'], priorityKey)(key);
  return first === undefined || first === resource ? [] : [{ resource, path: ['priority'], message: `${addressOf(first)} of the same listener has priority ${priority}, too; AWS says "Priority '${priority}' is currently in use"`, ...mendedBy(renumbered(besides(estate, resource), ruleOf(resource), to)) }];
};

/** Rules of the same listener, the first by name first. */
function besides(estate: Estate, resource: Resource): readonly Numbered[] {
  const rules = allOf(estate, 'aws_lb_listener_rule').filter(({ scope, body, derived }) => derived === undefined && scope === resource.scope && text(body['listener_arn']) === text(resource.body['listener_arn']));
  return rules.toSorted((a, b) => compareTexts(a.name, b.name)).map(ruleOf);
}

function ruleOf(resource: Resource): Numbered {
  return { resource, path: ['priority'], name: resource.name, number: count(resource.body['priority']), what: 'priority' };
}

function priorityKey({ scope, body, derived }: Resource): string | undefined {
  const [listener, priority] = [text(body['listener_arn']), count(body['priority'])];
  return derived !== undefined || listener === undefined || priority === undefined ? undefined : `${scope} ${listener} ${priority}`;
}

/** Targets outside of the VPC of their group have to say that they are. */
export const attachmentRefusals: Check = (resource, estate) => {
  const group = referred(estate, resource, 'aws_lb_target_group', resource.body['target_group_arn']);
  if (group?.body['target_type'] === 'alb') return balancerAsTarget(resource, group, estate);
  const outside = outsideOf(resource, estate);
  if (outside === undefined) return [];
  const port = portRefusals(resource, ['port'], count(resource.body['port']));
  if (saysZone(resource)) return port;
  // One block may make several of them, and is mended once.
  const block = blockName(resource);
  const alike = estate.ofType(resource.type).filter((each) => each.scope === resource.scope && blockName(each) === block && !saysZone(each) && outsideOf(each, estate) !== undefined);
  const mend = { title: `register ${alike.length === 1 ? outside.address : 'them'} for all zones`, edits: alike.map((each): Edit => ({ edit: 'set', of: identityOf(each), path: ['availability_zone'], to: 'all' })) };
  return [...port, { resource, path: ['target_id'], message: `${outside.address} is outside of ${outside.vpc} (${outside.blocks.join(', ')}), the VPC of the target group, and needs availability_zone = "all"`, mend }];
};

function saysZone(resource: Resource): boolean {
  return isSaid(resource, 'availability_zone') && typeof resource.body['availability_zone'] === 'string';
}

/** The name of what `count` or `for_each` makes, without which of them it is. */
function blockName({ name }: Resource): string {
  return name.replace(/\[(?:\d+|".*")\]$/, '');
}

/** An address that is registered, where it is of no block of the VPC of its group; undefined: it is, or nobody says. */
function outsideOf(resource: Resource, estate: Estate): { readonly address: string; readonly vpc: string; readonly blocks: readonly string[] } | undefined {
  const group = referred(estate, resource, 'aws_lb_target_group', resource.body['target_group_arn']);
  const vpc = group === undefined || group.body['target_type'] !== 'ip' ? undefined : referred(estate, group, 'aws_vpc', group.body['vpc_id']);
  const address = text(resource.body['target_id']);
  if (vpc === undefined || address === undefined || !isAddress(address) || address.includes(':')) return undefined;
  const own = [vpc.body['cidr_block'], ...listed(vpc.body['secondary_cidr_blocks']), ...estate.ofType('aws_vpc_ipv4_cidr_block_association').flatMap((each) => (referred(estate, each, 'aws_vpc', each.body['vpc_id']) === vpc ? [each.body['cidr_block']] : []))];
  if (!own.every((block) => typeof block === 'string')) return undefined;
  return inBlocks(address, own.map(String)) ? undefined : { address, vpc: vpc.name, blocks: own.map(String) };
}

/** An Application Load Balancer is a target on a port on which it listens (NLB guide, "Application Load Balancers as targets": requirements). */
function balancerAsTarget(resource: Resource, group: Resource, estate: Estate): readonly Refusal[] {
  const balancer = referred(estate, resource, 'aws_lb', resource.body['target_id']);
  const port = count(resource.body['port']) ?? count(group.body['port']);
  if (balancer === undefined || port === undefined) return [];
  const listeners = byReferred(estate, 'aws_lb_listener', 'aws_lb', 'load_balancer_arn').get(balancer) ?? [];
  const ports = listeners.flatMap(({ body }) => count(body['port']) ?? []);
  if (ports.includes(port)) return [];
  return [{ resource, path: ['target_id'], message: `${addressOf(balancer)} has no listener on port ${port}, the port of the target group${ports.length === 0 ? '' : `; it listens on ${ports.join(', ')}`}` }];
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function nameRefusals(resource: Resource, what: string): readonly Refusal[] {
  const name = text(resource.body['name']);
  if (name === undefined || name === '') return [];
  if (name.length > longestName) return [{ resource, path: ['name'], message: `the name of ${what} has at most ${longestName} characters; this one has ${name.length}` }];
  return /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name) ? [] : [{ resource, path: ['name'], message: `the name of ${what} has letters, digits and hyphens, none of these first or last; "${name}" is another` }];
}

function portRefusals(resource: Resource, path: Path, port: number | undefined): readonly Refusal[] {
  return port === undefined || (port >= 1 && port <= 65535) ? [] : [{ resource, path, message: `a port is from 1 to 65535; ${port} stands here` }];
}
