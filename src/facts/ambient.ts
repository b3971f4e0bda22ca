import type { Cause } from '../ir/cause.ts';

/**
 * Ambient mode: words and numbers that istiod, ztunnel and people's labels share. Read on 2026-08-22 in istio/istio at
 * 1.32-dev and in istio/ztunnel main; the labels are as in 1.24, the first release with ambient mode.
 */

/** The ALPN of a tunnel's TLS: HTTP/2 CONNECT over mTLS (istio/ztunnel, src/tls). */
export const tunnelAlpn = 'h2';

/** Of a waypoint's Gateway or its GatewayClass: service (also where nothing is said), workload, all or none. */
export const waypointForLabel = 'istio.io/waypoint-for';

/** `"true"` on a Service or its namespace sends ingress gateways through its waypoint (istio/istio, ENABLE_INGRESS_WAYPOINT_ROUTING, on by default). */
export const ingressUseWaypointLabel = 'istio.io/ingress-use-waypoint';

/** What istiod's Gateway controller writes on the pods of a waypoint, as the value of gateway.istio.io/managed. */
export const waypointController = 'istio.io-mesh-controller';

/** A sidecar that takes tunnels itself says so with the value `http`; injection writes it where the mesh's proxies have this setting. */
export const tunnelLabel = 'networking.istio.io/tunnel';
export const tunnelSetting = 'ISTIO_META_ENABLE_HBONE';

/** What the CNI plugin writes on a pod whose traffic it has redirected to ztunnel, with the value `enabled`. */
export const redirectionAnnotation = 'ambient.istio.io/redirection';

/** What `error` begins with where a policy closes the connection, and how it goes on. */
export const ztunnelRejection = 'connection closed due to policy rejection: ';
export const ztunnelDenied = 'explicitly denied by: ';
export const ztunnelNotAllowed = 'allow policies exist, but none allowed';

/**
 * What ztunnel writes as `error` of an access log line, or the name of a policy in it, and the causes of which it is a sign
 * (istio/ztunnel, src/proxy, Error and AuthorizationRejectionError). The more telling words come first.
 */
export const ztunnelErrors: Readonly<Record<string, { readonly causes: readonly Cause[]; readonly says: string }>> = {
  istio_converted_static_strict: { causes: ['plaintext-refused'], says: 'STRICT at ztunnel: the connection does not come through a tunnel, so that nobody\'s identity is proved' },
  converted_peer_authentication_: { causes: ['plaintext-refused'], says: 'STRICT for a port at ztunnel, by the PeerAuthentication that the name ends with: the connection does not come through a tunnel' },
  [ztunnelDenied]: { causes: ['policy-denied'], says: 'a DENY rule matches at ztunnel; the policy is named behind it' },
  [ztunnelNotAllowed]: { causes: ['policy-not-allowed'], says: 'ALLOW policies select the workload, and ztunnel finds none of their rules to match: src.identity in the line is who it judges, a waypoint where one is on the way' },
};
