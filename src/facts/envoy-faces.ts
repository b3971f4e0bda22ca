import type { Cause } from '../ir/cause.ts';
import { noHealthyUpstream, rbacDenied, resetReasons, upstreamReset } from './envoy.ts';
import { lostOnTheWay } from './lost-packets.ts';

/**
 * How an Envoy proxy writes a stop into its access log (%RESPONSE_CODE%, %RESPONSE_FLAGS%, %RESPONSE_CODE_DETAILS%). Read
 * on 2026-08-22 in envoyproxy/envoy main (envoy/stream_info/stream_info.h, source/common/stream_info/utility.h,
 * source/common/router, source/common/tcp_proxy, source/extensions/filters) and in its documentation ("Access logging",
 * "Response Code Details"); Istio's own names in istio/istio (security/authz/builder, networking/core).
 */
export interface Face {
  /** Why; none: traces do not stop so. Several causes can look the same. */
  readonly causes: readonly Cause[];
  /** `decides`: the proxy that stops it by itself. `dials`: the proxy that called somebody who stopped it. */
  readonly who: 'decides' | 'dials';
  /** `bytes`: there is no HTTP for this proxy, and the status it writes is 0. `both`: the same for either. */
  readonly speaks: 'http' | 'bytes' | 'both';
  readonly status: number;
  /** `-` as in the log: none. */
  readonly flag: string;
  /** The detail up to a bracket; what stands in the bracket is in `inside`. `-`: none. */
  readonly detail: string;
  readonly inside?: string;
  readonly body?: string;
  /** %UPSTREAM_TRANSPORT_FAILURE_REASON% or the downstream one: a part of it that tells causes apart. */
  readonly transport?: string;
  readonly says: string;
}

/** The detail of an answer that an Envoy proxy did not make itself. */
export const viaUpstream = 'via_upstream';

const reset = 'upstream_reset_before_response_started';
const denied = 'rbac_access_denied_matched_policy';

