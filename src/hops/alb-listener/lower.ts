import { endedWith } from '../../dialects/aws/shown-certificate.ts';
import { albOwn, certificateHeaders, headLimits, mostForwarded, tlsHeaders } from '../../facts/alb.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, any, is, not, present, type Match } from '../../ir/match.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Case, Live, Op, Terminate, Value } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { AlbListenerSpec } from './spec.ts';

/** Ends the client's TLS, turns away what no rule sees, and leads on to the rules. */
export function lower(spec: AlbListenerSpec): Lowered {
  const onward: Op = { op: 'goto', hop: `rules/${spec.balancer}/${spec.port}`, origin: spec.origin };
  return { title: spec.title, dialler: 'load-balancer', ops: [...guarded(spec), unheard(spec), ...(spec.protocol === 'HTTPS' ? encrypted(spec) : plain(spec)), ...noRequest(spec), turnedAway(spec), ...headers(spec), onward] };
}

/** Packets from outside the blocks never arrive, where they have not come by an interface at which the security group itself was asked. */
function guarded({ inbound }: AlbListenerSpec): readonly Op[] {
  if (inbound === undefined) return [];
  const { note: _told, ...silent } = inbound.origin;
  const outside = not({ field: 'src.address', in: inbound.cidrs.map((cidr) => ({ cidr })) });
  const unasked: Match = inbound.asked.length === 0 ? outside : all(not(is('node', ...inbound.asked)), outside);
  const drop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, instead: [], origin: inbound.origin };
  return [{ op: 'switch', origin: silent, cases: [{ match: unasked, then: [drop], origin: silent }, { match: always, then: [], origin: silent }] }];
}

/** Its listeners are for HTTP over TCP (ALB guide, "Listener configuration": HTTP and HTTPS). */
function unheard({ title, origin }: AlbListenerSpec): Op {
  const stop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'no-listener' }, origin: { ...origin, note: `${title} takes TCP only` } };
  return either(all(present('protocol'), not(is('protocol', 'tcp'))), [stop], origin);
}

/** A listener without HTTP/2 reads HTTP/1.1 from clients that would have spoken the other. */
function encrypted(spec: AlbListenerSpec): readonly Op[] {
  const { http2, origin } = spec;
  const older: Op = { op: 'set', field: 'http.version', to: { literal: '1.1' }, origin: { ...origin, note: 'HTTP/2 is switched off, so the client speaks HTTP/1.1' } };
  return [either(is('session.state', 'none'), [answering(albOwn.plainOnTls, origin)], origin), ended(spec), ...(http2 ? [] : [either(is('http.version', '2'), [older], origin)]), ...certificateOf(spec), ...handshakeOf(spec)];
}

/** Says which certificate is shown. */
function ended(spec: AlbListenerSpec): Op {
  const { certificates, origin } = spec;
  const pop = (names: readonly string[] | undefined): Op => ({ op: 'set', field: 'session', to: { pop: shown(spec, names) }, origin: names === undefined ? origin : { ...origin, note: `the listener shows a certificate ${names.length === 0 ? 'that has expired' : `for ${names.join(', ')}`}` } });
  return endedWith(certificates, pop, origin);
}

function shown({ clients, http2 }: AlbListenerSpec, names: readonly string[] | undefined): Terminate {
  return {
    certificate: { authority: 'public', ...(names === undefined ? {} : { names }) },
    ...(clients.mode === 'verify' ? { verify: { authority: clients.authority, required: true } } : {}),
    ...(http2 ? {} : { http2 }),
  };
}

/** What the client shows goes on in headers of the balancer's own; what a client sent under those names is gone. */
function certificateOf({ clients, renamed = {}, origin }: AlbListenerSpec): readonly Op[] {
  if (clients.mode === 'off') return [];
  // The subject is what a request says with its certificate; the rest stands in the certificate alone.
  const told = (name: string): Value => (name.endsWith('-subject') ? { copy: 'session.peer' } : { unknown: `${name} tells of the client's certificate, which no file holds`, live: certificateParts[name] ?? 'nothing' });
  const written = certificateHeaders[clients.mode].map((name): Op => ({ op: 'set', field: `header(${renamed[name] ?? name})`, to: told(name), origin }));
  const nothing = certificateHeaders[clients.mode].map((name): Op => ({ op: 'set', field: `header(${renamed[name] ?? name})`, to: { absent: true }, origin }));
  return [{ op: 'switch', origin, cases: [{ match: present('session.offer'), then: written, origin }, { match: always, then: nothing, origin }] }];
}

const certificateParts: Readonly<Record<string, Live>> = {
  'x-amzn-mtls-clientcert-issuer': 'certificate-issuer',
  'x-amzn-mtls-clientcert-leaf': 'certificate-leaf',
  'x-amzn-mtls-clientcert-serial-number': 'certificate-serial',
  'x-amzn-mtls-clientcert-validity': 'certificate-validity',
};

