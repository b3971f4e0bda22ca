import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../../src/cli/load.ts';
import { writtenBy } from '../../../src/cli/written.ts';
import type { Answer } from '../../../src/report/answer.ts';
import { rootFolder, textOf } from '../../sources.ts';
import { strayIn } from '../shown.ts';
import { placeOf, traced } from '../xnat/reading.ts';
import { at, patched } from './estates.ts';

const question = { url: 'tcp://10.30.1.20:8080', from: 'vpc:ingress' };
const shop = { url: 'https://shop.example.com/', from: '203.0.113.10' };
const estate = (): Promise<Loaded> => at('flightpath', 'estate');

function everything({ stops, besides }: Answer): readonly string[] {
  return [...stops, ...besides].map(({ rule, blocker }) => `${rule.name} ${placeOf(blocker.origin.at)}`);
}

/** The lines that a mend adds. */
function added(loaded: Loaded, answer: Answer, mend: number): readonly string[] {
  return writtenBy(loaded, answer.stops[0]!.mends[mend]!.edits).patch.split('\n').flatMap((line) => (line.startsWith('+ ') ? [line.slice(1).trim().replace(/\s+/g, ' ')] : []));
}

describe('the question of FlightPath, before anything is applied', () => {
  test('is answered by the group, and the line of the one rule that it has', async () => {
    const { trace, answer } = traced(await estate(), question);
    expect(trace.outcomes.map(({ verdict }) => verdict)).toMatchObject([{ kind: 'dropped', cause: 'guard-dropped' }]);
    expect(everything(answer)).toContain('guard-drops-traffic main.tf:68');
    expect(answer.stops[0]!.closest).toMatch(/^closest: aws_security_group pods lets in tcp 8080 from 10\.20\.9\.9\/32 \(.*flightpath\/estate\/cluster\/main\.tf:77\); this comes from/);
  });

  test('the smallest mend names the load balancer through the state of the other folder; the wide one stands beside it, with whom else it lets in', async () => {
    const loaded = await estate();
    const { answer } = traced(loaded, question);
    const [narrow, wide] = answer.stops[0]!.mends;
    expect([narrow?.title, narrow?.certainty]).toEqual(['allow tcp/8080 from aws_security_group edge on aws_security_group pods', 'proved']);
    expect(added(loaded, answer, 0)).toContain('referenced_security_group_id = local.network.edge_group_id');
    expect([wide?.title, wide?.certainty]).toEqual(['allow tcp/8080 from 10.20.0.0/16 (all of aws_vpc.ingress) on aws_security_group pods', 'proved']);
    expect(wide?.proof.opens.map(({ who }) => who)).toContain('aws_network_interface.build (10.20.0.99) to aws_network_interface.pods["a"] (10.30.1.20), tcp/8080');
    expect(narrow?.proof.opens.some(({ who }) => who.includes('build'))).toBe(false);
    // The rule for the jump host stays.
    expect(writtenBy(loaded, answer.stops[0]!.mends[0]!.edits).patch).not.toMatch(/^-[^-]/m);
  });

  test('as a request it meets the network ACL and the port of the health check, too', async () => {
    const { answer } = traced(await estate(), shop);
    expect(everything(answer)).toEqual(['guard-drops-traffic main.tf:68', 'network-acl-denies-traffic main.tf:94', 'guard-drops-traffic main.tf:68', 'network-acl-denies-traffic main.tf:94']);
  });

  test('with the first mends written into the files, everybody is reached who should be, and nobody else', async () => {
    await patched('flightpath', 'estate', (loaded) => {
      const { stops, besides } = traced(loaded, shop).answer;
      return [...stops, ...besides].flatMap(({ mends: [mend] }) => mend?.edits ?? []);
    }, (mended, changed) => {
      expect(changed).toEqual(['estate/cluster/main.tf']);
      const { trace, answer } = traced(mended, shop);
      expect(trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual(['delivered']);
      expect(answer.stops).toEqual([]);
      expect(new Set(trace.health.map(({ state }) => state))).toEqual(new Set(['healthy']));
      expect(traced(mended, { url: 'tcp://10.30.1.20:8080', from: '10.20.0.99' }).trace.outcomes[0]!.verdict.kind).toBe('dropped');
    });
  });
});

test("the article's mend lets the build machine in, and leaves one zone and the health checks as they are", async () => {
  const loaded = await at('flightpath', 'traps/c6-whole-vpc');
  const { trace, answer } = traced(loaded, shop);
  expect(trace.outcomes.map(({ verdict }) => (verdict.kind === 'answered' ? verdict.status : verdict.kind)).map(String).sort()).toEqual(['504', 'delivered']);
  expect(everything(answer)).toEqual(['network-acl-denies-traffic main.tf:94', 'guard-drops-traffic main.tf:68', 'network-acl-denies-traffic main.tf:94']);
  expect(trace.health.every(({ state }) => state === 'unhealthy')).toBe(true);
  expect(traced(loaded, { url: 'tcp://10.30.1.20:8080', from: '10.20.0.99' }).trace.outcomes[0]!.verdict.kind).toBe('delivered');
});

describe('the page', () => {
  const page = 'examples/central-patterns/README.md';
  test('names every trap of every pattern, and findings and folders that exist', () => {
    const folder = join(rootFolder(), 'examples/central-patterns/terraform');
    const points = readdirSync(folder).flatMap((pattern) => readdirSync(join(folder, pattern, 'traps')).map((trap) => `${pattern}/traps/${trap}`));
    expect(points.filter((point) => !textOf(page).includes(`\`${point}\``))).toEqual([]);
    expect(strayIn(page, ['aws-vpc-id', 'target-group-binding', 'enable-frontend-nlb'])).toEqual([]);
  });

  test('has every item and every trap of the article', () => {
    const rows = [...textOf(page).matchAll(/^\| (c?\d+) /gm)].map(([, name]) => name);
    expect(rows).toEqual(['1', '2', '3', '4', '5', '6', '7', '8', '9', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8']);
  });
});
