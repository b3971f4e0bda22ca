import { describe, expect, onTestFinished, test } from 'vitest';
import { arrivalOf, placeOf, sentOf } from '../src/cli/rehearse-request.ts';
import type { Path } from '../src/path/path.ts';
import type { Request } from '../src/path/request.ts';
import { traceOf } from '../src/path/trace.ts';
import { disagreement, predictedBy } from '../src/serve/agree.ts';
import type { Seen } from '../src/serve/client.ts';
import { rehearse, type Rehearsal } from '../src/serve/rehearse.ts';
import type { Alteration } from '../src/serve/site.ts';
import { nodesOf } from '../src/serve/stations.ts';
import { centralWith, request, type Change } from './up/central.ts';
import { told } from './up/rehearsing.ts';

const [groups, acls] = ['internet/describe-security-groups.json', 'internet/describe-network-acls.json'];
const [attributes, listeners, own] = ['eks/describe-target-group-attributes-nginx-8a4d1f6b2c9e3570.json', 'eks/describe-listeners.json', 'eks/describe-security-groups.json'];
const app = request('https://app1.example.com/api/v1/items');

const header: Change = { file: attributes, from: /("proxy_protocol_v2.enabled",\s*"Value": )"false"/, to: '$1"true"' };
const reads: Change = { file: 'sallyport.yaml', from: /(port: 80,[^\n]*)proxyProtocol: false/, to: '$1proxyProtocol: true' };
const healthReads: Change = { file: 'sallyport.yaml', from: /port: 10254, speaks: http,/, to: 'port: 10254, speaks: http, proxyProtocol: true,' };
/** One endpoint only, so that no health check leads past it. */
const lone: Change = { file: 'internet/describe-target-health-app1-6d2c9b0f4e8a3157.json', from: /,\s*\{\s*"Target": \{\s*"Id": "10\.12\.12\.50"[^]*/, to: ']}' };
/** The endpoint's group names another one than the balancer's. */
const stranger: Change = { file: groups, from: /("UserIdGroupPairs": \[\s*\{\s*"Description": "from the load balancer",\s*"UserId": "111122223333",\s*"GroupId": )"sg-0a51d8c2e7f30b964"/, to: '$1"sg-0ffffffffffffffff"' };

interface Here {
  readonly path: Path;
  readonly rehearsal: Rehearsal;
}

async function up(path: Path, asked: Request, alter?: Alteration): Promise<Here> {
  const arrival = arrivalOf(path, asked);
  if (arrival === undefined || 'wrong' in arrival) throw new Error(`${asked.url} cannot be asked`);
  let state = 7;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const rehearsal = await rehearse(path, { random, now: Date.now(), clock: 40, addressing: 'own', client: {}, also: nodesOf(path.program, placeOf(arrival)), ...(alter === undefined ? {} : { alter }) });
  if ('wrong' in rehearsal) throw new Error(rehearsal.wrong);
  onTestFinished(() => rehearsal.close());
  return { path, rehearsal };
}

/** What a client sees at each node that a name server may name, and how that differs from what is predicted. */
async function atEachNode({ path, rehearsal }: Here, asked: Request): Promise<readonly { readonly seen: Seen; readonly differs: string | undefined }[]> {
  const arrival = arrivalOf(path, asked);
  const trace = traceOf(path, asked);
  if (arrival === undefined || 'wrong' in arrival || 'wrong' in trace) throw new Error(`${asked.url} cannot be asked`);
  const all: { seen: Seen; differs: string | undefined }[] = [];
  for (const entry of nodesOf(path.program, placeOf(arrival))) {
    const seen = await rehearsal.send({ ...sentOf(arrival, asked), entry });
    all.push({ seen, differs: disagreement(predictedBy(trace), seen) });
  }
  return all;
}

function word({ kind, status }: Seen): string {
  return kind === 'answered' || kind === 'delivered' ? String(status) : kind;
}

describe('the central way in, from a client on the internet to a pod behind PrivateLink', () => {
  test('each node of the balancer delivers, and the pod sees a node of the Network Load Balancer', async () => {
    const here = await up(await centralWith(), app);
    const nodes = await atEachNode(here, app);
    expect(nodes.map(({ seen, differs }) => [word(seen), differs])).toEqual([['200', undefined], ['200', undefined], ['200', undefined]]);
    for (const { seen } of nodes) {
      expect(['10.11.0.40', '10.11.8.40', '10.11.16.40']).toContain(told(seen).source.address);
      expect(told(seen).headers).toMatchObject({ 'x-forwarded-for': '203.0.113.10', 'x-forwarded-proto': 'https' });
      expect(seen.decisions.map(({ hop }) => hop.split('/')[0])).toEqual(['group', 'targets', 'pod']);
    }
  });

  test('every node asks every target that it may use, over the same network', async () => {
    const { rehearsal } = await up(await centralWith(), app);
    const [outer, inner] = ['group/central/app1', 'targets/nginx/nginx'].map((group) => rehearsal.health().filter((found) => found.group === group));
    expect(outer?.map(({ state }) => state)).toEqual(Array<string>(9).fill('healthy'));
    expect(inner?.map(({ node, state }) => `${node === undefined ? 'somebody' : 'a node'} finds it ${state}`)).toEqual(Array<string>(3).fill('a node finds it healthy'));
  });

  test.each<readonly [string, readonly Change[], readonly string[]]>([
    ['the endpoint lets nobody in whom its group does not name', [stranger], ['504', '504', '504']],
    ['the pods let nobody in but each other', [{ file: own, from: /"GroupId": "sg-0c73fae4091520db8"(\s*})/g, to: '"GroupId": "sg-0ffffffffffffffff"$1' }], ['504', '504', '504']],
    ['replies of the endpoint to one zone are dropped on their way', [{ file: acls, from: /("CidrBlock": "10.12.0.0\/23",\s*"Egress": true,\s*"PortRange": \{\s*)"From": 1024,\s*"To": 65535/, to: '$1"From": 80, "To": 80' }], ['504', '200', '200']],
    ['the health check of the pods has no way, so that none of them is healthy', [{ file: own, from: /"FromPort": 10254,(\s*)"ToPort": 10254/g, to: '"FromPort": 10255,$1"ToPort": 10255' }], ['200', '200', '200']],
    ['the Network Load Balancer listens on another port', [{ file: listeners, from: /"Port": 80,/, to: '"Port": 8080,' }], ['504', '504', '504']],
    ['the balancer writes a PROXY protocol header, and NGINX reads none', [header], ['400', '400', '400']],
    ['NGINX waits for a header, and nobody writes one', [reads], ['502', '502', '502']],
    ['the network of the client is shut out', [{ file: acls, from: /"Entries": \[/, to: '"Entries": [{ "CidrBlock": "203.0.113.0/24", "Egress": false, "Protocol": "-1", "RuleAction": "deny", "RuleNumber": 50 },' }], ['dropped', 'dropped', 'dropped']],
  ])('%s', async (_, changes, expected) => {
    const here = await up(await centralWith(changes), app);
    const nodes = await atEachNode(here, app);
    expect(nodes.map(({ seen, differs }) => [word(seen), differs])).toEqual(expected.map((each) => [each, undefined]));
  });

  test('the web ACL stops a client that does not say what it is, before any network behind the balancer', async () => {
    const silent = request(app.url, { headers: ['User-Agent:'] });
    const here = await up(await centralWith(), silent);
    const nodes = await atEachNode(here, silent);
    expect(nodes.map(({ seen, differs }) => [word(seen), differs])).toEqual([['403', undefined], ['403', undefined], ['403', undefined]]);
  });

  test('a header that NGINX reads names the node of the first balancer, and the endpoint it came through', async () => {
    const here = await up(await centralWith([header, reads, healthReads]), app);
    for (const { seen, differs } of await atEachNode(here, app)) {
      expect([word(seen), differs]).toEqual(['200', undefined]);
      const { preamble } = told(seen) as unknown as { readonly preamble: { readonly address: string; readonly endpoint: string } };
      expect(['10.12.0.37', '10.12.2.114', '10.12.4.201']).toContain(preamble.address);
      expect(preamble.endpoint).toBe('vpce-0a7c3e9f5d1b28640');
    }
    expect(here.rehearsal.health().every(({ state }) => state === 'healthy')).toBe(true);
  });
});

describe('a station changed behind the program\'s back breaks the agreement', () => {
  const origin = { resource: 'behind the back', rule: '' };

  test.each<readonly [string, Alteration, string]>([
    ['the way to the Network Load Balancer ends at a closed port', { hop: 'wire/eni-0a1b92c3d4e5f6071 -> address/10.12.10.50/80', refuse: true }, '502'],
    ['the group of the endpoint lets nobody in', { hop: 'in/eni-0d4e25f6a7b8c93a4/80', ops: [{ op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, origin }] }, '504'],
    ['the relay dials where nobody is', { hop: 'targets/nginx/nginx/80', ops: [{ op: 'dial', hop: 'pod/nobody/nobody/80', reply: [], origin }] }, '502'],
  ])('%s', async (_, alter, rehearsed) => {
    const here = await up(await centralWith([lone]), app, alter);
    const seen = (await Promise.all([1, 2].map(() => atEachNode(here, app)))).flat();
    expect(new Set(seen.flatMap(({ differs }) => differs?.match(/rehearsed .*/)?.[0] ?? []))).toEqual(new Set([`rehearsed ${rehearsed}`]));
  });

  test('and a group that lets in whom it should not', async () => {
    const here = await up(await centralWith([stranger, lone]), app, { hop: 'in/eni-0d4e25f6a7b8c93a4/80', ops: [{ op: 'goto', hop: 'beyond/eni-0d4e25f6a7b8c93a4/80', origin }] });
    const seen = (await Promise.all([1, 2].map(() => atEachNode(here, app)))).flat();
    expect(seen.map(({ differs }) => differs).find((differs) => differs !== undefined)).toMatch(/^predicted 504, rehearsed (200|delivered)/);
  });
});
