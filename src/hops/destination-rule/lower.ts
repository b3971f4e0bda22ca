import { fromPod } from '../../dialects/istio/proxy/source.ts';
import { connectFailures, httpReplies, noHealthyUpstream, resetReasons, tcpReplies, upstreamReset } from '../../facts/envoy.ts';
import { impossibleCredential, tunnelPort } from '../../facts/gateway-api.ts';
import { alpn, defaultRetryAttempts } from '../../facts/istio.ts';
import { outsideAddress, type CallPolicy } from '../../dialects/istio/mesh/addresses.ts';
import { tunnelSession } from '../../dialects/istio/ambient/ambient.ts';
import { manner, ruleOf } from '../../dialects/istio/services/auto-mtls.ts';
import { doubt } from '../../dialects/istio/mesh/chain.ts';
import { perTryRule, retriesOn, upstreamTimeout } from '../../facts/retries.ts';
import { always, is, present } from '../../ir/match.ts';
import type { Cause } from '../../ir/cause.ts';
import { originAt } from '../../ir/origin.ts';
import type { Again, Case, Op, Origin, Session, Share, Verdict } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { ClusterSpec, EndpointSpec } from './spec.ts';

/** What a proxy reads and speaks on the connection that it makes: HTTP in a version, or bytes. */
type Speech = '1.1' | '2' | 'bytes';

/** Envoy's cluster: one of the endpoints is dialled, with the TLS that was decided for it. */
export function lower(spec: ClusterSpec, link: Link): Lowered {
  const origin: Origin = { resource: spec.proxy, rule: spec.cluster };
  const to = (speech: Speech): readonly Op[] => destination(spec, link, origin, speech);
  return { title: spec.proxy, dialler: 'proxy', ops: [...spec.doubts.map((reason) => doubt(reason, origin)), ...bySpeech(spec, to, origin)] };
}

/** A route for bytes says so; one for requests may lead to any port, also to one that is said to speak TLS or bytes. */
function bySpeech({ protocol, http2, asClient, policy }: ClusterSpec, to: (speech: Speech) => readonly Op[], origin: Origin): readonly Op[] {
  if (policy?.as !== undefined) return to('bytes');
  const http = to(http2 === true ? '2' : '1.1');
  if (protocol === 'http' && asClient !== true) return http;
  const versions: readonly Case[] = asClient === true || (protocol === 'auto' && http2 !== true) ? [{ match: is('http.version', '2'), then: to('2'), origin }] : [];
  return [{ op: 'switch', origin, cases: [...versions, { match: present('method'), then: http, origin }, { match: always, then: to('bytes'), origin }] }];
}

function destination(spec: ClusterSpec, link: Link, origin: Origin, speech: Speech): readonly Op[] {
  if (spec.missing !== undefined) return [gone({ ...origin, ...spec.missing.place, note: spec.missing.why }, speech, 'destination-unknown', spec.missing.status, '')];
  if (spec.endpoints.length === 0) return [gone({ ...origin, ...spec.empty?.place, ...spec.narrowed, note: `${spec.cluster} has no ready endpoint${whyNone(spec)}` }, speech, 'no-endpoints', 503, noHealthyUpstream)];
  if (spec.tls.settings?.credentialName === impossibleCredential) return [blocked(spec, origin, speech)];
  const among = spec.endpoints.map((endpoint) => share(spec, endpoint, link, origin, speech));
  const again = speech === 'bytes' ? undefined : againOf(spec.policy);
  const pick: Op = { op: 'pick', bind: 'target', among, origin, ...(again === undefined ? {} : { again }), ...(spec.by === undefined ? {} : { by: spec.by }) };
  const version: readonly Op[] = speech === 'bytes' ? [] : [{ op: 'set', field: 'http.version', to: { literal: speech }, origin }];
  return [...version, ...fromPod(spec, origin), ...dialledItself(spec, among, origin), pick];
}

function whyNone({ narrowed, empty }: ClusterSpec): string {
  return narrowed !== undefined ? ': no ready pod carries the labels of the subset' : empty === undefined ? '' : `: ${empty.why}`;
}

/** Where the dialled address answers itself, a pod that was dialled by its own address is the one. */
function dialledItself({ original }: ClusterSpec, among: readonly Share[], origin: Origin): readonly Op[] {
  if (original !== true || among.length < 2) return [];
  return [{ op: 'switch', origin, cases: [...among.map(({ value, then, origin: says }): Case => ({ match: is('target', value), then, origin: says })), { match: always, then: [], origin }] }];
}

