import { connectFailures, httpReplies, noHealthyUpstream, tcpReplies } from '../../facts/envoy.ts';
import { alpn, defaultRetryAttempts } from '../../facts/istio.ts';
import { manner, ruleOf } from '../../dialects/istio/auto-mtls.ts';
import { chains, doubt } from '../../dialects/istio/chain.ts';
import { is, type Match } from '../../ir/match.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Op, Origin, Session, Share, Verdict } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { ClusterSpec, EndpointSpec } from './spec.ts';

/** Envoy's cluster: one of the endpoints is dialled, with the TLS that was decided for it. */
export function lower(spec: ClusterSpec, link: Link): Lowered {
  const origin: Origin = { resource: spec.proxy, rule: spec.cluster };
  const ops = chains(spec.protocol, destination(spec, link, origin, true), destination(spec, link, origin, false), origin);
  return { title: spec.proxy, dialler: 'proxy', ops: [...spec.doubts.map((reason) => doubt(reason, origin)), ...ops] };
}

function destination(spec: ClusterSpec, link: Link, origin: Origin, http: boolean): readonly Op[] {
  if (spec.missing !== undefined) return [gone({ ...origin, note: spec.missing }, http, 'destination-unknown', '')];
  if (spec.endpoints.length === 0) return [gone({ ...origin, note: `${spec.cluster} has no ready endpoint` }, http, 'no-endpoints', noHealthyUpstream)];
  const among = spec.endpoints.map((endpoint) => share(spec, endpoint, link, origin, http));
  const pick: Op = { op: 'pick', bind: 'target', among, origin, ...(http ? { again: { on: failed, attempts: defaultRetryAttempts } } : {}) };
  return [...source(spec, origin), pick];
}

/** Bytes have nobody to answer: the client's connection is closed. */
function gone(says: Origin, http: boolean, cause: Cause, body: string): Op {
  const verdict: Verdict = http ? { kind: 'answered', status: 503, cause, body } : { kind: 'reset', cause };
  return { op: 'stop', verdict, origin: says };
}

/** A connect that failed is tried again at another endpoint; a connection that was closed later is not. */
const failed: Match = is('reply.cause', ...connectFailures);

/** The connection is the proxy's own, from its pod's address. */
function source({ pod, scope, address }: ClusterSpec, origin: Origin): readonly Op[] {
  return [
    { op: 'set', field: 'src.pod', to: { literal: pod }, origin },
    { op: 'set', field: 'src.cluster', to: { literal: scope }, origin },
    { op: 'set', field: 'src.address', to: address === undefined ? { unknown: `the address of pod ${pod}` } : { literal: address }, origin },
  ];
}

function share(spec: ClusterSpec, endpoint: EndpointSpec, link: Link, origin: Origin, http: boolean): Share {
  const { pod, address, port } = endpoint;
  const name = String(pod ?? address);
  const session = sessionFor(spec, endpoint, http);
  const dial: Op =
    pod === undefined
      ? { op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `the inputs say nothing of ${name}, port ${port}` } }
      : { op: 'dial', hop: link.to(`pod/${pod}/${port}`), reply: http ? httpReplies(origin) : tcpReplies(origin, session === undefined ? 'no session' : 'own session'), origin };
  return {
    value: `${name}:${port}`,
    weight: 1,
    origin: { ...origin, note: `${spec.cluster} leads to ${name} port ${port}${manner(spec.tls, endpoint.takesMtls)}` },
    then: [
      ...(session === undefined ? [] : [{ op: 'set', field: 'session', to: { push: session }, origin: decided(spec, endpoint) } as const]),
      { op: 'set', field: 'dst.address', to: address === undefined ? { unknown: `the address of ${name}` } : { literal: address }, origin },
      { op: 'set', field: 'dst.port', to: { literal: port }, origin },
      dial,
    ],
  };
}

/** Undefined: plaintext. */
function sessionFor({ tls, principal, authority, serverName }: ClusterSpec, endpoint: EndpointSpec, http: boolean): Session | undefined {
  const { settings, by } = tls;
  switch (settings?.mode) {
    case undefined:
    case 'DISABLE':
      return undefined;
    case 'ISTIO_MUTUAL': {
      if (by === 'auto' && !endpoint.takesMtls) return undefined;
      const name = expected(settings.subjectAltNames ?? [], endpoint);
      return {
        sni: settings.sni ?? serverName,
        alpn: http ? alpn.http : alpn.tcp,
        offer: { authority, principal },
        demand: { authority, ...(name === undefined ? {} : { name }) },
      };
    }
    case 'SIMPLE':
    case 'MUTUAL': {
      const named = settings.subjectAltNames?.[0];
      const sni = settings.sni ?? (http ? ({ copy: 'host' } as const) : undefined);
      const name = named ?? sni;
      return {
        ...(sni === undefined ? {} : { sni }),
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
  const { resource, attribute, at } = tls;
  return {
    resource,
    rule: ruleOf(tls),
    note: `${ruleOf(tls)} for ${String(endpoint.pod ?? endpoint.address)} of ${cluster}`,
    ...(attribute === undefined ? {} : { attribute }),
    ...(at === undefined ? {} : { at }),
  };
}
