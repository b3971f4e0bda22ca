import { expect, test } from 'vitest';
import { holds, pointCarrier, pointOf } from '../engine/point.ts';
import { retriesOn } from './retries.ts';

const again = (on: string, status: number | undefined, cause?: string): unknown =>
  holds(pointCarrier(), pointOf({ ...(status === undefined ? {} : { 'reply.status': status }), ...(cause === undefined ? {} : { 'reply.cause': cause }) }), retriesOn(on.split(',')));

test('a status in retryOn means that very answer', () => {
  expect([again('503', 503), again('503', 500), again('connect-failure,503', 503)]).toEqual([true, false, true]);
});

test('5xx and gateway-error mean upstreams that are gone, too', () => {
  expect([again('5xx', 500), again('5xx', 404), again('5xx', 503, 'plaintext-refused')]).toEqual([true, false, true]);
  expect([again('gateway-error', 500), again('gateway-error', 502), again('gateway-error', 504)]).toEqual([false, true, true]);
});

test('a connect that failed is not a connection that was closed', () => {
  expect([again('connect-failure', 503, 'port-closed'), again('connect-failure', 503, 'plaintext-refused'), again('reset', 503, 'plaintext-refused')]).toEqual([true, false, true]);
});

test('409 is the one 4xx that can be tried again, and conditions of gRPC match no status', () => {
  expect([again('retriable-4xx', 409), again('retriable-4xx', 404), again('unavailable,cancelled', 503)]).toEqual([true, false, false]);
});
