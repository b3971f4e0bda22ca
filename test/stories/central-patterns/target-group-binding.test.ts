import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { rootFolder, textOf } from '../../sources.ts';
import { example } from '../played.ts';
import { strayIn } from '../shown.ts';
import { found, traced } from '../xnat/reading.ts';

const folder = 'examples/central-patterns/target-group-binding';
const at = (point: string): ReturnType<typeof example> => example(`central-patterns/target-group-binding/${point}`);
const shop = 'https://shop.example.com/';

describe('a target group of another VPC that a cluster fills', () => {
  test('has the pods as targets of zone all, and the load balancer reaches them through groups of both sides', async () => {
    const loaded = await at('bound');
    const targets = loaded.path.estate.ofType('aws_lb_target_group_attachment').map(({ body }) => [body['target_id'], body['availability_zone']]);
    expect(targets).toEqual([['10.30.1.20', 'all'], ['10.30.17.20', 'all']]);
    const { trace } = traced(loaded, { url: shop });
    expect(trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual(['delivered']);
    expect(trace.health.map(({ state }) => state)).toEqual(['healthy', 'healthy']);
    const rules = trace.outcomes[0]!.steps.map(({ origin }) => origin.rule);
    expect(rules).toContain('egress tcp 8080 to 10.30.0.0/16');
    expect(rules).toContain('ingress tcp 8080 from sg-edge (edge)');
    expect(found(loaded).filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('is shut where the group of the load balancer lets nothing out, which the cluster cannot mend', async () => {
    const { answer } = traced(await at('traps/balancer-group-shut'), { url: shop });
    expect(answer.trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 504, cause: 'guard-dropped' });
    const [mend] = answer.stops[0]!.mends;
    expect(mend).toMatchObject({ title: 'allow tcp/8080 to 10.30.0.0/20, 10.30.16.0/20 on sg-edge (edge)', certainty: 'proved' });
    expect(mend?.command).toMatch(/^aws ec2 authorize-security-group-egress --group-id sg-edge /);
    expect(mend?.proof.opens).toEqual([]);
  });

  test('is shut where the binding opens nothing', async () => {
    const { answer } = traced(await at('traps/opens-nothing'), { url: shop });
    expect(answer.trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 504, cause: 'guard-dropped' });
    expect(answer.stops[0]!.mends.map(({ title, proof }) => [title, proof.opens.length > 0])).toEqual([
      ['allow tcp/8080 from sg-edge (edge) on sg-nodes (nodes)', false],
      ['allow tcp/8080 from 10.20.0.0/16 (all of vpc-0a1a2a3a) on sg-nodes (nodes)', true],
    ]);
  });

  test('takes no instances of the other VPC', async () => {
    const loaded = await at('traps/instances');
    expect(found(loaded, 'binding-crosses-vpc')).toHaveLength(1);
    expect(traced(loaded, { url: shop }).trace.outcomes[0]!.verdict).toMatchObject({ kind: 'answered', status: 503, cause: 'no-targets' });
  });

  test('is fought over by two clusters, unless both share it', async () => {
    expect(found(await at('traps/two-clusters'), 'target-group-shared-by-clusters')).toHaveLength(2);
    const shared = await at('shared');
    expect(found(shared, 'target-group-shared-by-clusters')).toEqual([]);
    expect(traced(shared, { url: shop }).trace.health).toHaveLength(4);
  });

  test('the page has every point, and names findings and folders that exist', () => {
    const points = readdirSync(`${rootFolder()}/${folder}/traps`).map((name) => `traps/${name}`);
    const rows = [...textOf(`${folder}/README.md`).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual(['bound', 'shared', ...points].sort());
    expect(strayIn(`${folder}/README.md`, ['aws-vpc-id'])).toEqual([]);
  });
});
