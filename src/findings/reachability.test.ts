import { expect, test } from 'vitest';
import { named } from '../cli/explain.ts';
import { reachabilityCodes } from '../facts/reachability-codes.ts';
import { rules } from './index.ts';

test('every code of the Reachability Analyzer leads to the findings that mean the same', () => {
  const names = rules.map(({ name }) => name);
  for (const [name, codes] of Object.entries(reachabilityCodes)) {
    expect(names).toContain(name);
    for (const code of codes) expect(named(code).map((rule) => rule.name), code).toContain(name);
  }
  expect(named('eni_sg_rules_mismatch').map(({ name }) => name)).toEqual(['guard-drops-traffic']);
  expect(named('SUBNET_ACL_RESTRICTION').map(({ name }) => name).sort()).toEqual(['network-acl-denies-reply', 'network-acl-denies-traffic']);
});