/** istiod names a secret that nobody has where a policy's CA cannot be had: every connection fails before its handshake (istio/istio, gateway/backend_policies). */
function blocked({ tls, cluster }: ClusterSpec, origin: Origin, speech: Speech): Op {
  const says = originAt(tls, origin.rule, `no connection to ${cluster} is made: the CA that its server is to be verified by cannot be had`);
  return gone(says, speech, 'secret-missing', 503, upstreamReset(resetReasons.connection));
}

/** Bytes have nobody to answer: the client's connection is closed. */
function gone(says: Origin, speech: Speech, cause: Cause, status: number, body: string): Op {
  const verdict: Verdict = speech === 'bytes' ? { kind: 'reset', cause } : { kind: 'answered', status, cause, body };
  return { op: 'stop', verdict, origin: says };
}

/** Another endpoint is tried by Istio's default after a connect that failed, and not after a connection that was closed later. */
function againOf({ attempts = defaultRetryAttempts, on }: CallPolicy = {}): Again | undefined {
  return attempts < 1 ? undefined : { on: on === undefined ? is('reply.cause', ...connectFailures) : retriesOn(on), attempts };
}

function share(spec: ClusterSpec, endpoint: EndpointSpec, link: Link, origin: Origin, speech: Speech): Share {
  const { address, port, weight } = endpoint;
  const name = nameOf(endpoint);
  const session = sessionFor(spec, endpoint, speech);
  const tunnel = tunnelTo(spec, endpoint, origin);
  const reply = speech === 'bytes' ? tcpReplies(origin, session === undefined && tunnel.length === 0 ? 'no session' : 'own session') : [...timeouts(spec.policy, origin), ...httpReplies(origin)];
  return {
    value: `${name}:${port}`,
    weight: weight ?? 1,
    origin: { ...origin, ...placeOfPlaintext(spec, endpoint), note: `${spec.cluster} leads to ${name} port ${port}${mannerOf(spec, endpoint, speech, session)}` },
    then: [
      ...(session === undefined ? [] : [...twice(spec, endpoint, speech), { op: 'set', field: 'session', to: { push: session }, origin: decided(spec, endpoint) } as const]),
      ...tunnel,
      { op: 'set', field: 'dst.address', to: address === undefined ? { unknown: `the address of ${name}` } : { literal: address }, origin },
      { op: 'set', field: 'dst.port', to: { literal: endpoint.tunnel === undefined ? port : tunnelPort }, origin },
      { op: 'dial', hop: link.to(hopOf(endpoint, spec.protocol === 'tls' && speech !== 'bytes' && session === undefined)), reply, origin },
    ],
  };
}

/** A program that speaks TLS itself, through a proxy that was told to start TLS: the server finds a ClientHello where the request should be (Istio, "Network problems": double TLS). */
function twice(spec: ClusterSpec, endpoint: EndpointSpec, speech: Speech): readonly Op[] {
  const mode = spec.tls.settings?.mode;
  if (speech !== 'bytes' || endpoint.outside === undefined || (mode !== 'SIMPLE' && mode !== 'MUTUAL')) return [];
  const says: Origin = { ...decided(spec, endpoint), note: `${mode} puts a second TLS session around the one that the client brings: ${endpoint.outside} reads one` };
  return [{ op: 'switch', origin: says, cases: [{ match: is('session.state', 'open'), then: [{ op: 'stop', verdict: { kind: 'handshake', cause: 'tls-to-plaintext' }, origin: says }], origin: says }, { match: always, then: [], origin: says }] }];
}

/** A rule that says plaintext is what decided. */
function placeOfPlaintext({ tls: { settings, attribute, at } }: ClusterSpec, { tunnel }: EndpointSpec): Pick<Origin, 'attribute' | 'at'> {
  if (settings?.mode !== 'DISABLE' || tunnel !== undefined) return {};
  return { ...(attribute === undefined ? {} : { attribute }), ...(at === undefined ? {} : { at }) };
}

function mannerOf({ policy, protocol, tls }: ClusterSpec, { tunnel, takesMtls }: EndpointSpec, speech: Speech, session: Session | undefined): string {
  if (tunnel !== undefined) return ', through a tunnel';
  if (policy?.as === 'passthrough') return ', with the TLS session as it came';
  // What a TLS port gets as bytes is the client's own session.
  return speech === 'bytes' && protocol === 'tls' && session === undefined && tls.skipped === undefined ? '' : manner(tls, takesMtls);
}

