import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cloudText, type CloudSize } from '../bench/cloud.ts';
import type { Interface } from '../src/dialects/aws/network/interfaces.ts';
import { at } from '../src/engine/diagram.ts';
import { lookupOf } from '../src/engine/lookup.ts';
import { pointCarrier } from '../src/engine/point.ts';
import { createStore } from '../src/engine/store.ts';
import { walk } from '../src/engine/walk.ts';
import { readInputs } from '../src/formats/inputs.ts';
import { endsOf, packetReach, reachedFrom } from '../src/path/packets-reach.ts';
import { packetsAt } from '../src/path/packets.ts';
import { pathOf, type Path } from '../src/path/path.ts';
import { casesFolder, whyNone } from './conformance/cases.ts';

const asked = [
  ['tcp', 22],
  ['tcp', 443],
  ['tcp', 5432],
  ['tcp', 8080],
  ['udp', 80],
  ['icmp', undefined],
] as const;

/** Pairs of the table that point walks contradict, and how many of all were open. */
function contradicted(path: Path, every = 1): { readonly wrong: readonly string[]; readonly open: number; readonly perhaps: number } {
  const reach = packetReach(path, createStore());
  const ends = endsOf(path.estate).filter(({ addresses }) => addresses.length > 0);
  const wrong: string[] = [];
  let [open, perhaps, count] = [0, 0, 0];
  for (const from of ends) {
    const table = new Map(reachedFrom(reach, from.key).map((between) => [between.to, between]));
    for (const to of ends) {
      if (from === to || count++ % every !== 0) continue;
      for (const [protocol, port] of asked) {
        const fields = { protocol, 'dst.address': to.addresses[0]!, ...(port === undefined ? {} : { 'dst.port': port }) };
        const holds = (set: number | undefined): boolean => set !== undefined && at(reach.store, set, lookupOf(fields)) === true;
        const said = holds(table.get(to.key)?.open) ? 'open' : holds(table.get(to.key)?.perhaps) ? 'perhaps' : 'closed';
        const found = walked(path, from, to, protocol, port);
        if (found === 'open') open++;
        if (found === 'perhaps') perhaps++;
        if (said !== found) wrong.push(`${from.key} -> ${to.key} ${protocol} ${port ?? ''}: the table says ${said}, the walk ${found}`);
      }
    }
  }
  return { wrong, open, perhaps };
}

function walked(path: Path, from: Interface, to: Interface, protocol: string, port: number | undefined): 'open' | 'perhaps' | 'closed' {
  const packets = packetsAt(path, { from: { interface: from.key }, to: to.addresses[0]!, protocol, ...(port === undefined ? {} : { port }) });
  if (packets === undefined) return 'closed';
  const ways = walk(path.program, pointCarrier(), packets.entry, packets.point, { onward: false });
  // Whatever is behind the interface, or nothing: the reply has come home first.
  const there = ways.filter(({ verdict, by }) => verdict.kind !== 'dropped' || by.startsWith(`beyond/${to.key}/`) || ('cause' in verdict && verdict.cause === 'no-listener'));
  return there.length === 0 ? 'closed' : there.length === ways.length ? 'open' : 'perhaps';
}

async function pathFrom(text: string): Promise<Path> {
  return pathOf((await readInputs(['-'], { stdin: () => text })).resources);
}

test.each<CloudSize>([
  { vpcs: 2, subnets: 6, interfaces: 12, rules: 40, peered: 2, attached: 0, seed: 1 },
  { vpcs: 3, subnets: 9, interfaces: 12, rules: 45, peered: 0, attached: 3, seed: 2 },
  { vpcs: 5, subnets: 20, interfaces: 20, rules: 75, peered: 2, attached: 2, seed: 3 },
  { vpcs: 4, subnets: 28, interfaces: 28, rules: 80, peered: 2, attached: 2, seed: 4 },
])('the table of all pairs says what walks of single packets say: %o', async (size) => {
  const { wrong, open } = contradicted(await pathFrom(cloudText(size)));
  expect(wrong).toEqual([]);
  expect(open).toBeGreaterThan(20);
});

describe('estates that AWS has described', () => {
  const folder = join(casesFolder(), 'aws', 'snapshots');
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  if (files.length === 0) test(`no estates: ${whyNone() ?? folder}`, () => expect(files).toEqual([]));
  test.each(files)('%s: the table of all pairs says what walks of single packets say', async (file) => {
    const { resources } = await readInputs([join(folder, file)]);
    expect(contradicted(pathOf(resources)).wrong).toEqual([]);
  });
});
