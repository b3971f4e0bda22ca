import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Outcome } from '../../../src/path/trace.ts';
import { rootFolder, textOf } from '../../sources.ts';
import { example } from '../played.ts';
import { strayIn } from '../shown.ts';
import { found, traced } from '../xnat/reading.ts';

const folder = 'examples/central-patterns/elb-sandwich';
const at = (point: string): ReturnType<typeof example> => example(`central-patterns/elb-sandwich/${point}`);

function faceOf({ verdict }: Outcome): string {
  return verdict.kind === 'answered' ? String(verdict.status) : 'cause' in verdict ? `${verdict.kind} ${verdict.cause ?? ''}` : verdict.kind;
}

describe('a load balancer in front of another', () => {
  test.each([
    ['application-outside', 'https://shop.example.com/', '10.30.1.20'],
    ['application-outside', 'https://blog.example.com/', '10.30.1.30'],
    ['network-outside', 'http://shop.example.com/', '10.30.1.20'],
  ])('%s: %s arrives at the pods, with the address of the inner one', async (point, url, pod) => {
    const loaded = await at(point);
    const { trace } = traced(loaded, { url });
    expect(trace.outcomes.map(faceOf)).toEqual(['200']);
    expect(trace.health.map(({ state }) => state)).toEqual(['healthy', 'healthy', 'healthy', 'healthy']);
    const last = trace.outcomes[0]!.steps.findLast(({ hop }) => hop.startsWith('in/eni-node-a/'));
    expect(last?.hop).toBe('in/eni-node-a/8080');
    expect(trace.outcomes[0]!.seen.at(-1)).toMatchObject({ address: '10.30.240.10' });
    expect(trace.health.map(({ target }) => target)).toContain(`${pod}:8080`);
    expect(found(loaded).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('loses everything where the outer one keeps the client\'s address, and its health checks pass', async () => {
    const loaded = await at('traps/client-address-kept');
    const { answer } = traced(loaded, { url: 'http://shop.example.com/' });
    expect([...new Set(answer.trace.outcomes.map(faceOf))]).toEqual(['dropped client-address-kept']);
    expect(answer.trace.health.map(({ state }) => state)).toEqual(['healthy', 'healthy']);
    expect(answer.stops[0]?.mends[0]).toMatchObject({ certainty: 'proved', proof: { after: { kind: 'answered', status: 200 } } });
    expect(found(loaded, 'client-address-kept-towards-load-balancer')).toHaveLength(1);
  });

  test('uses one zone where an address of the inner one is out of date', async () => {
    const { answer } = traced(await at('traps/an-old-address'), { url: 'https://shop.example.com/' });
    expect(answer.trace.outcomes.map(faceOf)).toEqual(['200']);
    expect(answer.besides.map(({ rule, about }) => [rule.name, about])).toEqual([['address-held-by-nothing', 'the health check of shop-inner, from edge to port 80,']]);
  });

  test('is reached by all nodes of the outer one once the group lets in both of their subnets', async () => {
    const { answer } = traced(await at('traps/one-zone-let-in'), { url: 'https://shop.example.com/' });
    expect(answer.trace.outcomes.map(faceOf).sort()).toEqual(['200', '504']);
    expect(answer.stops[0]?.mends[0]).toMatchObject({ title: 'allow tcp/80 from 10.20.0.0/24, 10.20.1.0/24 on sg-inner (inner)', certainty: 'proved' });
  });

  test('the page has every point, and names findings and folders that exist', () => {
    const points = readdirSync(`${rootFolder()}/${folder}/traps`).map((name) => `traps/${name}`);
    const rows = [...textOf(`${folder}/README.md`).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(['application-outside', 'network-outside', ...points].sort());
    expect(strayIn(`${folder}/README.md`, [])).toEqual([]);
  });
});
