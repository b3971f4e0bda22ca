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