/** Every way in which a stop shows; the first one that fits is how a trace shows it. */
export const faces: readonly Face[] = [
  http(['no-route'], 404, 'NR', 'route_not_found', 'no virtual host has the Host, or no route of it takes the request'),
  { causes: ['chain-not-found', 'plaintext-refused', 'tls-refused'], who: 'decides', speaks: 'both', status: 0, flag: 'NR', detail: 'filter_chain_not_found', says: 'no filter chain takes the connection (its server name, TLS or not TLS, its ALPN): it is closed before any request' },
  http(['destination-unknown'], 503, 'NC', 'cluster_not_found', 'the route names a host, a port or a subset that this proxy has no cluster for'),
  { causes: ['destination-unknown'], who: 'decides', speaks: 'bytes', status: 0, flag: 'NC', detail: '-', says: 'the route for bytes names a cluster that this proxy does not have' },
  http(['no-endpoints'], 503, 'UH', 'no_healthy_upstream', 'the cluster has no endpoint that can be used: no pod is selected or ready, or all are ejected', noHealthyUpstream),
  { causes: ['no-endpoints', 'egress-blocked'], who: 'decides', speaks: 'bytes', status: 0, flag: 'UH', detail: '-', says: 'the cluster has no endpoint; BlackHoleCluster never has one' },
  { ...http(['policy-denied'], 403, '-', denied, 'a rule of a DENY policy takes the request; the bracket names it', rbacDenied), inside: 'ns[NAMESPACE]-policy[NAME]-rule[N]' },
  { ...http(['policy-not-allowed'], 403, '-', denied, 'ALLOW policies select the workload, and no rule of them takes the request', rbacDenied), inside: 'none' },
  { ...http(['policy-provider-broken'], 403, '-', denied, 'a CUSTOM policy names a provider that the mesh does not have, so everything is denied', rbacDenied), inside: 'default-deny-all-due-to-bad-CUSTOM-action' },
  { causes: ['policy-denied', 'policy-not-allowed', 'policy-provider-broken'], who: 'decides', speaks: 'bytes', status: 0, flag: '-', detail: '-', says: 'the policy closes the connection at its first byte; %CONNECTION_TERMINATION_DETAILS% has the same text as over HTTP' },
  { ...http(['token-rejected'], 401, '-', 'jwt_authn_access_denied', 'a token is there and is not accepted; the bracket has the reason, which is the body too'), inside: 'Jwt_is_expired' },
  http(['path-rejected'], 400, '-', 'path_normalization_failed', 'the path cannot be normalised, or holds an encoded NUL', ''),
  http(['request-malformed'], 400, 'DPE', 'http1.codec_error', 'what arrives is not HTTP: an unknown method, TLS or the PROXY protocol on a plain port', 'Bad Request'),
  http(['request-malformed'], 400, '-', 'missing_host_header', 'an HTTP/1.1 request without Host', ''),
  http(['version-refused'], 426, 'DPE', 'low_version', 'the client speaks HTTP/1.0 or 0.9', ''),
  http(['timed-out'], 504, 'UT', 'response_timeout', 'the answer comes later than the timeout of the route', 'upstream request timeout'),
  http(['timed-out'], 504, 'UT', 'upstream_per_try_timeout', 'the last attempt takes longer than perTryTimeout', 'upstream request timeout'),
  http(['fault-injected'], 503, 'FI', 'fault_filter_abort', 'a VirtualService fails the request on purpose; its status is the one written there', 'fault filter abort'),
  http([], 200, 'DI', viaUpstream, 'a VirtualService delayed the request on purpose; the answer itself is the application\'s'),
  http(['authorizer-refused'], 403, 'UAEX', 'ext_authz_denied', 'the external authorizer refuses the request; status and body are its own'),
  http(['authorizer-refused'], 403, 'UAEX', 'ext_authz_error', 'the external authorizer cannot be asked; the status is statusOnError, 403 by default'),
  http(['egress-blocked'], 502, '-', 'direct_response', 'REGISTRY_ONLY and a host that is not in the registry: route block_all, cluster BlackHoleCluster', ''),
  http(['redirected', 'fixed-answer'], 301, '-', 'direct_response', 'the route redirects or answers by itself; nobody is dialled'),
  dialled(['port-closed', 'no-endpoints', 'listener-rejected'], 503, 'UF', resetReasons.connection, 'the connection is refused; URX is added where it was tried again', 'delayed connect error'),
  dialled([...lostOnTheWay, 'hairpin-dropped', 'no-listener'], 503, 'UF', resetReasons.timeout, 'nobody answers the connection within its connect timeout (10 s)'),
  dialled(['tls-to-plaintext'], 503, 'UF', resetReasons.connection, 'TLS is sent to a server that speaks plaintext', 'WRONG_VERSION_NUMBER'),
  dialled(['certificate-not-trusted'], 503, 'UF', resetReasons.connection, 'the certificate of the server is not trusted, or is for other names', 'CERTIFICATE_VERIFY_FAILED'),
  dialled(['client-certificate-missing'], 503, 'UF', resetReasons.connection, 'the server insists on a client certificate', 'CERTIFICATE_REQUIRED'),
  dialled(['client-certificate-not-trusted'], 503, 'UF', resetReasons.connection, 'the server does not trust the client certificate', 'UNKNOWN_CA'),
  dialled(['secret-missing'], 503, 'UF', resetReasons.connection, 'the client certificate that this proxy is to send is not there', 'Secret is not supplied by SDS'),
  dialled(['tls-refused'], 503, 'UF', resetReasons.connection, 'the server closes the connection during the handshake'),
  dialled(['plaintext-refused', 'plaintext-to-tls', 'preamble-unexpected', 'preamble-missing'], 503, 'UC', resetReasons.termination, 'the server closes a connection that stood: plaintext to a STRICT port, a TCP policy, a PROXY protocol header on one side only, or an application whose keep-alive is shorter than the proxy\'s idle timeout (1 h)'),
  dialled([], 503, 'UR', 'remote reset', 'the server resets the stream (HTTP/2 RST_STREAM)'),
  dialled([], 503, 'LR', 'local reset', 'this proxy resets the stream'),
  dialled([], 503, 'UO', 'overflow', 'connectionPool of the DestinationRule is full (circuit breaker); x-envoy-overloaded: true'),
  dialled(['answer-not-http'], 502, 'UPE', resetReasons.protocol, 'the server answers something that is not HTTP, or in another version of it'),
  { causes: ['port-closed', 'no-listener', 'no-endpoints', ...lostOnTheWay, 'hairpin-dropped', 'tls-to-plaintext', 'tls-refused', 'certificate-not-trusted', 'client-certificate-missing', 'client-certificate-not-trusted', 'secret-missing'], who: 'dials', speaks: 'bytes', status: 0, flag: 'UF', detail: '-', says: 'the connection to the server cannot be made, and the one that the client already has is closed' },
  { causes: ['secret-missing'], who: 'decides', speaks: 'both', status: 0, flag: '-', detail: '-', transport: 'Secret is not supplied by SDS', says: 'the certificate of the filter chain is not there: every connection to it is closed at once, without a TLS alert' },
  http([], 429, 'RL', 'request_rate_limited', 'the rate limit service says no'),
  http([], 429, '-', 'local_rate_limited', 'the local rate limit of this proxy is used up'),
  http([], 0, 'DC', 'downstream_remote_disconnect', 'the client goes away before the answer: its own time-out, or that of a load balancer in front'),
  http([], 503, '-', 'upstream_reset_after_response_started', 'the server goes away in the middle of its answer'),
  http([], 408, 'SI', 'stream_idle_timeout', 'nothing moves on the stream for its idle timeout'),
  http([], 503, 'DF', '-', 'the name of the cluster does not resolve'),
  http([], 503, 'OM', 'overload', 'the overload manager of this proxy sheds load'),
  http([], 0, 'DT', 'duration_timeout', 'the connection has reached its longest duration'),
  http([], 503, 'URX', '-', 'retries are used up (or, for TCP, connection attempts); the flag beside it says why'),
  http([], 200, '-', viaUpstream, 'no flag and this detail: the answer, also a 4xx or 5xx, is the application\'s own (or that of a proxy behind)'),
];

