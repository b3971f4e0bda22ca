import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cloudText } from '../bench/cloud.ts';
import { checkedOf } from '../src/cli/check.ts';
import { pointCarrier } from '../src/engine/point.ts';
import { walk } from '../src/engine/walk.ts';
import { readInputs, type Inputs } from '../src/formats/inputs.ts';
import { packetsAt } from '../src/path/packets.ts';
import { pathOf, type Path } from '../src/path/path.ts';
import { traceOf } from '../src/path/trace.ts';
import { rootFolder } from './sources.ts';

/** A path that counts the hops that walks meet: work without end shows in it, and no clock is needed. */
function counting(inputs: Inputs): { readonly path: Path; readonly met: () => number } {
  const path = pathOf(inputs.resources);
  let count = 0;
  const hop: Path['program']['hop'] = (id) => {
    if (++count > 50_000) throw new Error(`more than 50,000 hops were met, the last one was ${id}`);
    return path.program.hop(id);
  };
  return { path: { ...path, program: { hop } }, met: () => count };
}

// Two zones, a transit gateway, and nodes, targets and blockers in both: replies to a client of no known address once had every route.
test.each(['.', 'mended', 'steps/1-security-group', 'steps/2-network-acl', 'traps/whole-vpc'])('a question to examples/flightpath/%s is answered after a few hundred hops', async (variant) => {
  const inputs = await readInputs([join(rootFolder(), 'examples/flightpath', variant)]);
  const { path, met } = counting(inputs);
  expect(traceOf(path, { url: 'https://shop.example.com/', method: 'GET', headers: [], from: { kind: 'internet', assumed: true } })).toBeDefined();
  expect(met()).toBeLessThan(2_000);
  expect(checkedOf({ path, inputs, problems: [] }).findings).toBeDefined();
  expect(met()).toBeLessThan(25_000);
});

test('packets of which nobody knows the sender go through a transit gateway between ten VPCs without wandering about', async () => {
  const inputs = await readInputs(['-'], { stdin: () => cloudText({ vpcs: 12, subnets: 60, interfaces: 60, rules: 120, peered: 2, attached: 10 }) });
  for (const from of ['subnet-00020000', 'vpc-00000002', 'eni-00020001']) {
    const { path, met } = counting(inputs);
    const packets = packetsAt(path, { from: { interface: from }, to: '10.7.2.12', protocol: 'tcp', port: 443 });
    if (packets !== undefined) walk(path.program, pointCarrier(), packets.entry, packets.point, { onward: true });
    expect(met(), from).toBeLessThan(2_000);
  }
});
