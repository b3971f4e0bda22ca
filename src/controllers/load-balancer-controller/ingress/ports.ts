import type { JsonObject } from '../../../resource/resource.ts';
import type { Place, Refusal } from '../place.ts';
import type { Drafting } from '../plan.ts';
import type { Piece, Token } from '../stack.ts';
import { pinnedBy } from './agreement.ts';
import { createdCertificate, discoveredCertificates, namedCertificates, type Certificates } from './certificates.ts';
import type { Listening, Member } from './group.ts';
import { inboundOf, type Inbound } from './inbound.ts';
import { listenPortsIn } from './listen-ports.ts';
import { mutualAuthenticationOf } from './mutual-authentication.ts';
import { merged } from './ports-merged.ts';

/** A port of the group's load balancer, with everything that its members say of it. */
export interface Port extends Listening {
  readonly inbound: Inbound;
  /** Absent: plain HTTP. */
  readonly sslPolicy?: { readonly name: string; readonly place?: Place };
  /** The first is the default certificate; it may stand a second time among the others. */
  readonly certificates: readonly { readonly arn: string | Token; readonly place: Place }[];
  readonly mutual?: { readonly settings: JsonObject; readonly place: Place };
}

/** What one member says of one port. */
export interface Wish {
  readonly member: Member;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly place: Place;
  readonly inbound: Inbound;
  readonly sslPolicy?: { readonly name: string; readonly place: Place };
  readonly certificates?: Certificates;
  readonly mutual?: { readonly settings: JsonObject; readonly place: Place };
}

/** The ports of a group, smallest first, and the certificates that are asked for to serve them. */
export function portsOf(drafting: Drafting, members: readonly Member[]): { readonly ports: readonly Port[]; readonly pieces: readonly Piece[] } {
  const wishes = members.flatMap((member) => wishesOf(drafting, member));
  const numbers = [...new Set(wishes.map(({ port }) => port))].sort((a, b) => a - b);
  const pieces = new Map(wishes.flatMap(({ certificates }) => (certificates?.piece === undefined ? [] : [[certificates.piece.id, certificates.piece]])));
  return { ports: numbers.map((number) => merged(drafting, wishes.filter(({ port }) => port === number))), pieces: [...pieces.values()] };
}

/** The ports that one member asks for, each with what the member says of it. */
export function wishesOf(outer: Drafting, member: Member): readonly Wish[] {
  const created = createdCertificate(outer, member);
  const drafting = wrapped(outer, `ingress: ${member.namespace}/${member.name}: `);
  const own: Member = { ...member, annotations: member.annotations.reporting((refusal) => drafting.refuse(refusal)) };
  const named = namedCertificates(own);
  const inbound = inboundOf(drafting, own);
  const mutual = mutualAuthenticationOf(drafting, own);
  const asked = askedPorts(drafting, own, named ?? created);
  const sslPolicy = sslPolicyOf(own);
  const secure = asked.find(({ protocol }) => protocol === 'HTTPS');
  const certificates = named ?? created ?? (secure === undefined ? undefined : discoveredCertificates(drafting, own, secure.place));
  return asked.map(({ port, protocol, place }): Wish => {
    if (protocol === 'HTTP') return { member, port, protocol, place, inbound };
    const settings = mutual.get(port);
    return {
      member, port, protocol, place, inbound,
      ...(certificates === undefined ? {} : { certificates }),
      ...(sslPolicy === undefined ? {} : { sslPolicy }),
      ...(settings === undefined ? {} : { mutual: { settings, place: own.annotations.place('mutual-authentication') } }),
    };
  });
}

interface Asked {
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly place: Place;
}

/** `[{"HTTPS": 443}]`; without it HTTPS 443 if the Ingress names or asks for a certificate, else HTTP 80. */
function askedPorts(drafting: Drafting, { resource, annotations }: Member, certificates: Certificates | undefined): readonly Asked[] {
  const written = annotations.text('listen-ports');
  if (written === undefined) return certificates === undefined ? [{ port: 80, protocol: 'HTTP', place: [resource, ['spec']] }] : [{ port: 443, protocol: 'HTTPS', place: certificates.place }];
  const place = annotations.place('listen-ports');
  const refuse = (message: string, says: string): void => drafting.refuse({ at: place, message, says });
  const entries = listenPortsIn(written);
  if ('says' in entries) {
    refuse(`listen-ports ${entries.message}`, `failed to parse listen-ports configuration: \`${written}\`: ${entries.says}`);
    return meantPorts(written).map(([protocol, port]) => ({ port, protocol, place }));
  }
  if (entries.length === 0) refuse('listen-ports is an empty list', `empty listen-ports configuration: \`${written}\``);
  const ports = new Map<number, Asked>();
  for (const [protocol, port] of entries) {
    if (port < 1 || port > 65535) refuse(`listen-ports: ${port} is no port, they go from 1 to 65535`, `listen port must be within [1, 65535]: ${port}`);
    else if (protocol !== 'HTTP' && protocol !== 'HTTPS') refuse(`listen-ports: a load balancer for Ingresses speaks HTTP and HTTPS; "${protocol}" stands here`, `listen protocol must be within [HTTP, HTTPS]: ${protocol}`);
    else ports.set(port, { port, protocol, place });
  }
  return [...ports.values()];
}

/** What a text that cannot be read seems to mean: nothing is made of it, and the rest of the Ingress can be judged. */
function meantPorts(written: string): readonly (readonly ['HTTP' | 'HTTPS', number])[] {
  return [...written.matchAll(/\b(HTTPS?)\b["']?\s*:\s*["']?(\d{1,5})\b/g)].map(([, protocol, port]) => [protocol as 'HTTP' | 'HTTPS', Number(port)] as const);
}

function sslPolicyOf(member: Member): Wish['sslPolicy'] {
  const pinned = pinnedBy(member, ['sslPolicy']);
  if (typeof pinned?.value === 'string' && pinned.value !== '') return { name: pinned.value, place: pinned.place };
  const written = member.annotations.text('ssl-policy');
  return written === undefined ? undefined : { name: written, place: member.annotations.place('ssl-policy') };
}

/** A drafting whose refusals say where upstream's error came from. */
function wrapped(drafting: Drafting, prefix: string): Drafting {
  return { ...drafting, refuse: (refusal: Refusal) => drafting.refuse(refusal.says === undefined ? refusal : { ...refusal, says: prefix + refusal.says }) };
}
