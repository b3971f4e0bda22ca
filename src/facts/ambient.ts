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
