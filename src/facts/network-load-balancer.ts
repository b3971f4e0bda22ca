/**
 * What the AWS Load Balancer Controller makes of a Service of type LoadBalancer, read 2026-11 for 3.5.0: its guide ("Network
 * Load Balancer", "Service annotations"), pkg/service and webhooks/core/service_mutator.go.
 */

/** In front of every annotation of a Service that a load balancer's controller reads. */
export const servicePrefix = 'service.beta.kubernetes.io/';
export const networkPrefix = `${servicePrefix}aws-load-balancer-`;

/** The longest name that the API takes for a load balancer. */
export const longestName = 32;

/** Seconds and counts of health checks, of targets in general and of nodes with externalTrafficPolicy Local. */
export const networkHealthCheck = { protocol: 'TCP', port: 'traffic-port', path: '/', matcher: '200-399', interval: 10, timeout: 10, healthy: 3, unhealthy: 3 } as const;
export const localHealthCheck = { protocol: 'HTTP', path: '/healthz', interval: 10, timeout: 6, healthy: 2, unhealthy: 2 } as const;

/** Values of `alpn-policy`, in the order in which the controller lists them. */
export const alpnPolicies = ['None', 'HTTP1Only', 'HTTP2Only', 'HTTP2Optional', 'HTTP2Preferred'] as const;

/** Values of the load balancer attribute `dns_record.client_routing_policy`. */
export const clientRouting = { key: 'dns_record.client_routing_policy', values: ['any_availability_zone', 'partial_availability_zone_affinity', 'availability_zone_affinity'] } as const;

/** Annotations that say one load balancer attribute each; deprecated since 2.3. */
export const attributeAnnotations = { accessLogs: 'access-log-enabled', bucket: 'access-log-s3-bucket-name', prefix: 'access-log-s3-bucket-prefix', crossZone: 'cross-zone-load-balancing-enabled' } as const;

/** "Fragmentation needed" and "packet too big": type and code, where a rule has its ports (IANA, ICMP parameters). */
export const pathMtuMessages = { four: { protocol: 'icmp', type: 3, code: 4 }, six: { protocol: 'icmpv6', type: 2, code: 0 } } as const;

/** Prefixes for source NAT have this length, or are this word. */
export const sourceNat = { length: '80', automatic: 'auto_assigned' } as const;

/** Protocols of target groups whose targets always see the client's own address ("Edit target group attributes", client IP preservation). */
export const alwaysPreserving: ReadonlySet<string> = new Set(['UDP', 'TCP_UDP', 'QUIC', 'TCP_QUIC']);

/** `spec.loadBalancerClass` of other programs that make load balancers at AWS ("EKS Auto Mode": NLB). */
export const otherClasses: Readonly<Record<string, string>> = { 'eks.amazonaws.com/nlb': 'EKS Auto Mode' };

/** Releases that changed what becomes of a Service: an internal load balancer unless it says otherwise; a webhook that gives new Services its class. */
export const serviceSince = { internalByDefault: '2.2.0', takesNewServices: '2.5.0' } as const;

/**
 * Annotations, behind `aws-load-balancer-`, that the AWS cloud provider reads (kubernetes/cloud-provider-aws, pkg/providers/v1/aws.go, read
 * 2026-11). It knows no `scheme`: its load balancers are public unless `internal` says otherwise.
 */
export const cloudProviderAnnotations = [
  'access-log-emit-interval',
  'access-log-enabled',
  'access-log-s3-bucket-name',
  'access-log-s3-bucket-prefix',
  'additional-resource-tags',
  'backend-protocol',
  'connection-draining-enabled',
  'connection-draining-timeout',
  'connection-idle-timeout',
  'cross-zone-load-balancing-enabled',
  'eip-allocations',
  'extra-security-groups',
  'healthcheck-healthy-threshold',
  'healthcheck-interval',
  'healthcheck-path',
  'healthcheck-port',
  'healthcheck-protocol',
  'healthcheck-timeout',
  'healthcheck-unhealthy-threshold',
  'internal',
  'proxy-protocol',
  'security-groups',
  'ssl-cert',
  'ssl-negotiation-policy',
  'ssl-ports',
  'subnets',
  'target-group-attributes',
  'target-node-labels',
  'type',
] as const;

/** Annotations, behind `aws-load-balancer-`, that the AWS Load Balancer Controller reads (pkg/annotations/constants.go). Some go on with a port: `listener-attributes.TCP-80`. */
export const controllerAnnotations = [
  'access-log-enabled',
  'access-log-s3-bucket-name',
  'access-log-s3-bucket-prefix',
  'additional-resource-tags',
  'alpn-policy',
  'attributes',
  'backend-protocol',
  'cross-zone-load-balancing-enabled',
  'disable-nlb-sg',
  'eip-allocations',
  'enable-icmp-for-path-mtu-discovery',
  'enable-prefix-for-ipv6-source-nat',
  'enable-tcp-udp-listener',
  'healthcheck-healthy-threshold',
  'healthcheck-interval',
  'healthcheck-path',
  'healthcheck-port',
  'healthcheck-protocol',
  'healthcheck-success-codes',
  'healthcheck-timeout',
  'healthcheck-unhealthy-threshold',
  'inbound-sg-rules-on-private-link-traffic',
  'internal',
  'ip-address-type',
  'ipv6-addresses',
  'listener-attributes',
  'manage-backend-security-group-rules',
  'minimum-load-balancer-capacity',
  'multi-cluster-target-group',
  'name',
  'nlb-target-type',
  'private-ipv4-addresses',
  'proxy-protocol',
  'proxy-protocol-per-target-group',
  'quic-enabled-ports',
  'scheme',
  'security-group-prefix-lists',
  'security-groups',
  'source-nat-ipv6-prefixes',
  'ssl-cert',
  'ssl-negotiation-policy',
  'ssl-ports',
  'subnets',
  'target-group-attributes',
  'target-node-labels',
  'type',
] as const;

/** Annotations that a dot and a port may follow. */
export const portedAnnotations: ReadonlySet<string> = new Set(['listener-attributes', 'target-group-attributes']);

/** Annotations that still work and have a successor ("Service annotations": deprecated). */
export const oldAnnotations: Readonly<Record<string, string>> = {
  internal: 'scheme: internal or internet-facing',
  'access-log-enabled': 'attributes: access_logs.s3.enabled=true',
  'access-log-s3-bucket-name': 'attributes: access_logs.s3.bucket=NAME',
  'access-log-s3-bucket-prefix': 'attributes: access_logs.s3.prefix=PREFIX',
  'cross-zone-load-balancing-enabled': 'attributes: load_balancing.cross_zone.enabled=true',
};
