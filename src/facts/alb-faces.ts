import type { Cause } from '../ir/cause.ts';
import { lostOnTheWay } from './lost-packets.ts';

/** One status that an Application Load Balancer answers by itself: its log has `-` as the target's status then. */
export interface BalancerFace {
  readonly status: number;
  /** Why; none: no file can say, or traces do not stop so. */
  readonly causes: readonly Cause[];
  readonly says: string;
  /** Findings of states that may end so and that no trace stops at. */
  readonly findings?: readonly string[];
}

/**
 * Every status that the balancer makes, most frequent meaning first (ALB guide, "Troubleshoot your Application Load
 * Balancers"; 401, 500, 561 and 562 also "Authenticate users" and "Verify JWTs"; read on 2026-11-22).
 */
export const balancerFaces: readonly BalancerFace[] = [
  { status: 400, causes: ['request-not-taken'], says: 'the request is malformed, a severe desync risk, or its client left before all of the body had come' },
  { status: 401, causes: ['login-required', 'token-rejected'], says: 'a rule wants a login or a token: nobody is logged in and the rule denies, the login took too long, the claims are too long, or the token is not accepted' },
  { status: 403, causes: ['web-acl-blocked'], says: 'the web ACL that stands before the load balancer blocks the request: waf stands in actions_executed' },
  { status: 404, causes: [], findings: ['no-route-matches', 'route-host-not-forwarded', 'root-path-matches-only-itself', 'ingress-not-on-port-of-group', 'load-balancer-not-applied'], says: 'no rule of the listener takes the host and path: the AWS Load Balancer Controller answers so by default, with an empty body of text/plain' },
  { status: 405, causes: ['request-not-taken'], says: 'the method is TRACE' },
  { status: 408, causes: [], says: 'the client sent nothing for as long as the idle timeout' },
  { status: 413, causes: ['request-not-taken'], says: 'too much for a Lambda function (1 MB), or a request line, a header or all headers above 16, 16 and 64 K' },
  { status: 414, causes: ['request-not-taken'], says: 'the URL or its query is too long' },
  { status: 460, causes: [], says: 'the client closed the connection before the answer: its own timeout is shorter than the load balancer\'s' },
  { status: 463, causes: ['request-not-taken'], says: 'more than 30 addresses in X-Forwarded-For: often a request that goes round between a proxy and the load balancer' },
  { status: 464, causes: ['version-mismatch'], says: 'the request and the target group are of different protocol versions' },
  { status: 500, causes: [], says: 'a step before the target failed: the web ACL, the identity provider within 5 seconds, claims above 11 K, or a rewrite whose pattern fits and whose result does not' },
  { status: 501, causes: ['request-not-taken'], says: 'the transfer encoding is neither chunked nor identity' },
  { status: 502, causes: ['port-closed', 'plaintext-refused', 'tls-to-plaintext', 'plaintext-to-tls', 'tls-refused', 'chain-not-found', 'answer-not-http', 'preamble-unexpected', 'preamble-missing'], says: 'a target refused the connection, reset it, failed the TLS handshake, closed it while a request was on its way (it keeps idle connections for less time than the load balancer), or sent a malformed answer' },
  { status: 503, causes: ['no-targets', 'destination-unknown'], findings: ['binding-registers-no-target', 'binding-refused'], says: 'the target group has no registered target, or none in a zone of the load balancer; unhealthy ones alone are no reason' },
  { status: 504, causes: [...lostOnTheWay, 'timed-out'], findings: ['targets-not-opened-to-load-balancer', 'target-security-group-not-opened', 'binding-opens-no-port'], says: 'a target did not take the connection or the handshake within 10 seconds, or did not answer within the idle timeout: a security group, a network ACL or a route drops packets on the way there or back, or the program is slow' },
  { status: 505, causes: [], says: 'the HTTP version is none that it knows' },
  { status: 507, causes: [], says: 'the URL of a redirect is too long' },
  { status: 561, causes: [], says: 'the identity provider answered with an error' },
  { status: 562, causes: [], says: 'the keys of a token\'s issuer could not be read: not within 5 seconds, above 150 KB, or more than 10' },
];
