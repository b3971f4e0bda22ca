import { balancersAsking, blocksAround, blocksOfTargets, clientsOf, inSubnets, vpcOfSender, type Asking } from '../../dialects/aws/network/far-ends.ts';
import { interfacesHolding, interfacesOf, type Interface } from '../../dialects/aws/network/interfaces.ts';
import { securityGroupsOf, type SecurityGroup } from '../../dialects/aws/network/security-groups.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { namedAs } from '../../dialects/aws/references.ts';
import { isAddress } from '../../ir/address.ts';
import type { Edit } from '../../resource/edit.ts';
import { identityOf, type JsonObject, type Resource } from '../../resource/resource.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Blocked, Proposal } from '../kind.ts';
import { closest } from './closest.ts';
import type { SecurityGroupSpec } from './spec.ts';

/** Whom a new rule names. */
type NewPeer =
  | { readonly group: SecurityGroup; readonly for?: readonly string[] }
  /** `all`: of whom; `stands`: for a client whose address nobody says, beside those whom rules name. */
  | { readonly cidrs: readonly string[]; readonly all?: string; readonly stands?: { readonly client: string; readonly beside: string } };

/** The smallest rule that lets the connection pass, added to one group of the interface; rules that are there stay, and groups that a controller makes are its own matter. Then the one that people write, for all of the sender's VPC. */
export function mend(spec: SecurityGroupSpec, blocked: Blocked): readonly Proposal[] {
  const { cause, request } = blocked;
  if (cause !== 'guard-dropped' || spec.at === undefined) return [];
  const { estate, key } = spec.at;
  const own = interfacesOf(estate).get(key);
  const group = (own?.groups ?? []).flatMap((each) => securityGroupsOf(estate).get(each) ?? []).find(({ resource }) => resource !== undefined && resource.derived === undefined);
  if (own === undefined || group?.resource === undefined) return [];
  const { protocol = 'tcp', 'dst.port': port } = request;
  const direction = spec.direction === 'in' ? 'ingress' : 'egress';
  const peers = spec.direction === 'in' ? (strangers(estate, own, blocked) ?? sendersOf(estate, blocked)) : [receiverOf(estate, own, request)];
  const { resource } = group;
  return peers.flatMap((wanted): readonly Proposal[] => {
    if (wanted === undefined) return [];
    const asked = { direction, protocol: String(protocol), ...(typeof port === 'number' && protocol !== 'icmp' ? { port } : {}) } as const;
    const peer = withoutWritten(group, asked, wanted);
    const rule: NewRule = { ...asked, peer };
    const stands = 'cidrs' in peer ? peer.stands : undefined;
    return [{
      ...saidOf(group, rule),
      edits: editsOf(group, resource, rule),
      certainty: stands !== undefined ? 'needs a value' : 'proposed',
      ...('cidrs' in peer && peer.all !== undefined ? { wide: true as const } : {}),
      ...(stands === undefined ? {} : { client: stands.client }),
      ...('group' in peer && peer.for !== undefined ? { for: peer.for } : {}),
    }];
  });
}

/** Which rules come closest, and what keeps them from it. */
export function explain(spec: SecurityGroupSpec, blocked: Blocked): string | undefined {
  return blocked.cause === 'guard-dropped' ? closest(spec, blocked.request) : undefined;
}

/**
 * Clients on the internet: all of them where nobody has asked for one; who names an address gets a rule for that one first.
 * Where rules name some of them, whoever wrote those does not mean all. Undefined: the sender is elsewhere.
 */
function strangers(estate: Estate, own: Interface, { request, anyone }: Blocked): readonly NewPeer[] | undefined {
  const clients = clientsOf(estate, request);
  if (clients === undefined) return undefined;
  const all: NewPeer = { cidrs: [clients.every], all: 'the internet' };
  const one = { cidrs: [aloneIn(clients.one)] };
  const port = Number(request['dst.port']);
  const named = (own.groups ?? []).flatMap((key) => securityGroupsOf(estate).get(key)?.rules ?? []).flatMap(({ direction, protocol, ports, peer }) => {
    if (direction !== 'ingress' || (protocol !== 'all' && protocol !== request['protocol']) || (ports !== undefined && (ports.from > port || ports.to < port))) return [];
    return 'list' in peer ? [`prefix list ${peer.list}`] : 'cidr' in peer && peer.cidr.includes(':') === clients.every.includes(':') ? [peer.cidr] : [];
  });
  if (anyone === true) return [named.length === 0 ? all : { ...one, stands: { client: clients.one, beside: named.slice(0, 3).join(', ') } }];
  return [one, ...(named.length === 0 && own.owner.kind === 'balancer' ? [all] : [])];
}

