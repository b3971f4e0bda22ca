import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ruleOf } from '../../../src/findings/blocked.ts';
import { rootFolder, textOf } from '../../sources.ts';
import { example } from '../played.ts';
import { strayIn } from '../shown.ts';
import { found, lineOf, placeOf, traced } from '../xnat/reading.ts';

const readme = 'examples/central-patterns/firewall-insertion/README.md';
const at = (point: string): ReturnType<typeof example> => example(`central-patterns/firewall-insertion/${point}`);

/** How packets of a node of the load balancer fare on their way to a pod, and which firewall sees them and their reply. */
async function sent(point: string, pod: string): Promise<{ readonly verdict: string; readonly seen: readonly string[]; readonly names: readonly string[]; readonly assumed: readonly string[] }> {
  const loaded = await at(point);
  const { trace } = traced(loaded, { url: `tcp://${pod}:8080`, from: 'eni-alb-a' });
  const [first, ...others] = trace.outcomes;
  expect(others).toEqual([]);
  const { verdict, steps, blockers } = first!;
  return {
    verdict: 'cause' in verdict && verdict.cause !== undefined ? `${verdict.kind} ${verdict.cause}` : verdict.kind,
    seen: [...new Set(steps.flatMap(({ hop, origin }) => (/^(back-)?firewall\//.test(hop) && origin.note !== undefined ? [hop.split('/').slice(0, 2).join('/')] : [])))],
    names: blockers.map((blocker) => ruleOf(blocker).name),
    assumed: trace.assumptions.map(({ name }) => name),
  };
}

describe('the firewall between a central load balancer and the pods', () => {
  test('sees requests and replies, also between zones, and what its rules drop is assumed to be nothing', async () => {
    const inside = await sent('inserted', '10.30.1.50');
    expect(inside).toMatchObject({ verdict: 'delivered', names: [], assumed: expect.arrayContaining(['inspection-passes']) });
    expect(inside.seen).toEqual(['firewall/eni-firewall-a', 'back-firewall/eni-firewall-a']);
    expect((await sent('inserted', '10.30.2.50')).verdict).toBe('delivered');
    expect(found(await at('inserted')).filter(({ name }) => /firewall/.test(name))).toEqual([]);
  });

  test('is bypassed by propagated routes, which are longer than the one that leads through it', async () => {
    expect(await sent('traps/bypassed', '10.30.1.50')).toMatchObject({ verdict: 'delivered', seen: [] });
    const loaded = await at('traps/bypassed');
    const findings = found(loaded, 'route-bypasses-firewall');
    expect(findings.map(({ message }) => message).sort()).toEqual([
      'packets from vpc-eks to 10.10.0.0/16 (vpc-ingress) pass no firewall: tgw-rtb-spokes has a longer route for them than the one to vpc-inspection',
      'packets from vpc-ingress to 10.30.0.0/16 (vpc-eks) pass no firewall: tgw-rtb-spokes has a longer route for them than the one to vpc-inspection',
    ]);
    expect(findings.map((finding) => placeOf(finding.at).split(':')[0])).toEqual(['past-firewall.json', 'past-firewall.json']);
  });

  test('drops what follows where only the reply goes past it', async () => {
    expect(await sent('traps/bypassed-one-way', '10.30.1.50')).toMatchObject({ verdict: 'dropped asymmetric', seen: ['firewall/eni-firewall-a'], names: ['reply-misses-firewall'] });
    expect(found(await at('traps/bypassed-one-way'), 'route-bypasses-firewall').length).toBe(1);
  });

  test('inspects nothing where its policy passes statelessly', async () => {
    expect(await sent('traps/passes-statelessly', '10.30.1.50')).toMatchObject({ verdict: 'delivered', assumed: expect.not.arrayContaining(['inspection-passes']) });
    const loaded = await at('traps/passes-statelessly');
    const [finding, ...others] = found(loaded, 'firewall-inspects-nothing');
    expect(others).toEqual([]);
    expect(placeOf(finding?.at)).toBe(lineOf(loaded, 'passes-statelessly.json', '"StatelessDefaultActions"'));
  });

  test('in two zones loses connections between them without appliance mode', async () => {
    expect((await sent('traps/without-appliance-mode', '10.30.1.50')).verdict).toBe('delivered');
    expect(await sent('traps/without-appliance-mode', '10.30.2.50')).toMatchObject({ verdict: 'dropped asymmetric', names: ['reply-misses-firewall'] });
    expect(found(await at('traps/without-appliance-mode'), 'firewall-without-appliance-mode').length).toBe(1);
  });
});

test('a request through the load balancer passes the firewall, too', async () => {
  const { trace } = traced(await at('inserted'), { url: 'https://app.example.com/', from: '198.51.100.9' });
  expect(trace.outcomes.every(({ verdict }) => verdict.kind === 'delivered')).toBe(true);
  expect(trace.outcomes[0]?.steps.some(({ hop }) => hop.startsWith('firewall/'))).toBe(true);
});

test('every point of the folder is in the table, and the page names findings that exist', () => {
  const traps = readdirSync(`${rootFolder()}/examples/central-patterns/firewall-insertion/traps`).map((name) => `\`traps/${name}\``);
  expect(['`inserted`', ...traps].filter((point) => !textOf(readme).includes(point))).toEqual([]);
  expect(strayIn(readme, [])).toEqual([]);
});
