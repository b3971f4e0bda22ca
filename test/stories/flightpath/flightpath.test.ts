import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pathOf } from '../../../src/path/path.ts';
import type { Answer } from '../../../src/report/answer.ts';
import { applyEdits } from '../../../src/resource/edit.ts';
import { rootFolder, textOf } from '../../sources.ts';
import { example } from '../played.ts';
import { strayIn } from '../shown.ts';
import { traced } from '../xnat/reading.ts';

const readme = 'examples/flightpath/README.md';
const shop = 'https://shop.example.com/';

const points = new Map<string, ReturnType<typeof example>>();

/** A point of the story, read once. */
function at(point: string): ReturnType<typeof example> {
  const known = points.get(point) ?? example(point === '' ? 'flightpath' : `flightpath/${point}`);
  points.set(point, known);
  return known;
}

async function answered(point: string, url: string, from?: string): Promise<Answer> {
  return traced(await at(point), { url, ...(from === undefined ? {} : { from }) }).answer;
}

/** Everything that has to be changed, by its first mend, and what else that opens. */
function changes({ stops, besides }: Answer): readonly unknown[] {
  return [...stops, ...besides].map(({ rule, mends: [mend] }) => [rule.name, mend?.title, mend?.certainty, mend?.proof.opens]);
}

const allow = (port: number): readonly unknown[] => ['guard-drops-traffic', `allow tcp/${port} from sg-edge (edge) on sg-pods (pods)`, 'proved', []];
const entries = (numbers: string, port: number): readonly unknown[] => [
  'network-acl-denies-traffic',
  `add ingress entries ${numbers} to network ACL acl-pods-b (left over from the migration): allow tcp ${port} from 10.20.0.0/24 and 10.20.1.0/24, below entry 90`,
  'proved',
  [],
];
const everything = [allow(8080), entries('88 and 89', 8080), allow(8081), entries('86 and 87', 8081)];

