/**
 * What Istio does where nobody says otherwise. Read on 2026-08-22 in istio/istio at 1.32-dev (newest release 1.30) and
 * in istio/api of 2026-07-21; the same since 1.20 unless a line says more.
 */

/** MeshConfig as istiod starts with it (istio/istio, pkg/config/mesh, DefaultMeshConfig). */
export const meshDefaults = {
  rootNamespace: 'istio-system',
  trustDomain: 'cluster.local',
  enableAutoMtls: true,
  /** MeshConfig reference, "ProxyPathNormalization": DEFAULT is BASE. */
  pathNormalization: 'BASE',
  outboundTrafficPolicy: 'ALLOW_ANY',
  /** Proxies in front of a gateway whose X-Forwarded-For entries are believed. */
  numTrustedProxies: 0,
} as const;

/** In a principal this trust domain means whatever the mesh's own is (istio/istio, security/trustdomain). */
export const localTrustDomain = 'cluster.local';

/**
 * Inbound ports that the injected iptables rules never send through the proxy: metrics, health and the agent's probes
 * (istio/istio, sidecar injection template: `traffic.sidecar.istio.io/excludeInboundPorts` adds to these).
 */
export const neverInterceptedPorts: readonly number[] = [15020, 15021, 15090];

/** Ports of protocols in which the server speaks first: without a protocol they are TCP, not sniffed (istio/istio, kube/conversion). */
export const serverFirstPorts: readonly number[] = [25, 53, 3306, 27017];

/** What a port name or appProtocol may begin with, by how proxies treat it (istio/istio, config/protocol). */
export const protocolNames: Readonly<Record<string, 'http' | 'tcp' | 'tls' | 'udp'>> = {
  http: 'http',
  http2: 'http',
  http_proxy: 'http',
  grpc: 'http',
  'grpc-web': 'http',
  tcp: 'tcp',
  mongo: 'tcp',
  mysql: 'tcp',
  redis: 'tcp',
  https: 'tls',
  tls: 'tls',
  udp: 'udp',
};

/** appProtocol values that Kubernetes itself defines (Kubernetes API, ServicePort). */
export const kubernetesProtocolNames: Readonly<Record<string, 'http' | 'tls'>> = {
  'kubernetes.io/h2c': 'http',
  'kubernetes.io/ws': 'http',
  'kubernetes.io/wss': 'tls',
};

/** ALPN values by which sidecars tell each other what is inside (istio/istio, networking/util, ALPN lists). */
export const alpn = {
  http: 'istio-http/1.1',
  tcp: 'istio',
  /** Every value of a mesh sidecar begins so. */
  prefix: 'istio',
  httpPrefix: 'istio-http/',
  http2: 'istio-h2',
} as const;

/** Every ALPN by which proxies of the mesh tell each other what is inside (istio/istio, core/listener, allIstioMtlsALPNs). */
export const allAlpn: readonly string[] = ['istio', 'istio-peer-exchange', 'istio-http/1.0', 'istio-http/1.1', 'istio-h2'];

/** Claims that are split at blanks whatever a JWT rule says (RequestAuthentication reference, `spaceDelimitedClaims`). */
export const spaceDelimitedClaims: readonly string[] = ['scope', 'permission'];

/** Istio's default retry: two more attempts, other endpoints first (VirtualService reference, HTTPRetry; istio/istio, route/retry). */
export const defaultRetryAttempts = 2;

/** Claims, headers and names by which Gateway API gateways and waypoints are known. */
export const gatewayNameLabel = 'gateway.networking.k8s.io/gateway-name';
export const waypointClass = 'istio-waypoint';

/** Labels and annotations of pods that decide what a proxy does. */
export const dataplaneModeLabel = 'istio.io/dataplane-mode';
export const dryRunAnnotation = 'istio.io/dry-run';
export const proxyConfigAnnotation = 'proxy.istio.io/config';

/** What a proxy tells istiod with the value 1, to be told to take HTTP/1.0. */
export const http10Setting = 'ISTIO_META_HTTP10';

/** On a Gateway: host names of the Services whose pods it means, with commas between (istio/istio, model.InternalGatewayServiceAnnotation). */
export const gatewayServiceAnnotation = 'internal.istio.io/gateway-service';

/** On a Service: servers of Gateways mean the pod's own ports and not this Service's (istio/istio, model.DisableGatewayPortTranslationLabel). */
export const portTranslationOff = 'experimental.istio.io/disable-gateway-port-translation';

/** The address from which a sidecar dials the program beside it (istio/istio, InboundPassthroughBindIpv4). */
export const loopbackSource = '127.0.0.6';

/** The HTTP status by which Envoy tells a gRPC status to a client that does not speak gRPC (envoyproxy/envoy, source/common/grpc/status.cc). */
export const statusOfGrpc: Readonly<Record<string, number>> = {
  OK: 200,
  CANCELLED: 499,
  UNKNOWN: 500,
  INVALID_ARGUMENT: 400,
  DEADLINE_EXCEEDED: 504,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  PERMISSION_DENIED: 403,
  RESOURCE_EXHAUSTED: 429,
  FAILED_PRECONDITION: 400,
  ABORTED: 409,
  OUT_OF_RANGE: 400,
  UNIMPLEMENTED: 501,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DATA_LOSS: 500,
  UNAUTHENTICATED: 401,
};

/** How istiods before 1.25 allot addresses to ServiceEntries that have none (istio/istio, serviceentry/auto_allocation). */
export const autoAllocation = { places: 256 * 254, prime: 65_011 } as const;
