import { list, record, text, words } from '../../dialects/kubernetes/fields.ts';
import type { Json } from '../../resource/resource.ts';
import type { Place } from './place.ts';
import type { Group, Member } from './group.ts';
import type { Settings } from './settings.ts';

/** One port of the group's load balancer. */
export interface Port {
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Only members that ask for this port themselves have rules here. */
  readonly members: readonly Member[];
  /** The first is the default certificate. Empty: the controller looks for one by host, in the account. */
  readonly certificates: readonly string[];
  readonly sslPolicy: string;
  /** Everything here goes to this port instead. */
  readonly redirectTo?: number;
  /** Blocks that the balancer's own security group lets in; absent: every address. Custom security groups say it instead. */
  readonly inbound?: { readonly cidrs: readonly string[]; readonly place: Place };
  /** What asks for the port. */
  readonly place: Place;
}

/** The ports of a group, smallest first. What members disagree about is a complaint, and then nothing is applied. */
export function portsOf(group: Group, settings: Settings): readonly Port[] {
  const wishes = group.members.flatMap((member) => wishesOf(group, member));
  const redirectTo = redirectOf(group, wishes);
  return [...new Set(wishes.map(({ port }) => port))].sort((a, b) => a - b).map((number): Port => {
    const asking = wishes.filter(({ port }) => port === number);
    const { protocol, place } = asking[0]!;
    const other = asking.find((wish) => wish.protocol !== protocol);
    if (other !== undefined) group.complaints.push({ at: other.place, message: `port ${number} is ${other.protocol} here and ${protocol} for another Ingress of the group` });
    const members = asking.map(({ member }) => member);
    const inbound = inboundOf(group, members);
    return {
      port: number,
      protocol,
      members,
      place,
      certificates: protocol === 'HTTPS' ? [...new Set(members.flatMap(certificatesOf))] : [],
      sslPolicy: agreed(group, members, 'ssl-policy', (member) => text(member.params['sslPolicy']) ?? member.annotations.text('ssl-policy')) ?? settings.sslPolicy,
      ...(inbound === undefined ? {} : { inbound }),
      ...(protocol === 'HTTP' && redirectTo !== undefined ? { redirectTo } : {}),
    };
  });
}

interface Wish {
  readonly member: Member;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly place: Place;
}

/** `[{"HTTPS": 443}]`; without it HTTPS 443 if the Ingress names a certificate, else HTTP 80. */
function wishesOf(group: Group, member: Member): readonly Wish[] {
  const { annotations, resource } = member;
  const written = annotations.text('listen-ports') === undefined ? undefined : annotations.json('listen-ports');
  if (written === undefined) {
    const certificate = certificatesOf(member).length > 0;
    const place: Place = certificate && annotations.text('certificate-arn') !== undefined ? annotations.place('certificate-arn') : [resource, ['spec']];
    return [{ member, place, ...(certificate ? { port: 443, protocol: 'HTTPS' } : { port: 80, protocol: 'HTTP' }) }];
  }
  const place = annotations.place('listen-ports');
  const wishes = list(written).flatMap((each) => Object.entries(record(each)).flatMap(([protocol, port]) => wish(protocol, port, member, place)));
  if (wishes.length === 0 || wishes.length !== list(written).length) group.complaints.push({ at: place, message: 'listen-ports must be a JSON list such as [{"HTTP": 80}, {"HTTPS": 443}], with ports from 1 to 65535' });
  return wishes;
}

function wish(protocol: string, port: Json, member: Member, place: Place): readonly Wish[] {
  if ((protocol !== 'HTTP' && protocol !== 'HTTPS') || typeof port !== 'number' || !Number.isInteger(port) || port < 1 || port > 65535) return [];
  return [{ member, port, protocol, place }];
}

/** Blocks of the members that name any, all alike; they mean nothing beside security groups of the user's own. */
function inboundOf(group: Group, members: readonly Member[]): Port['inbound'] {
  if (group.members.some(({ annotations }) => annotations.list('security-groups') !== undefined)) return undefined;
  const blocksOf = ({ params, annotations }: Member): readonly string[] | undefined => (words(params['inboundCIDRs']).length > 0 ? words(params['inboundCIDRs']) : annotations.list('inbound-cidrs'));
  agreed(group, members, 'inbound-cidrs', (member) => blocksOf(member)?.toSorted().join(','));
  const naming = members.find((member) => blocksOf(member) !== undefined);
  return naming === undefined ? undefined : { cidrs: blocksOf(naming) ?? [], place: naming.annotations.place('inbound-cidrs') };
}

function certificatesOf({ params, annotations }: Member): readonly string[] {
  const pinned = words(params['certificateArn']);
  return pinned.length > 0 ? pinned : (annotations.list('certificate-arn') ?? []);
}

/** One port for the whole group, which some member listens on with HTTPS. */
function redirectOf(group: Group, wishes: readonly Wish[]): number | undefined {
  const asking = group.members.flatMap(({ params, annotations }): readonly { port: number; place: Place }[] => {
    const pinned = text(params['sslRedirectPort']);
    if (pinned !== undefined) return /^\d+$/.test(pinned) ? [{ port: Number(pinned), place: annotations.place('ssl-redirect') }] : [];
    const port = annotations.number('ssl-redirect');
    return port === undefined ? [] : [{ port, place: annotations.place('ssl-redirect') }];
  });
  const first = asking[0];
  if (first === undefined) return undefined;
  const other = asking.find(({ port }) => port !== first.port);
  if (other !== undefined) group.complaints.push({ at: other.place, message: `ssl-redirect is ${other.port} here and ${first.port} for another Ingress of the group` });
  const target = wishes.find(({ port }) => port === first.port);
  if (target?.protocol !== 'HTTPS') group.complaints.push({ at: first.place, message: target === undefined ? `ssl-redirect leads to port ${first.port}, on which the group does not listen` : `ssl-redirect leads to port ${first.port}, which is HTTP` });
  return first.port;
}

/** A setting that every member that has it must have alike. */
export function agreed(group: Group, members: readonly Member[], name: string, value: (member: Member) => string | undefined): string | undefined {
  let found: string | undefined;
  for (const member of members) {
    const own = value(member);
    if (own === undefined) continue;
    if (found !== undefined && own !== found) group.complaints.push({ at: member.annotations.place(name), message: `${name} is "${own}" here and "${found}" for another Ingress of the group` });
    found ??= own;
  }
  return found;
}
