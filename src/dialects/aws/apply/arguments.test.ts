import { expect, test } from 'vitest';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import { argumentRefusals } from './arguments.ts';

function planned(type: string, name: string, body: JsonObject, unknown: readonly string[] = [], file?: string): Resource {
  const at = file === undefined ? undefined : { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  return { scope: 'default', type, name, body: { ...body, unknown_after_apply: unknown }, locate: () => at };
}

function messages(...resources: readonly Resource[]): readonly string[] {
  return resources.flatMap((each) => argumentRefusals(each)).map(({ resource, path, message }) => `${resource.name} ${path.join('.')}: ${message}`);
}

const listener = { load_balancer_arn: '${aws_lb.edge.arn}', port: 443, protocol: 'HTTPS' };

test('an argument that is missing, one that is nearly another, and one that is none', () => {
  expect(messages(planned('aws_lb_target_group_attachment', 'a', { target_group_arn: 'x', targetid: '10.0.0.1', colour: 'red' }), planned('aws_subnet', 'b', {}, ['vpc_id']), planned('aws_subnet', 'c', { vpc_id: null }))).toEqual([
    'a : Missing required argument: The argument "target_id" is required, but no definition was found',
    'a targetid: Unsupported argument: An argument named "targetid" is not expected here. Did you mean "target_id"?',
    'a colour: Unsupported argument: An argument named "colour" is not expected here.',
    'c : Missing required argument: The argument "vpc_id" is required, but no definition was found',
  ]);
});

test('an argument under a wrong name is moved to the right one where its value is known, and nothing is written over', () => {
  const titles = (...resources: readonly Resource[]): readonly (string | undefined)[] => resources.flatMap((each) => argumentRefusals(each)).map(({ mend }) => mend?.title);
  expect(titles(planned('aws_vpc', 'a', { cidr_blok: '10.0.0.0/16' }), planned('aws_vpc', 'b', { cidr_blok: null }), planned('aws_vpc', 'c', { cidr_blok: '10.0.0.0/16' }, ['cidr_block']), planned('aws_vpc', 'd', { cidr_blok: '10.0.0.0/16', cidr_block: '10.1.0.0/16' }))).toEqual(['call it cidr_block', undefined, undefined, undefined]);
});

test('blocks within blocks', () => {
  const forward = { type: 'forward', forward: [{ target_group: [{ arn: 'x', wieght: 1 }, {}], stickyness: [{ duration: 60 }] }] };
  expect(messages(planned('aws_alb_listener', 'l', { ...listener, default_action: [forward] }), planned('aws_lb_listener', 'none', { ...listener, default_action: [] }), planned('aws_lb_listener', 'later', listener, ['default_action[0].target_group_arn']))).toEqual([
    'l default_action.0.forward.0.target_group.0.wieght: Unsupported argument: An argument named "wieght" is not expected here. Did you mean "weight"?',
    'l default_action.0.forward.0.target_group.1: Missing required argument: The argument "arn" is required, but no definition was found',
    'l default_action.0.forward.0.stickyness: Unsupported block type: Blocks of type "stickyness" are not expected here. Did you mean "stickiness"?',
    'none : Insufficient default_action blocks: At least 1 "default_action" blocks are required',
  ]);
});

test('a block written as an argument, an argument written as a block, and one block too many', () => {
  expect(messages(planned('aws_lb', 'a', { access_logs: { bucket: 'logs' }, tags: [{ Name: 'edge' }] }), planned('aws_lb', 'b', { access_logs: [{ bucket: 'a' }, { bucket: 'b' }] }), planned('aws_security_group', 'c', { ingress: [{ from_port: 80, to_port: 80, protocol: 'tcp' }] }))).toEqual([
    'a access_logs: Unsupported argument: An argument named "access_logs" is not expected here. Did you mean to define a block of type "access_logs"?',
    'a tags: Unsupported block type: Blocks of type "tags" are not expected here. Did you mean to define argument "tags"? If so, use the equals sign to assign it a value',
    'b access_logs.1: Too many access_logs blocks: No more than 1 "access_logs" blocks are allowed',
  ]);
});

test('values of another type, and those that only AWS gives', () => {
  expect(messages(planned('aws_lb', 'a', { idle_timeout: 'long', internal: 'yes', subnets: 'subnet-1', arn: 'arn:aws:x', client_keep_alive: '60', enable_http2: 'true', name: 3 }))).toEqual([
    'a idle_timeout: Incorrect attribute value type: Inappropriate value for attribute "idle_timeout": a number is required',
    'a internal: Incorrect attribute value type: Inappropriate value for attribute "internal": a bool is required',
    'a subnets: Incorrect attribute value type: Inappropriate value for attribute "subnets": set of string required',
    `a arn: Value for unconfigurable attribute: Can't configure a value for "arn": its value will be decided automatically based on the result of applying this configuration`,
  ]);
});

test('references and what only apply knows are taken', () => {
  expect(messages(planned('aws_lb_listener', 'a', { load_balancer_arn: '${aws_lb.edge.arn}', port: '${aws_lb.edge.port}' }, ['default_action']), planned('aws_lb', 'b', { subnets: ['${aws_subnet.a.id}'] }, ['access_logs[0].bucket']))).toEqual([]);
});

test('of what a plan says only slips are told: it has passed a schema that may be another', () => {
  expect(messages(planned('aws_eip', 'a', { vpc: true, arn: 'arn:aws:x', instnace: '', instanse: 'i-1' }, [], 'plan.json'))).toEqual(['a instanse: Unsupported argument: An argument named "instanse" is not expected here. Did you mean "instance"?']);
});

test('statements of web ACLs at any depth', () => {
  const visibility = [{ cloudwatch_metrics_enabled: true, metric_name: 'm', sampled_requests_enabled: false }];
  const statement = [{ and_statement: [{ statement: [{ not_statement: [{ statement: [{ geo_match_statement: [{ contry_codes: ['DE'] }] }] }] }, { rate_based_statement: [{ limit: 100 }] }] }] }];
  expect(messages(planned('aws_wafv2_web_acl', 'w', { name: 'w', scope: 'REGIONAL', default_action: [{ allow: [{}] }], visibility_config: visibility, rule: [{ name: 'a', priority: 1, action: [{ block: [{}] }], statement, visibility_config: visibility }] }))).toEqual([
    'w rule.0.statement.0.and_statement.0.statement.0.not_statement.0.statement.0.geo_match_statement.0: Missing required argument: The argument "country_codes" is required, but no definition was found',
    'w rule.0.statement.0.and_statement.0.statement.0.not_statement.0.statement.0.geo_match_statement.0.contry_codes: Unsupported argument: An argument named "contry_codes" is not expected here. Did you mean "country_codes"?',
  ]);
});

test('what a data source found, and types of other providers, are not looked at', () => {
  expect(messages(planned('aws_lb', 'data.edge', { nmae: 'edge' }), planned('aws_lb', 'module.net.data.edge[0]', { nmae: 'edge' }), planned('helm_release', 'h', { nmae: 'x' }))).toEqual([]);
});
