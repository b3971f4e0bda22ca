import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { shop } from '../../test/shop.ts';
import { pathOf } from './path.ts';
import { fromOf, type From } from './request.ts';
import { traceOf } from './trace.ts';

const office = `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: office, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, action: DENY, rules: [{ from: [{ source: { notRemoteIpBlocks: [198.51.100.0/24] } }] }] }
`;

async function answers(from: string): Promise<readonly (readonly [string, readonly string[]])[]> {
  const path = pathOf((await written(shop({ more: office }))).resources);
  const trace = traceOf(path, { url: 'http://shop.example.com/', method: 'GET', headers: [], from: fromOf(from) as From });
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace.outcomes.map(({ verdict, when }) => [verdict.kind, when]);
}

test('where the sender decides, each answer names an address that gets it', async () => {
  const found = await answers('198.51.0.0/16');
  expect(found.map(([kind]) => kind).sort()).toEqual(['answered', 'delivered']);
  for (const [kind, when] of found) expect(when.join()).toMatch(kind === 'delivered' ? / 198\.51\.100\.\d+$/ : / 198\.51\.(?!100\.)\d+\.\d+$/);
});

test('a block on one side of the rule has one answer, and so has an address', async () => {
  expect(await answers('198.51.100.128/25')).toMatchObject([['delivered', []]]);
  expect(await answers('203.0.113.9')).toMatchObject([['answered', []]]);
});