describe('one answer names every setting to change', () => {
  test.each([
    ['of a request', shop, undefined],
    ['of packets of a whole VPC', 'tcp://10.30.1.20:8080', 'vpc:vpc-ingress'],
    ['of packets of a node of the load balancer', 'tcp://10.30.1.20:8080', '10.20.0.20'],
    ['of packets of its interface', 'tcp://10.30.1.20:8080', 'eni-edge-b'],
  ])('%s', async (_what, url, from) => {
    const answer = await answered('', url, from);
    expect(changes(answer)).toEqual(everything);
    expect(answer.besides.map(({ about }) => about)).toContain('the health check of shop, from edge to port 8081,');
    expect(answer.together?.trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual([url === shop ? 'answered' : 'delivered']);
    expect(answer.together?.left).toBe(0);
  });

  test('with the command that makes the change', async () => {
    const { stops, besides } = await answered('', shop);
    const commands = [...stops, ...besides].map(({ mends: [mend] }) => mend?.command);
    expect(commands[0]).toBe("aws ec2 authorize-security-group-ingress --group-id sg-pods --ip-permissions 'IpProtocol=tcp,FromPort=8080,ToPort=8080,UserIdGroupPairs=[{GroupId=sg-edge}]'");
    expect(commands[1]?.split(' && ')).toHaveLength(2);
    expect(commands.every((command) => command?.startsWith('aws ec2 ') === true)).toBe(true);
  });

  test('who asks as somebody else is told about the security group only', async () => {
    const answer = await answered('', 'tcp://10.30.1.20:8080', '10.20.9.30');
    expect(answer.stops.map(({ rule, mends: [mend] }) => [rule.name, mend?.title])).toEqual([['guard-drops-traffic', 'allow tcp/8080 from sg-tools (tools) on sg-pods (pods)']]);
    expect(answer.besides).toEqual([]);
    expect(answer.stops[0]?.mends[0]?.proof.opens).toEqual([]);
  });
});

describe("the article's mend", () => {
  test('comes second, with whom else it lets in', async () => {
    for (const [url, from] of [[shop, undefined], ['tcp://10.30.1.20:8080', 'vpc:vpc-ingress']] as const) {
      const { stops } = await answered('', url, from);
      const wide = stops[0]?.mends[1];
      expect(wide?.title).toBe('allow tcp/8080 from 10.20.0.0/16 (all of vpc-ingress) on sg-pods (pods)');
      expect(wide?.proof.opens.map(({ who }) => who)).toEqual(expect.arrayContaining(['eni-build (build machine, 10.20.9.30) to eni-node-a (10.30.1.20), tcp/8080', 'any other host in subnet-edge-a to eni-node-a (10.30.1.20), tcp/8080']));
      expect(wide?.proof.opens.some(({ who }) => who.startsWith('eni-jump'))).toBe(false);
    }
  });

  test('leaves zone b and the health checks as they are', async () => {
    const answer = await answered('traps/whole-vpc', shop);
    expect(changes(answer).map((change) => (change as readonly unknown[])[1])).toEqual([entries('88 and 89', 8080)[1], allow(8081)[1], entries('86 and 87', 8081)[1]]);
  });

  test('an entry that denies more than the packets asked about opens more when it goes', async () => {
    const { stops } = await answered('', shop);
    const gone = stops[1]?.mends[1];
    expect(gone?.title).toBe('remove ingress entry 90 of network ACL acl-pods-b (left over from the migration): entry 100 behind it allows what it denies');
    expect(gone?.proof.opens.map(({ who }) => who)).toContain('eni-jump (jump host, 10.20.9.9) to eni-node-b (10.30.17.20), tcp/8080');
  });
});

describe('step by step', () => {
  const steps = [
    ['', ['504', '504'], 2, 'dropped'],
    ['traps/whole-vpc', ['504', '200'], 2, 'delivered'],
    ['steps/1-security-group', ['504', '200'], 2, 'dropped'],
    ['steps/2-network-acl', ['200'], 2, 'dropped'],
    ['mended', ['200'], 0, 'dropped'],
  ] as const;
  test.each(steps)('%s', async (point, answers, failing, build) => {
    const { trace } = await answered(point, shop);
    expect(trace.outcomes.map(({ verdict }) => (verdict.kind === 'answered' ? String(verdict.status) : verdict.kind)).sort()).toEqual([...answers].sort());
    expect(trace.health.filter(({ state }) => state !== 'healthy')).toHaveLength(failing);
    const packets = await answered(point, 'tcp://10.30.1.20:8080', '10.20.9.30');
    expect(packets.trace.outcomes.map(({ verdict }) => verdict.kind)).toEqual([build]);
  });

  test('the model with the first mend of each stop is the mended one', async () => {
    const loaded = await at('');
    const { stops, besides } = traced(loaded, { url: shop }).answer;
    const edits = [...stops, ...besides].flatMap(({ mends: [mend] }) => mend?.edits ?? []);
    const mended = traced({ ...loaded, path: pathOf(applyEdits(loaded.path.resources, edits)) }, { url: shop }).trace;
    expect(mended.outcomes.map(({ verdict }) => verdict)).toMatchObject([{ kind: 'answered', status: 200 }]);
    expect(mended.health.map(({ state }) => state)).toEqual(['healthy', 'healthy']);
  });
});

describe('the page', () => {
  test('has every point, and names findings and folders that exist', () => {
    const folders = ['steps', 'traps'].flatMap((folder) => readdirSync(`${rootFolder()}/examples/flightpath/${folder}`).map((name) => `${folder}/${name}`));
    const rows = [...textOf(readme).matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name).filter((name) => name !== undefined && (name.includes('/') || name === 'mended'));
    expect(rows.sort()).toEqual([...folders, 'mended'].sort());
    expect(strayIn(readme, ['acl-pods-b'])).toEqual([]);
  });
});