/** The long names of flags (%RESPONSE_FLAGS_LONG%). */
export const longFlags: Readonly<Record<string, string>> = {
  NoRouteFound: 'NR',
  NoClusterFound: 'NC',
  NoHealthyUpstream: 'UH',
  UpstreamConnectionFailure: 'UF',
  UpstreamConnectionTermination: 'UC',
  UpstreamProtocolError: 'UPE',
  UpstreamRemoteReset: 'UR',
  UpstreamRequestTimeout: 'UT',
  UpstreamOverflow: 'UO',
  UpstreamRetryLimitExceeded: 'URX',
  RateLimited: 'RL',
  UnauthorizedExternalService: 'UAEX',
  DownstreamProtocolError: 'DPE',
  DownstreamConnectionTermination: 'DC',
  FaultInjected: 'FI',
  DelayInjected: 'DI',
  LocalReset: 'LR',
  StreamIdleTimeout: 'SI',
  DurationTimeout: 'DT',
  DnsResolutionFailed: 'DF',
  OverloadManagerTerminated: 'OM',
};

/** Clusters and routes that Istio makes itself, and the causes of which their names in a log are a sign. */
export const ownNames: Readonly<Record<string, { readonly causes: readonly Cause[]; readonly says: string }>> = {
  BlackHoleCluster: { causes: ['egress-blocked'], says: 'where Istio sends what must not leave: REGISTRY_ONLY and a host or address that is not in the registry' },
  block_all: { causes: ['egress-blocked'], says: 'the route to BlackHoleCluster: REGISTRY_ONLY and a host that is not in the registry' },
  PassthroughCluster: { causes: ['plaintext-refused'], says: 'the host or address is not in the registry, so the sidecar sends the bytes on as they are: plaintext, which a STRICT server refuses' },
  allow_any: { causes: ['plaintext-refused'], says: 'the route to PassthroughCluster: the Host is not in the registry, so the request goes to the address as dialled, without mTLS' },
  InboundPassthroughCluster: { causes: ['port-closed'], says: 'a port of the pod that no Service names: the sidecar dials it as it is' },
};

/** How the access log of the proxy shows it; undefined: no line, or none that is known. */
export function faceOf(cause: Cause, who: Face['who'], speaks: 'http' | 'bytes'): Face | undefined {
  return faces.find((face) => face.who === who && (face.speaks === speaks || face.speaks === 'both') && face.causes.includes(cause) && (face.flag !== '-' || face.detail !== '-'));
}

/** The face of an attempt that took too long. */
export function perTryTimeout(): Face | undefined {
  return faces.find(({ detail }) => detail === 'upstream_per_try_timeout');
}

/** The face of a request without Host: the only malformed one that is HTTP as such. */
export function missingHost(): Face | undefined {
  return faces.find(({ detail }) => detail === 'missing_host_header');
}

/** The face of a 503 or 502 whose body names the reset reason. */
export function faceOfReset(body: string): Face | undefined {
  const [, reason] = /reset reason: ([a-z ]+)/.exec(body) ?? [];
  return reason === undefined ? undefined : faces.find(({ detail, inside }) => detail === reset && inside === joined(reason));
}

/** Blanks are no part of a detail: Envoy writes `_` for them. */
export function joined(text: string): string {
  return text.replaceAll(' ', '_');
}

/** `rbac_access_denied_matched_policy[none]`: a detail with its bracket, which is `{}` for everything but policies. */
export function detailText({ detail }: Pick<Face, 'detail'>, inside: string | undefined): string {
  if (inside === undefined) return detail;
  return detail === denied ? `${detail}[${inside}]` : `${detail}{${inside}}`;
}

function http(causes: readonly Cause[], status: number, flag: string, detail: string, says: string, body?: string): Face {
  return { causes, who: 'decides', speaks: 'http', status, flag, detail, says, ...(body === undefined ? {} : { body }) };
}

function dialled(causes: readonly Cause[], status: number, flag: string, reason: string, says: string, transport?: string): Face {
  return { causes, who: 'dials', speaks: 'http', status, flag, detail: reset, inside: joined(reason), body: upstreamReset(reason), says, ...(transport === undefined ? {} : { transport }) };
}
