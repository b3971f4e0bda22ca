import { expect, test } from 'vitest';
import { written } from '../../test/given.ts';
import { shop } from '../../test/shop.ts';
import { pathOf } from './path.ts';
import { fromOf, type From, type Request } from './request.ts';
import { traceOf } from './trace.ts';

async function answer(annotations: Readonly<Record<string, string>>, asked: Partial<Omit<Request, 'from'>> & { readonly from: string }): Promise<unknown> {
  const path = pathOf((await written(shop({ annotations }))).resources);
  const trace = traceOf(path, { url: 'http://shop.example.com/', method: 'GET', headers: [], ...asked, from: fromOf(asked.from) as From });
  if ('wrong' in trace) throw new Error(trace.wrong);
  return trace.outcomes.map(({ verdict, blockers }) => [verdict.kind, 'status' in verdict ? verdict.status : undefined, blockers[0]?.origin.at?.line]);
}

test('clients outside inbound-cidrs are dropped, at the line that says so', async () => {
  const inbound = { 'inbound-cidrs': '203.0.113.0/24' };
  expect(await answer(inbound, { from: '203.0.113.9' })).toEqual([['delivered', undefined, undefined]]);
  expect(await answer(inbound, { from: '198.51.100.9' })).toEqual([['dropped', undefined, 13]]);
});

test('beside security groups of the user\'s own, inbound-cidrs means nothing', async () => {
  const own = { 'inbound-cidrs': '203.0.113.0/24', 'security-groups': 'sg-0a1' };
  expect(await answer(own, { from: '198.51.100.9' })).toEqual([['delivered', undefined, undefined]]);
});

test('a load balancer takes no TRACE, and no more than 30 addresses in X-Forwarded-For', async () => {
  expect(await answer({}, { from: '198.51.100.9', method: 'TRACE' })).toEqual([['answered', 405, expect.any(Number)]]);
  const addresses = (count: number): string => Array.from({ length: count }, (_, index) => `10.0.0.${index + 1}`).join(', ');
  expect(await answer({}, { from: '198.51.100.9', headers: [['X-Forwarded-For', addresses(31)]] })).toEqual([['answered', 463, expect.any(Number)]]);
  expect(await answer({}, { from: '198.51.100.9', headers: [['X-Forwarded-For', addresses(30)]] })).toEqual([['delivered', undefined, undefined]]);
});
