import { describe, expect, test } from 'vitest';
import { written } from '../../../../test/given.ts';
import { refusalProblems } from '../mesh/refusals.ts';
import { policyRefusals } from './refusals.ts';

async function refusals(spec: string, annotations = ''): Promise<readonly string[]> {
  const estate = await written(`apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: web, namespace: shop${annotations} }\nspec: ${spec}`);
  return policyRefusals(estate.ofType('AuthorizationPolicy')[0]!).map(({ reason }) => reason);
}

test.each([
  '{}',
  '{ rules: [{}] }',
  '{ action: AUDIT }',
  '{ action: CUSTOM, provider: { name: opa }, rules: [{ to: [{ operation: { paths: ["/a/{*}/b/{**}"], ports: ["80"] } }] }] }',
  '{ rules: [{ from: [{ source: { serviceAccounts: [a, b/c], ipBlocks: [10.0.0.0/8, "::1"] } }], when: [{ key: "request.headers[:authority]", values: [x] }, { key: "request.auth.claims[a][b]", notValues: [v] }, { key: "experimental.envoy.filters.a.b[c]", values: [z] }] }] }',
  '{ targetRefs: [{ group: "", kind: Service, name: web }], rules: [{}] }',
])('the API takes %s', async (spec) => {
  expect(await refusals(spec)).toEqual([]);
});

describe('the API refuses', () => {
  test.each([
    ['{ action: DENY }', 'DENY without rules would never do anything; an empty rule {} stands for every request'],
    ['{ action: CUSTOM, rules: [{}] }', 'CUSTOM needs a provider with a name'],
    ['{ provider: { name: opa }, rules: [{}] }', 'a provider is for the action CUSTOM, and this one is ALLOW'],
    ['{ action: CUSTOM, provider: { name: opa }, rules: [{ from: [{ source: { principals: [a] } }] }] }', 'CUSTOM does not look at principal'],
    ['{ action: CUSTOM, provider: { name: opa }, rules: [{ when: [{ key: request.auth.principal, values: [a] }] }] }', 'CUSTOM does not look at request principal'],
    ['{ selector: { matchLabels: { app: web } }, targetRefs: [{ group: "", kind: Service, name: web }] }', 'it has a selector and target references, and only one of them may be there'],
    ['{ selector: { matchLabels: { "app-*": web } } }', '"app-*" is no label'],
    ['{ targetRefs: [{ group: gateway.networking.k8s.io, kind: Gateway }] }', 'a target without name'],
    ['{ targetRef: { group: gateway.networking.k8s.io, kind: Gateway, name: a, namespace: b } }', 'a target of another namespace (b): it stands in the policy\'s own'],
    ['{ targetRef: { group: apps, kind: Deployment, name: a } }', '"apps/Deployment" is nothing that a policy targets'],
    ['{ rules: [{ from: [{}] }] }', 'a source that names nothing'],
    ['{ rules: [{ to: [{ operation: {} }] }] }', 'an operation that names nothing'],
    ['{ rules: [{ from: [{ source: { serviceAccounts: [a], notNamespaces: [b] } }] }] }', 'serviceAccounts do not stand beside principals or namespaces'],
    ['{ rules: [{ from: [{ source: { principals: [""] } }] }] }', 'an empty value among those for principal'],
    ['{ rules: [{ from: [{ source: { notIpBlocks: [a.b.c.d] } }] }] }', '"a.b.c.d" is neither an address nor a block of addresses'],
    ['{ rules: [{ from: [{ source: { serviceAccounts: ["a/b/c"] } }] }] }', '"a/b/c" is no service account: write NAME or NAMESPACE/NAME, without *'],
    ['{ rules: [{ to: [{ operation: { ports: ["80", http] } }] }] }', '"http" is no port'],
    ['{ rules: [{ to: [{ operation: { paths: ["/{**}/a/{*}"] } }] }] }', '"/{**}/a/{*}" goes on after {**}, which has to be its last operator'],
    ['{ rules: [{ to: [{ operation: { paths: ["/a{*}/b"] } }] }] }', '"/a{*}/b" holds braces that are neither {*} nor {**} between slashes'],
    ['{ rules: [{ to: [{ operation: { paths: ["/{*}/b*"] } }] }] }', '"/{*}/b*" mixes {*} or {**} with what stands for no text of its own'],
    ['{ rules: [{ when: [{ values: [a] }] }] }', 'a condition without key'],
    ['{ rules: [{ when: [{ key: source.ip }] }] }', 'the condition source.ip has neither values nor notValues'],
    ['{ rules: [{ when: [{ key: source.user, values: [a] }] }] }', '"source.user" is no attribute that a condition compares'],
    ['{ rules: [{ when: [{ key: "request.headers[]", values: [a] }] }] }', '"request.headers[]" is no attribute that a condition compares'],
  ])('%s', async (spec, why) => {
    expect(await refusals(spec)).toEqual([why]);
  });

  test('a dry run of a policy that asks somebody else', async () => {
    expect(await refusals('{ action: CUSTOM, provider: { name: opa }, rules: [{}] }', ', annotations: { istio.io/dry-run: "true" }')).toEqual(['a dry run is for the actions ALLOW and DENY']);
  });
});

test('a refusal stands where its value does', async () => {
  const estate = await written('apiVersion: security.istio.io/v1\nkind: AuthorizationPolicy\nmetadata: { name: web, namespace: shop }\nspec:\n  rules:\n    - when:\n        - key: source.user\n          values: [a]');
  const policy = estate.ofType('AuthorizationPolicy')[0]!;
  expect(refusalProblems('policy-refused', policy, policyRefusals(policy))).toMatchObject([{ name: 'policy-refused', severity: 'error', message: 'the API server refuses the AuthorizationPolicy: "source.user" is no attribute that a condition compares', at: { line: 7, column: 16 } }]);
});
