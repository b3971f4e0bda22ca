import { expect, test } from 'vitest';
import type { TargetHealth, Trace } from '../path/trace.ts';
import { healthText } from './health-text.ts';
import { paintOf } from './paint.ts';

const check = { group: 'targets/net/web', target: '10.0.0.4:80', from: 'targets/net/web', to: 'address/10.0.0.4/80', scheme: 'http', path: '/healthz', host: 'node', method: 'GET', matcher: [], interval: 10, timeout: 6, healthy: 2, unhealthy: 2, workload: '' } as const;
const state = (target: string, more: Partial<TargetHealth>): TargetHealth => ({ group: check.group, target, from: check.from, check: { ...check, target }, state: 'healthy', assumed: false, failOpen: false, nodes: [], ...more });
const shown = (...health: readonly TargetHealth[]): readonly string[] => {
  const trace: Pick<Trace, 'health' | 'titles'> = { health, titles: { 'targets/net/web/80': 'NLB net' } };
  return healthText(trace as Trace, paintOf('plain')).slice(1).map((line) => line.trim());
};

test('a target of which all nodes find the same has one line, with the balancer by its name', () => {
  expect(shown(state('10.0.0.4:80', { nodes: ['eni-a', 'eni-b'] }))).toEqual(['10.0.0.4:80  healthy  (GET /healthz from NLB net)']);
});

test('nodes that find different things are named', () => {
  const dropped = { state: 'unhealthy', verdict: { kind: 'dropped', cause: 'guard-dropped' } } as const;
  expect(shown(state('10.0.0.4:80', { nodes: ['eni-a', 'eni-b'] }), state('10.0.0.4:80', { ...dropped, nodes: ['eni-c'] }))).toEqual([
    '10.0.0.4:80  healthy  (GET /healthz from NLB net at eni-a, eni-b)',
    '10.0.0.4:80  unhealthy: the check gets no answer: packets are dropped until the client gives up  (GET /healthz from NLB net at eni-c)',
  ]);
});

test('the balancer that fails open is named where another one does not', () => {
  expect(shown(state('a', { state: 'unhealthy', failOpen: true }), state('b', { from: 'group/alb/web' })).at(-1)).toBe('every target is unhealthy, so NLB net fails open and sends requests all the same');
});
