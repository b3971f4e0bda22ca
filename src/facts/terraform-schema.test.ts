import { expect, test } from 'vitest';
import { argumentOf, argumentsOf, isKnownType, knownTypes, schemaVersion, type Argument } from './terraform-schema.ts';

/** Without what is in a block. */
function said(argument: Argument | undefined): unknown {
  if (argument === undefined) return undefined;
  const { members, ...rest } = argument;
  return members === undefined ? rest : { ...rest, members: [...members.keys()] };
}

test('types of the provider, under the older spelling too', () => {
  expect([schemaVersion(), isKnownType('aws_lb'), isKnownType('aws_alb_listener'), isKnownType('data.aws_alb'), isKnownType('aws_lbs')]).toEqual(['6.66.0', true, true, true, false]);
  expect(argumentsOf('aws_alb')).toBe(argumentsOf('aws_lb'));
  expect(argumentsOf('helm_release')).toBeUndefined();
});

test('an argument: its type, and who says it', () => {
  const flags = { required: false, optional: true, computed: false };
  expect(said(argumentOf('aws_lb', ['client_keep_alive']))).toEqual({ name: 'client_keep_alive', type: 'number', ...flags });
  expect(said(argumentOf('aws_lb', ['subnets']))).toEqual({ name: 'subnets', type: 'set', of: { type: 'string' }, ...flags, computed: true });
  expect(said(argumentOf('aws_lb', ['tags']))).toEqual({ name: 'tags', type: 'map', of: { type: 'string' }, ...flags });
  expect(said(argumentOf('aws_lb', ['dns_name']))).toEqual({ name: 'dns_name', type: 'string', required: false, optional: false, computed: true });
  expect(said(argumentOf('aws_lb', ['nothing']))).toBeUndefined();
  expect(said(argumentOf('aws_lb', ['tags', 'Name']))).toBeUndefined();
});

test('blocks: how many, how written, and what is in them', () => {
  expect(said(argumentOf('aws_lb', ['access_logs', 0]))).toEqual({ name: 'access_logs', type: 'block', nesting: 'one', written: 'block', required: false, optional: true, computed: false, members: ['bucket', 'enabled', 'prefix'] });
  expect(said(argumentOf('aws_lb', ['timeouts']))).toMatchObject({ nesting: 'single', members: ['create', 'delete', 'update'] });
  expect(said(argumentOf('aws_security_group', ['ingress']))).toMatchObject({ nesting: 'set', written: 'either', computed: true });
  expect(said(argumentOf('aws_lb_listener', ['default_action', 1, 'forward', 0, 'target_group', 0, 'arn']))).toMatchObject({ type: 'string', required: true });
  expect(argumentOf('aws_vpc_endpoint', ['dns_entry'])).not.toHaveProperty('written');
});

test('a statement of a web ACL holds statements', () => {
  const path = ['rule', 0, 'statement', 0, 'and_statement', 0, 'statement', 0, 'not_statement', 0, 'statement', 0];
  expect([...argumentOf('aws_wafv2_web_acl', path)!.members!.keys()]).toContain('byte_match_statement');
  expect(said(argumentOf('aws_wafv2_web_acl', ['rule', 'statement', 'rate_based_statement', 'aggregate_key_type']))).toMatchObject({ required: false });
});

test('every line of the schema is read', () => {
  const seen = new Set<unknown>();
  const count = (members: ReadonlyMap<string, Argument> | undefined): number => {
    if (members === undefined || seen.has(members)) return 0;
    seen.add(members);
    return [...members.values()].reduce((sum, argument) => sum + 1 + (argument.type === 'block' ? count(argument.members) : 0), 0);
  };
  expect(knownTypes().length).toBe(2399);
  expect(knownTypes().map((type) => count(argumentsOf(type))).reduce((a, b) => a + b)).toBeGreaterThan(41_000);
});