/** The tunnel is around everything else, as the client proxy and to the endpoint's identity (istio/istio, core/cluster_tls, applyHBONETransportSocketMatches). */
function tunnelTo({ authority, principal: own }: ClusterSpec, { tunnel, principal }: EndpointSpec, origin: Origin): readonly Op[] {
  return tunnel === undefined ? [] : [{ op: 'set', field: 'session', to: { push: tunnelSession(authority, own, principal ?? '') }, origin }];
}

function nameOf({ pod, service, outside }: EndpointSpec): string {
  return pod ?? service ?? outside ?? 'an endpoint';
}

function hopOf({ pod, service, outside, port, tunnel, takesMtls }: EndpointSpec, tls: boolean): string {
  if (tunnel !== undefined) return tunnel;
  if (pod !== undefined) return `pod/${pod}/${port}`;
  return service === undefined ? outsideAddress(outside ?? '', port, takesMtls ? 'mesh' : tls ? 'tls' : undefined) : `service/${service}/${port}`;
}

/** What is held longer than the route, or one attempt of it, allows is answered by the proxy itself (Envoy, router). */
function timeouts({ timeout, perTry }: CallPolicy = {}, origin: Origin): readonly Case[] {
  return [
    { milliseconds: timeout, what: 'time-out of the route', rule: origin.rule },
    { milliseconds: perTry, what: 'time-out of one attempt', rule: perTryRule },
  ].flatMap(({ milliseconds, what, rule }): readonly Case[] => {
    if (milliseconds === undefined || milliseconds === 0) return [];
    const says: Origin = { ...origin, rule, note: `the answer takes longer than ${milliseconds / 1000} s, the ${what}` };
    return [{ match: { field: 'reply.held', in: [{ from: milliseconds, to: 2 ** 31 }] }, origin: says, then: [{ op: 'stop', origin: says, verdict: { kind: 'answered', status: 504, cause: 'timed-out', body: upstreamTimeout } }] }];
  });
}

/** Undefined: plaintext. */
function sessionFor({ tls, principal, authority, serverName }: ClusterSpec, endpoint: EndpointSpec, speech: Speech): Session | undefined {
  const { settings, by } = tls;
  switch (settings?.mode) {
    case undefined:
    case 'DISABLE':
      return undefined;
    case 'ISTIO_MUTUAL': {
      if (endpoint.tunnel !== undefined || (by === 'auto' && !endpoint.takesMtls)) return undefined;
      const name = expected(settings.subjectAltNames ?? [], endpoint);
      return {
        sni: settings.sni ?? serverName,
        alpn: speech === 'bytes' ? alpn.tcp : speech === '2' ? alpn.http2 : alpn.http,
        offer: { authority, principal },
        demand: { authority, ...(name === undefined ? {} : { name }) },
      };
    }
    case 'SIMPLE':
    case 'MUTUAL': {
      const named = settings.subjectAltNames?.[0];
      const sni = settings.sni ?? (speech === 'bytes' ? undefined : ({ copy: 'host' } as const));
      const name = named ?? sni;
      return {
        ...(sni === undefined ? {} : { sni }),
        ...(speech === '2' ? { alpn: 'h2' } : {}),
        ...(settings.insecureSkipVerify === true ? {} : { demand: { authority: authorityOf(settings.caCertificates ?? settings.credentialName), ...(name === undefined ? {} : { name }) } }),
        ...(settings.mode === 'SIMPLE' ? {} : { offer: { authority: authorityOf(settings.clientCertificate ?? settings.credentialName), principal: settings.clientCertificate ?? settings.credentialName ?? '' } }),
      };
    }
    default:
      return settings?.mode;
  }
}

/** Without certificates of one's own, those of the operating system. */
function authorityOf(file: string | undefined): string {
  return file === undefined ? 'public' : `file ${file}`;
}

/** The name the endpoint's certificate has to have: its own identity if that is among those accepted, else one that it does not have. */
function expected(names: readonly string[], { principal }: EndpointSpec): string | undefined {
  const own = `spiffe://${principal ?? ''}`;
  return principal === undefined ? undefined : names.includes(own) ? own : names[0];
}

function decided({ tls, cluster }: ClusterSpec, endpoint: EndpointSpec): Origin {
  return originAt(tls, ruleOf(tls), `${ruleOf(tls)} for ${nameOf(endpoint)} of ${cluster}`);
}
