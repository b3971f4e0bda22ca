/**
 * Network Load Balancer, read in November 2026: NLB guide ("Listeners", "Target groups", "Edit target group attributes", "Health
 * checks", "Target group health", "Security groups", "Troubleshoot"); ELBv2 API reference; Terraform provider 6.25 for its defaults.
 */

/** Milliseconds after which an idle TCP connection is forgotten (NLB guide, "Idle timeout": tcp.idle_timeout.seconds, default 350). */
export const tcpIdleTimeout = 350_000;

/** Health checks of a group that says nothing (Terraform provider: aws_lb_target_group, health_check; ELBv2 API reference for the timeouts). Seconds. */
export const networkGroupCheck = { protocol: 'TCP', port: 'traffic-port', path: '/', matcher: '200-399', interval: 30, timeout: { TCP: 10, HTTP: 6, HTTPS: 10 }, healthy: 3, unhealthy: 3 } as const;

/** What each listener takes (NLB guide, "Listeners": protocols); QUIC is UDP to everybody on the way. */
export const takenBy: Readonly<Record<string, readonly ('tcp' | 'udp')[]>> = { TCP: ['tcp'], TLS: ['tcp'], UDP: ['udp'], TCP_UDP: ['tcp', 'udp'], QUIC: ['udp'], TCP_QUIC: ['tcp', 'udp'] };

/** ALPN policies with which the balancer prefers HTTP/2 over HTTP/1.1 (NLB guide, "ALPN policies"); without a policy there is no ALPN, and clients speak HTTP/1.1. */
export const secondPreferred: ReadonlySet<string> = new Set(['HTTP2Only', 'HTTP2Preferred']);

/** Where the guide is silent. */
export const nlbSilent = {
  listener: (name: string, port: number): string => `whether ${name} resets connections to a port without a listener, as port ${port} is, or lets them time out is in no guide`,
  targets: (name: string): string => `whether ${name} resets connections for which it has no target, or lets them time out, is in no guide`,
} as const;
