import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import { load, type Loaded } from '../../../src/cli/load.ts';
import { patchOf } from '../../../src/formats/patch.ts';
import { terraformEdits } from '../../../src/formats/terraform-edits.ts';
import { rule as apply } from '../../../src/findings/apply-ends-with-error/rule.ts';
import type { Finding } from '../../../src/findings/rule.ts';
import type { Mend } from '../../../src/mend/prove.ts';
import { traced } from '../xnat/reading.ts';
import { rewritten } from './estates.ts';

const plain = { url: 'http://central.example.com/internet', from: '203.0.113.10' };
const secure = { ...plain, url: 'https://central.example.com/internet' };

/** Writes a mend into the files, as its patch says, and reads them again. */
async function applied(copy: string, { path, inputs }: Loaded, edits: Mend['edits']): Promise<Loaded> {
  const { files } = patchOf(inputs.files, path.resources, edits, terraformEdits(inputs.terraform, path.resources, edits));
  expect(files.size).toBeGreaterThan(0);
  for (const [name, text] of files) writeFileSync(name, text.replaceAll('ARN-OF-YOUR-CERTIFICATE', 'arn:aws:acm:eu-central-1:111122223333:certificate/6f1d0c52-2a7b-4b8e-9c35-0d2e8a417f60'));
  return load([copy]);
}

test('mend by mend, as it stands in the answers, until the request is delivered over TLS', async () => {
  await rewritten('as-published', [], async (copy) => {
    let estate = await load([copy]);
    const [first] = traced(estate, plain).answer.stops;
    expect(first!.mends.map(({ certainty }) => certainty)).toEqual(['proved', 'proved']);
    estate = await applied(copy, estate, first!.mends.find(({ title }) => title.includes('go on encrypting'))!.edits);
    expect(traced(estate, plain).trace.outcomes).toMatchObject([{ verdict: { kind: 'delivered' }, when: [] }]);

    const listener = checkedOf(estate).findings.find(({ name }) => name === 'plaintext-from-internet')!;
    expect(listener.mends.map(({ certainty }) => certainty)).toEqual(['needs a value']);
    estate = await applied(copy, estate, listener.mends[0]!.edits);
    const closed = traced(estate, secure).answer.stops;
    expect(closed.map(({ rule, mends }) => [rule.name, mends[0]?.certainty])).toEqual([['guard-drops-traffic', 'proved']]);
    estate = await applied(copy, estate, closed[0]!.mends[0]!.edits);

    const { trace, answer } = traced(estate, secure);
    expect(answer.stops).toEqual([]);
    expect(trace.outcomes).toMatchObject([{ verdict: { kind: 'delivered', workload: 'ingress-nginx/ingress-nginx-controller' }, when: [] }]);
    const { proofs, findings } = checkedOf(estate);
    expect(proofs.map(({ to, sealed }) => [to.split(' ')[0], sealed])).toEqual([['ALB', 'verified'], ['endpoint', 'encrypted']]);
    expect(findings.filter(({ name }) => name === 'tls-sent-to-plaintext-port' || name === 'plaintext-from-internet')).toEqual([]);
  });
}, 60_000);

// e3, e4, e18
test('what apply refuses is taken once its mends are written, and nothing else is refused instead', async () => {
  await rewritten('as-published', [], async (copy) => {
    let estate = await load([copy]);
    const refused = (): Finding[] => [...apply.find!(estate.path)];
    expect(refused()).toHaveLength(3);
    for (let left = 3; left > 0; left--) {
      const { edits } = refused()[0]!.proposals[0]!;
      estate = await applied(copy, estate, edits);
      expect(refused()).toHaveLength(left - 1);
    }
  });
}, 60_000);
