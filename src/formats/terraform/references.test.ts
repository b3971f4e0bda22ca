import { expect, test } from 'vitest';
import { planOf, type Planned } from '../../../test/terraform/plan.ts';
import { nameOf, type Json, type JsonObject } from '../../resource/resource.ts';
import { readTexts } from '../texts.ts';

/** The body of one resource of a plan with the groups a and b. */
function body(wanted: string, planned: Planned): JsonObject {
  const text = JSON.stringify(planOf({ resources: { 'aws_security_group.g["a"]': { unknown: { id: true } }, 'aws_security_group.g["b"]': { unknown: { id: true } }, [wanted]: planned } }));
  const { resources } = readTexts([{ name: 'plan.json', text, scope: 'default' }]);
  return resources.find((each) => nameOf(each) === wanted.replace('.', ' '))!.body;
}

function references(...all: readonly string[]): JsonObject {
  return { references: all };
}

/** As Terraform 1.11.4 lists `aws_security_group.g["b"].id`. */
const b = ['aws_security_group.g["b"].id', 'aws_security_group.g["b"]', 'aws_security_group.g'];
const both: Json = ['${aws_security_group.g["a"].id}', '${aws_security_group.g["b"].id}'];

test('beside all instances, a mention of one of them does not stand for the whole expression', () => {
  const rule = (...all: readonly string[]): JsonObject => body('aws_security_group_rule.r', { unknown: { security_group_id: true }, expressions: { security_group_id: references(...all) } });
  expect(rule(...b)['security_group_id']).toBe('${aws_security_group.g["b"].id}');
  expect(rule('aws_security_group.g', ...b)).toEqual({ unknown_after_apply: ['security_group_id'] });
  expect(rule(...b, 'aws_security_group.g')).toEqual({ unknown_after_apply: ['security_group_id'] });
});

test('of a list of which the length is planned, no more and no fewer members are named', () => {
  const lb = (members: number, ...all: readonly string[]): Json | undefined => body('aws_lb.l', { values: { security_groups: Array.from({ length: members }, () => null) }, unknown: { security_groups: Array.from({ length: members }, () => true) }, expressions: { security_groups: references(...all) } })['security_groups'];
  expect(lb(2, 'aws_security_group.g')).toEqual(both);
  expect(lb(1, 'aws_security_group.g', 'var.index')).toBeUndefined();
  expect(lb(2, ...b, 'local.others')).toBeUndefined();
  expect(lb(1, ...b, 'local.enabled')).toEqual(['${aws_security_group.g["b"].id}']);
});

test('each.key of another argument of a block picks no member of a list', () => {
  const web = body('aws_security_group.web["a"]', { values: { ingress: [{ security_groups: [null, null] }] }, unknown: { ingress: [{ security_groups: [true, true] }] }, each: references('local.names'), expressions: { ingress: references('aws_security_group.g', 'each.key') } });
  expect(web['ingress']).toEqual([{ security_groups: both }]);
});
