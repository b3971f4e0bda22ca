import { expect, test } from 'vitest';
import type { Given } from '../../../dialects/aws/controller-program.ts';
import { flagsOf, mistakesIn } from './flags.ts';

const given = (flags: Readonly<Record<string, string>>): Given => new Map(Object.entries(flags).map(([name, value]) => [name, { value, place: [{ scope: 'x', type: 'Deployment', name: 'controller', body: {}, locate: () => undefined }, []] }]));

test('certificates are asked of the private authority that a flag names, and of Amazon without it', () => {
  expect(flagsOf(given({ 'default-pca-arn': 'arn:ca' }), {}, true).defaultPcaArn).toBe('arn:ca');
  expect(flagsOf(given({}), {}, true)).not.toHaveProperty('defaultPcaArn');
});

test('booleans are read as Go reads them, and lists without empty members', () => {
  expect(flagsOf(given({ 'enable-waf': 'F', 'enable-shield': 'maybe', 'external-managed-tags': 'team, ,owner' }), {}, true)).toMatchObject({ enableWaf: false, enableShield: true, externalManagedTags: ['team', 'owner'] });
});

test('a feature gate is true or false as Go reads it (pkg/config/feature_gates.go, Set)', () => {
  const mistakes = (gates: string): readonly string[] => mistakesIn(given({ 'feature-gates': gates })).map(({ message }) => message);
  expect(mistakes('NLBSecurityGroup=nope')).toEqual(['feature gate NLBSecurityGroup is true or false; with nope the load balancer controller does not start']);
  expect([mistakes('NLBSecurityGroup=F'), mistakes('toString=true')[0]]).toEqual([[], 'the load balancer controller has no feature gate toString and does not start with it']);
});
