import type { Match } from '../ir/match.ts';
import { connectFailures } from './envoy.ts';

/**
 * When Envoy tries again, and what it answers where it waits no longer. Read on 2026-08-22 in envoyproxy/envoy main
 * (1.36-dev), source/common/router/retry_state_impl and router; the same since 1.22.
 */

/** Router, 504 (source/common/router, onResponseTimeout and onPerTryTimeout). */
export const upstreamTimeout = 'upstream request timeout';

/**
 * The conditions of `retryOn` as a condition on what came back. Those that only headers or gRPC trailers of an
 * application's own answer meet (`cancelled`, `unavailable`, `retriable-headers` and the like) match nothing that a
 * program of the path can answer.
 */
export function retriesOn(conditions: readonly string[]): Match {
  return { any: conditions.flatMap((condition): readonly Match[] => (/^\d{3}$/.test(condition) ? [status(Number(condition), Number(condition) + 1)] : (meanings[condition] ?? []))) };
}

function status(from: number, to: number): Match {
  return { field: 'reply.status', in: [{ from, to }] };
}

const failedConnect: Match = { field: 'reply.cause', in: connectFailures.map((exact) => ({ exact })) };

/** No answer of the upstream itself: what it did is told by the cause. */
const gone: Match = { field: 'reply.cause', in: [...connectFailures, 'plaintext-refused', 'chain-not-found', 'secret-missing', 'listener-rejected', 'timed-out'].map((exact) => ({ exact })) };

/** An upstream reset counts as a 5xx and as a gateway error (retry_state_impl, wouldRetryFromReset). */
const meanings: Readonly<Record<string, readonly Match[]>> = {
  'connect-failure': [failedConnect],
  'reset-before-request': [failedConnect],
  reset: [gone],
  '5xx': [status(500, 600), gone],
  'gateway-error': [status(502, 505), gone],
  'retriable-4xx': [status(409, 410)],
};

/** What a time-out of one attempt is called where it decides: in its log line Envoy tells it from that of the route. */
export const perTryRule = 'perTryTimeout';
