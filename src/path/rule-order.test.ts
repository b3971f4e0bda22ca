import { expect, test } from 'vitest';
import { requestOf } from '../cli/ask.ts';
import type { JsonObject, Resource } from '../resource/resource.ts';
import { pathOf } from './path.ts';
import { traceOf } from './trace.ts';

const aws = (type: string, name: string, body: JsonObject): Resource => ({ scope: 'default', type, name, body: { unknown_after_apply: [], ...body }, locate: () => undefined });
const rule = (name: string, more: JsonObject = {}): Resource => aws('aws_lb_listener_rule', name, { listener_arn: '${aws_lb_listener.http.arn}', condition: [{ path_pattern: [{ values: ['/internet'] }] }], action: [{ type: 'fixed-response', fixed_response: [{ status_code: '200', content_type: 'text/plain', message_body: name }] }], ...more });

function assumed(...rules: readonly Resource[]): readonly string[] {
  const asked = requestOf({ url: 'http://central.example.com/internet' });
  const path = pathOf([aws('aws_lb', 'edge', { name: 'edge', load_balancer_type: 'application' }), aws('aws_lb_listener', 'http', { load_balancer_arn: '${aws_lb.edge.arn}', port: 80, protocol: 'HTTP', default_action: [{ type: 'fixed-response', fixed_response: [{ status_code: '404', content_type: 'text/plain' }] }] }), ...rules]);
  const trace = 'wrong' in asked ? asked : traceOf(path, asked);
  return 'wrong' in trace ? [trace.wrong] : trace.assumptions.filter(({ layer }) => layer === 'order').map(({ text }) => text);
}

test('of two rules without priority that want the same requests, one is taken to be made first, and that is said', () => {
  const said = ['aws_lb_listener_rule one is taken to be made before aws_lb_listener_rule two, which wants the same requests: neither says its priority, and the one that is made first comes first'];
  expect(assumed(rule('one'), rule('two'))).toEqual(said);
  expect(assumed(rule('two'), rule('one'))).toEqual(said);
});

test('rules with a priority, or for other requests, have an order', () => {
  expect(assumed(rule('one', { priority: 10 }), rule('two', { priority: 20 }))).toEqual([]);
  expect(assumed(rule('one'), rule('two', { condition: [{ path_pattern: [{ values: ['/other'] }] }] }))).toEqual([]);
});