function handshakeOf({ tlsHeaders: wanted, renamed = {}, origin }: AlbListenerSpec): readonly Op[] {
  if (wanted === undefined) return [];
  return tlsHeaders.map((name): Op => ({ op: 'set', field: `header(${renamed[name] ?? name})`, to: { unknown: 'what the client and the load balancer agree on in their handshake', live: name.endsWith('-version') ? 'tls-version' : 'tls-cipher' }, origin }));
}

/** HTTP/2 needs TLS here (ALB guide, "Listener configuration"); what becomes of one that comes without is not published. */
function plain({ balancer, port, origin }: AlbListenerSpec): readonly Op[] {
  const note = `${balancer} speaks plain HTTP on port ${port} and cannot read TLS`;
  const tls: Op = { op: 'stop', verdict: { kind: 'handshake', cause: 'tls-to-plaintext' }, origin: { ...origin, note } };
  const { status, cause, why } = albOwn.malformed;
  const bare: Op = { op: 'stop', verdict: { kind: 'answered', status, cause }, origin: { ...origin, note: why } };
  const older: Op = { op: 'set', field: 'http.version', to: { literal: '1.1' }, origin };
  const reason = `${balancer} speaks HTTP/2 on HTTPS listeners only, and AWS does not say what it answers to it on port ${port}`;
  const second: Op = { op: 'switch', origin, cases: [{ match: all(is('http.version', '2'), { unknown: { reason } }), then: [bare], origin }, { match: is('http.version', '2'), then: [older], origin }, { match: always, then: [], origin }] };
  return [either(is('session.state', 'open'), [tls], origin), second];
}

type Own = { readonly status: number; readonly cause: Cause; readonly why: string };

/** It reads HTTP alone: other bytes go to no target. */
function noRequest({ origin }: AlbListenerSpec): readonly Op[] {
  return [either(not(present('method')), [answering(albOwn.bytes, origin)], origin)];
}

function answering({ status, cause, why }: Own, origin: AlbListenerSpec['origin']): Op {
  return { op: 'stop', verdict: { kind: 'answered', status, cause }, origin: { ...origin, note: why } };
}

/** What the balancer answers itself before it looks at a rule. */
function turnedAway({ desync, origin }: AlbListenerSpec): Op {
  const answer = (own: Own, match: Match): Case => ({ match, then: [answering(own, origin)], origin });
  const coding: Field = 'header(transfer-encoding)';
  const strange = all(not(is('http.version', '2')), present(coding), not({ field: coding, in: [{ regex: ' *(?:chunked|identity) *', ignoreCase: true }] }));
  const both = all(not(is('http.version', '2')), present(coding), present('header(content-length)'));
  const above = (field: keyof typeof headLimits): Match => ({ field, in: [{ from: headLimits[field] + 1, to: 2 ** 31 }] });
  const many: Match = { field: 'forwarded', in: [{ regex: `([^,]*,){${mostForwarded},}[^,]*` }] };
  // The guide lists a request line that is too long under two statuses.
  const { longLine, longHead } = albOwn;
  const line: readonly Case[] = [answer({ ...longLine, status: 413 }, all(above('line.bytes'), { unknown: { reason: `${longLine.why}, for which the load balancer answers 413 or ${longLine.status}` } })), answer(longLine, above('line.bytes'))];
  return { op: 'switch', origin, cases: [answer(albOwn.trace, is('method', 'TRACE')), answer(albOwn.coding, strange), ...smuggled(desync, both).map((match) => answer(albOwn.bothLengths, match)), answer(albOwn.forwarded, many), ...line, answer(longHead, any(above('header.bytes'), above('headers.bytes'))), { match: always, then: [], origin }] };
}

/** `strictest` takes nothing that is ambiguous, `monitor` all of it; which of the two this is under `defensive` is not published (ALB guide, "Desync mitigation mode"). */
function smuggled(desync: AlbListenerSpec['desync'], both: Match): readonly Match[] {
  if (desync !== undefined) return desync === 'strictest' ? [both] : [];
  return [all(both, { unknown: { reason: `${albOwn.bothLengths.why}: under desync mitigation mode defensive the load balancer answers 400, or passes it on and closes the connections` } })];
}

/** Of names that HTTP/1.1 allows and the balancer drops, those with an underscore are what people meet. */
function headers({ dropsOddHeaders, origin }: AlbListenerSpec): readonly Op[] {
  if (dropsOddHeaders === undefined) return [];
  const drop: Op = { op: 'set', field: 'header.underscored', to: { absent: true }, origin: { ...origin, note: 'headers with an underscore in their name are dropped' } };
  return [either(present('header.underscored'), [drop], origin)];
}

function either(match: Match, then: readonly Op[], origin: AlbListenerSpec['origin']): Op {
  return { op: 'switch', origin, cases: [{ match, then, origin }, { match: always, then: [], origin }] };
}