function sendersOf(estate: Estate, { request, network }: Blocked): readonly (NewPeer | undefined)[] {
  const wide = [senderOf(estate, request, network), wholeNetwork(estate, request)];
  return [...balancersAsking(estate, request, network).flatMap((asking) => groupOf(estate, asking)), ...(network === undefined ? wide : wide.toReversed())];
}

/** Its group where that is known on the way, else the subnets of a balancer's nodes, whose addresses come and go, else its address. */
function senderOf(estate: Estate, request: Blocked['request'], network: readonly string[] | undefined): NewPeer | undefined {
  const groups = String(request['src.groups'] ?? '').split(',').flatMap((key) => securityGroupsOf(estate).get(key) ?? []);
  if (groups[0] !== undefined) return { group: groups[0] };
  const cidrs = blocksAround(estate, request, network);
  const address = request['src.address'];
  return cidrs !== undefined ? { cidrs } : typeof address === 'string' ? alone(address) : undefined;
}

/** The group of a load balancer that is meant where all of a network is asked about. */
function groupOf(estate: Estate, { nodes }: Asking): readonly NewPeer[] {
  const group = nodes.flatMap(({ groups }) => groups ?? []).flatMap((key) => securityGroupsOf(estate).get(key) ?? [])[0];
  return group === undefined ? [] : [{ group, for: nodes.map(({ key }) => key) }];
}

/** All of the VPC that a sender is in, where that is another one. */
function wholeNetwork(estate: Estate, request: Blocked['request']): NewPeer | undefined {
  const vpc = vpcOfSender(estate, request);
  const own = interfacesHolding(estate, String(request['dst.address'] ?? ''))[0]?.vpc;
  const cidrs = vpc === undefined || vpc === own ? [] : (vpcsOf(estate).get(vpc)?.cidrs.written ?? []).filter((cidr) => !cidr.includes(':'));
  return cidrs.length === 0 ? undefined : { cidrs, all: vpc! };
}

function receiverOf(estate: Estate, own: Interface, request: Blocked['request']): NewPeer | undefined {
  const address = request['dst.address'];
  const named = interfacesOf(estate).get(String(request['dst.interface'] ?? ''));
  const receiver = named ?? (typeof address === 'string' && own.vpc !== undefined ? interfacesHolding(estate, address, own.vpc)[0] : undefined);
  const group = (receiver?.vpc === own.vpc ? (receiver?.groups ?? []) : []).flatMap((key) => securityGroupsOf(estate).get(key) ?? [])[0];
  if (group !== undefined) return { group };
  const cidrs = blocksOfTargets(estate, request) ?? (receiver === undefined || typeof address === 'string' ? undefined : inSubnets(estate, [receiver]));
  return cidrs !== undefined ? { cidrs } : typeof address === 'string' ? alone(address) : undefined;
}

function alone(address: string): NewPeer | undefined {
  return isAddress(address) ? { cidrs: [aloneIn(address)] } : undefined;
}

