import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { judged } from '../findings/judge.ts';
import { traceOf } from '../path/trace.ts';
import { paintOf } from '../report/paint.ts';
import { traceText } from '../report/trace-text.ts';
import { requestOf, type Asked } from './ask.ts';
import { load, type Loaded } from './load.ts';
import { answerOf } from './trace.ts';

const partner = `apiVersion: v1
kind: Pod
metadata: { name: ingress, namespace: mesh, labels: { istio: ingress } }
spec: { containers: [{ name: istio-proxy, image: auto }] }
---
apiVersion: v1
kind: Service
metadata: { name: ingress, namespace: mesh }
spec: { type: LoadBalancer, selector: { istio: ingress }, ports: [{ name: https, port: 443 }] }
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: partner, namespace: mesh }
spec: { selector: { istio: ingress }, servers: [{ port: { number: 443, name: https, protocol: HTTPS }, hosts: [partner.example.org], tls: { mode: MUTUAL, credentialName: partner } }] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: partner, namespace: mesh }
spec: { hosts: [partner.example.org], gateways: [partner], http: [{ fault: { abort: { httpStatus: 418, percentage: { value: 100 } } }, route: [{ destination: { host: web } }] }] }
`;

async function read(text: string): Promise<Loaded> {
  return readFiles({ 'estate.yaml': text });
}

async function readFiles(files: Readonly<Record<string, string>>): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await Promise.all(Object.entries(files).map(([name, text]) => writeFile(join(folder, name), text)));
  return load([folder]);
}

function said(loaded: Loaded, asked: Asked): string {
  const request = requestOf(asked);
  const traced = 'wrong' in request ? request : traceOf(loaded.path, request);
  if ('wrong' in traced) throw new Error(traced.wrong);
  return traceText(answerOf(loaded, traced), paintOf('plain'));
}

test('a gateway that wants a client certificate tells which one to offer, and that one is taken', async () => {
  const loaded = await read(partner);
  const url = 'https://partner.example.org/';
  const offered = '--client-cert mesh/partner-cacert';
  for (const clientCert of [undefined, 'somebody']) expect(said(loaded, { url, ...(clientCert === undefined ? {} : { clientCert }) })).toContain(offered);
  expect(said(loaded, { url, clientCert: 'mesh/partner-cacert' })).toContain('418 I\'m a Teapot');
});

test('a log line of a hop behind the first stop has the name of the proxy, not its address', async () => {
  expect(said(await read(partner), { url: 'https://partner.example.org/' })).toContain('logged as 418 FI fault_filter_abort by gateway mesh/ingress');
});

/** A VPC of one Region as AWS describes it, with two interfaces of one group. */
function region(name: string, net: number): string {
  const [vpc, subnet, group] = [`vpc-${net}`, `subnet-${net}`, `sg-${net}`];
  const everything = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
  return JSON.stringify({
    Vpcs: [{ VpcId: vpc, CidrBlock: `10.${net}.0.0/16` }],
    Subnets: [{ SubnetId: subnet, VpcId: vpc, CidrBlock: `10.${net}.1.0/24`, AvailabilityZone: `${name}a` }],
    NetworkInterfaces: [7, 8].map((last) => ({ NetworkInterfaceId: `eni-${net}-${last}`, SubnetId: subnet, VpcId: vpc, AvailabilityZone: `${name}a`, PrivateIpAddress: `10.${net}.1.${last}`, Groups: [{ GroupId: group }] })),
    SecurityGroups: [{ GroupId: group, VpcId: vpc, IpPermissions: [everything], IpPermissionsEgress: [everything] }],
    RouteTables: [{ RouteTableId: `rtb-${net}`, VpcId: vpc, Associations: [{ Main: true }], Routes: [{ DestinationCidrBlock: `10.${net}.0.0/16`, GatewayId: 'local', State: 'active' }] }],
  });
}

test('answers of two Regions read as one are told with every answer, and by check', async () => {
  const asked: Asked = { url: 'tcp://10.1.1.8:443', from: 'eni-1-7' };
  const mixed = await readFiles({ 'one.json': region('eu-west-1', 1), 'other.json': region('us-east-1', 2) });
  expect(said(mixed, asked)).toMatch(/delivered to eni-1-8:443[^]*also told[^]*\n {2}warning: answers of several Regions are read as those of one: eu-west-1 in \S+one.json:1, us-east-1 in \S+other.json:1\..*say in sallyport.yaml which file is which. inputs: \[\{ path: \S+one.json, account: "...", region: eu-west-1 \}/);
  expect(judged(mixed.path, mixed.problems).map(({ finding: { name, severity } }) => `${severity} ${name}`)).toEqual(['warning answers-mixed-up']);
  const alone = await readFiles({ 'one.json': region('eu-west-1', 1) });
  expect(said(alone, asked)).not.toContain('several Regions');
});

test('a page that is missing is told with every answer: what is on it counts as not there', async () => {
  const cut = await readFiles({ 'one.json': JSON.stringify({ ...(JSON.parse(region('eu-west-1', 1)) as object), NextToken: 'more' }) });
  expect(said(cut, { url: 'tcp://10.1.1.8:443', from: 'eni-1-7' })).toContain('what is on the others is taken not to be there');
});
