import type { Field } from '../ir/field.ts';
import type { Pattern } from '../ir/pattern.ts';
import type { Verdict } from '../ir/program.ts';

/**
 * Application Load Balancer, read in August 2026. Sources: ALB guide ("Listener rules", "Target groups", "HTTP headers",
 * "Troubleshoot"); ELBv2 API reference; Terraform provider 6.25 for its own defaults.
 */

/** What a client gets for what happens on the way to a target (ALB guide, "Troubleshoot": HTTP 502, 504). */
export const albReplies: readonly { readonly outcome: Verdict['kind']; readonly status: number; readonly why: string }[] = [
  { outcome: 'refused', status: 502, why: 'a refused target becomes 502' },
  { outcome: 'reset', status: 502, why: 'a reset target becomes 502' },
  { outcome: 'handshake', status: 502, why: 'a failed TLS handshake with the target becomes 502' },
  { outcome: 'dropped', status: 504, why: 'a target that stays silent becomes 504 after 10 seconds' },
];

/** Milliseconds that idle connections are kept, to clients and to targets (ALB guide, "Load balancer attributes": idle_timeout.timeout_seconds, default 60). */
export const idleTimeout = 60_000;

/** Requests that no rule sees (ALB guide, "Troubleshoot": HTTP 405 and HTTP 463, more than 30 addresses in X-Forwarded-For). */
export const albRefusals: readonly { readonly field: Field; readonly pattern: Pattern; readonly status: number; readonly why: string }[] = [
  { field: 'method', pattern: { exact: 'TRACE' }, status: 405, why: 'the load balancer takes no TRACE' },
  { field: 'forwarded', pattern: { regex: '([^,]*,){30,}[^,]*' }, status: 463, why: 'the load balancer takes no more than 30 addresses in X-Forwarded-For' },
];

/** A group without registered targets (ALB guide, "Troubleshoot": HTTP 503). Unhealthy targets are still used. */
export const noTargetsStatus = 503;

/** Body of the page that the balancer answers with itself, as observed on the wire: 122 bytes for 502. Undefined: no page known. */
export function albPage(status: number): string | undefined {
  const reason = reasons[status];
  if (reason === undefined) return undefined;
  const title = `${status} ${reason}`;
  return ['<html>', `<head><title>${title}</title></head>`, '<body>', `<center><h1>${title}</h1></center>`, '</body>', '</html>', ''].join('\r\n');
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Authorization Required',
  403: 'Forbidden',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};

/**
 * Paths that the balancer may normalise before it compares them: "rule evaluation is performed only after URI
 * normalization", whose rules are not published. Empty or dot segments, and escapes of unreserved characters (RFC 3986).
 */
export const unnormalisedPath = '.*(//.*|/\\.\\.?/.*|/\\.\\.?|%(2[DdEe]|3[0-9]|4[1-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe]).*)';

/** The address that a target sees: one of the balancer's nodes, which come and go. */
export const balancerAddress = 'the address of one of the load balancer\'s nodes';

/** Health checks of a target group that says nothing (Terraform provider: aws_lb_target_group, health_check). Seconds. */
export const defaultHealthCheck = { path: '/', port: 'traffic-port', interval: 30, timeout: 5, healthy: 3, unhealthy: 3, matcher: '200' } as const;

/** Highest priority a rule can have; the default rule comes after it (ELBv2 API reference, CreateRule). */
export const lastPriority = 50000;