function aloneIn(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

interface NewRule {
  readonly direction: 'ingress' | 'egress';
  readonly protocol: string;
  readonly port?: number;
  readonly peer: NewPeer;
}

/** AWS refuses a rule that is there already, and with it all others of the same call ("InvalidPermission.Duplicate"). */
function withoutWritten({ rules }: SecurityGroup, { direction, protocol, port }: Omit<NewRule, 'peer'>, peer: NewPeer): NewPeer {
  if ('group' in peer) return peer;
  const there = (cidr: string): boolean => rules.some((rule) => rule.direction === direction && rule.protocol === protocol && rule.ports?.from === port && rule.ports?.to === port && 'cidr' in rule.peer && rule.peer.cidr === cidr);
  const left = peer.cidrs.filter((cidr) => !there(cidr));
  return left.length === 0 ? peer : { ...peer, cidrs: left };
}

/** What to do, and for groups that AWS has already, the command that does it. */
function saidOf({ key, shown }: SecurityGroup, { direction, protocol, port, peer }: NewRule): Pick<Proposal, 'title' | 'command'> {
  const cidrs = 'cidrs' in peer ? peer.cidrs.join(', ') : '';
  const whom = 'group' in peer ? peer.group.shown : peer.stands !== undefined ? `clients that no rule names (${cidrs} stands for it; there are rules for ${peer.stands.beside})` : `${cidrs}${peer.all === undefined ? '' : ` (all of ${peer.all})`}`;
  const title = `allow ${protocol}${port === undefined ? '' : `/${port}`} ${direction === 'ingress' ? 'from' : 'to'} ${whom} on ${shown}`;
  if (!key.startsWith('sg-')) return { title };
  const ranges = (member: string, name: string, values: readonly string[]): string => (values.length === 0 ? '' : `,${member}=[${values.map((value) => `{${name}=${value}}`).join(',')}]`);
  const six = 'cidrs' in peer ? peer.cidrs.filter((cidr) => cidr.includes(':')) : [];
  const four = 'cidrs' in peer ? peer.cidrs.filter((cidr) => !cidr.includes(':')) : [];
  const ports = port === undefined ? '' : `,FromPort=${port},ToPort=${port}`;
  const permission = `IpProtocol=${protocol}${ports}${ranges('UserIdGroupPairs', 'GroupId', 'group' in peer ? [peer.group.key] : [])}${ranges('IpRanges', 'CidrIp', four)}${ranges('Ipv6Ranges', 'CidrIpv6', six)}`;
  return { title, command: `aws ec2 authorize-security-group-${direction} --group-id ${key} --ip-permissions '${permission}'` };
}

/** In the form that the group has: a block of it, or a resource of its own beside others of that kind. */
function editsOf(group: SecurityGroup, resource: Resource, rule: NewRule): readonly Edit[] {
  const separate = group.rules.find(({ resource: of }) => of !== resource)?.resource;
  if (separate === undefined && Array.isArray(resource.body[rule.direction])) return [{ edit: 'insert', of: identityOf(resource), path: [rule.direction], at: (resource.body[rule.direction] as readonly unknown[]).length, value: blockOf(resource, rule) }];
  const older = separate?.type === 'aws_security_group_rule';
  const bodies = older ? [{ type: rule.direction, security_group_id: namedAs(resource.scope, resource, 'id'), ...blockOf(resource, rule, true) }] : peersOf(resource, rule.peer).map((peer) => ({ security_group_id: namedAs(resource.scope, resource, 'id'), ip_protocol: rule.protocol, ...portsOf(rule), ...peer }));
  const type = older ? 'aws_security_group_rule' : `aws_vpc_security_group_${rule.direction}_rule`;
  return bodies.map((body: JsonObject, index): Edit => ({ edit: 'add', resource: { scope: resource.scope, type, name: `${resource.name.replace(/[^\w-]+/g, '_')}_${rule.direction}_${rule.port ?? rule.protocol}${index === 0 ? '' : `_${index + 1}`}`, body }, after: identityOf(separate ?? resource) }));
}

function portsOf({ port }: NewRule): JsonObject {
  return port === undefined ? {} : { from_port: port, to_port: port };
}

function blockOf(of: Resource, { protocol, port, peer }: NewRule, alone = false): JsonObject {
  const ports = { protocol, from_port: port ?? -1, to_port: port ?? -1 };
  if ('cidrs' in peer) return { ...ports, cidr_blocks: peer.cidrs.filter((cidr) => !cidr.includes(':')), ipv6_cidr_blocks: peer.cidrs.filter((cidr) => cidr.includes(':')) };
  if (peer.group.resource === of) return { ...ports, self: true };
  return alone ? { ...ports, source_security_group_id: nameOfGroup(of, peer.group) } : { ...ports, security_groups: [nameOfGroup(of, peer.group)] };
}

function peersOf(by: Resource, peer: NewPeer): readonly JsonObject[] {
  if ('group' in peer) return [{ referenced_security_group_id: nameOfGroup(by, peer.group) }];
  return peer.cidrs.map((cidr) => (cidr.includes(':') ? { cidr_ipv6: cidr } : { cidr_ipv4: cidr }));
}

/** The id that AWS has given, else Terraform's way to name the one that it will give, as it is said where a rule of `by` stands. */
function nameOfGroup(by: Resource, { key, resource }: SecurityGroup): string {
  return resource === undefined ? key : namedAs(by.scope, resource, 'id');
}
