import { describe, expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import type { Trace } from '../../../src/path/trace.ts';
import { example } from '../played.ts';
import { traced } from '../xnat/reading.ts';

const request = { url: 'https://app1.example.com/', from: '203.0.113.10' };

/** Every rule that decides, at its hop. */
function decided({ outcomes }: Trace): readonly (readonly string[])[] {
  return outcomes.map(({ steps }) => steps.filter(({ origin }) => origin.note !== undefined).map(({ hop, origin }) => `${hop} ${origin.rule}`));
}

describe('the folders of Terraform and what Terraform plans of them', () => {
  test.each([
    ['what is delivered', '/', []],
    ['GET /nginx_status', '/nginx_status', []],
    ['a request without User-Agent', '/', ['User-Agent:']],
  ] as const)('%s: the same verdict by the same rules', async (_, path, headers) => {
    const [planned, written] = await Promise.all(['plan', 'terraform'].map(async (form) => traced(await example(`central-ingress/${form}`), { ...request, url: `https://app1.example.com${path}`, headers: [...headers] })));
    expect(written!.trace.outcomes.map(({ verdict }) => verdict)).toEqual(planned!.trace.outcomes.map(({ verdict }) => verdict));
    expect(decided(written!.trace)).toEqual(decided(planned!.trace));
    expect(written!.answer.stops.map(({ rule }) => rule.name)).toEqual(planned!.answer.stops.map(({ rule }) => rule.name));
    expect(written!.trace.assumptions.map(({ name }) => name)).toEqual(planned!.trace.assumptions.map(({ name }) => name));
  });

  test('nothing is found in the folders', async () => {
    expect(checkedOf(await example('central-ingress/terraform')).findings.map(({ name, message }) => `${name}: ${message}`)).toEqual([]);
  });
});
