import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { asksOf, writeCertificates } from '../src/cli/up-asks.ts';
import { clientOf, doorsOf } from '../src/cli/up-client.ts';
import { startText, type Facts } from '../src/cli/up-text.ts';
import { paintOf } from '../src/report/paint.ts';
import { all, any, not } from '../src/ir/match.ts';
import { among, answer, dial, entry, goto, is, networkOf, origin, programOf, set, share, when, workload } from './up/programs.ts';
import { deployment, estateOf, namespace, service } from './up/estate.ts';
import { running } from './up/rehearsing.ts';

const cacert = 'secret istio-system/clients-cacert';
const place = { hop: entry.address, facts: { 'dst.port': 443 } };

/** A gateway that wants a client certificate, in front of a sidecar that looks at tokens. */
const program = programOf({
  'listener/alb/443': [{ op: 'pick', origin, bind: 'target', among: [share('gw', goto('listener/gw'))] }],
  'listener/gw': [among(when(is('session.sni', 'xnat.example.org'), set('session', { pop: { certificate: { authority: 'public' }, verify: { authority: cacert, required: true } } }), goto('chain/web'))), answer(404)],
  'chain/web': [dial('pod/xnat/web-0/8080')],
  'pod/xnat/web-0/8080': [
    among(when(is('session.state', 'open'), set('session', { pop: { certificate: { authority: 'mesh cluster.local' }, verify: { authority: 'mesh cluster.local', required: true } } }))),
    among(when(any(all(is('token(header authorization)', 'read'), is('token(header authorization claim iss)', 'https://login.example.org'), is('token(header authorization claim aud)', 'shop')), all(is('token(query t)', 'read'), not(any(is('token(query t expired)', 'true'), not(is('token(query t claim iss)', 'other')))))))),
    ...workload('web-0'),
  ],
});

test('a door tells what those behind it want to be shown', () => {
  expect(asksOf(program, place, 'xnat.example.org')).toEqual({
    certificates: [{ authority: cacert, required: true }],
    tokens: [
      { issuer: 'https://login.example.org', audience: 'shop', place: { in: 'header', name: 'authorization' } },
      { issuer: 'other', place: { in: 'query', name: 't' } },
    ],
  });
  expect(asksOf(program, place, 'else.example.org').certificates).toEqual([]);
  expect(asksOf(program, { hop: 'nobody', facts: {} }, '')).toEqual({ certificates: [], tokens: [] });
});

test('the lines that up prints are taken by curl, certificate, token and all', async ({ skip }) => {
  const { rehearsal } = await running(program, { network: networkOf([entry]) });
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const authority = join(folder, 'ca.pem');
  await writeFile(authority, rehearsal.certificate);
  const { written, remove } = await writeCertificates(join(folder, 'keys'), [cacert, cacert], rehearsal);
  expect(await readdir(join(folder, 'keys'))).toEqual(['secret-istio-system-clients-cacert.crt', 'secret-istio-system-clients-cacert.key']);
  expect((await stat(written[0]!.key)).mode & 0o777).toBe(0o600);

  const { at } = rehearsal.entries()[0]!;
  const door = { title: 'Gateway', url: 'https://xnat.example.org/', connectTo: `xnat.example.org:443:${at.address}:${at.port}`, asks: () => asksOf(program, place, 'xnat.example.org') };
  const facts: Facts = { authority, clock: 20, client: 'me', watched: true, shared: false, written, tokens: rehearsal.tokens, control: { url: 'http://127.0.0.1:1', secret: 'known' } };
  const lines = startText(rehearsal, [door], facts, paintOf('plain')).split('\n').map((line) => line.trim()).filter((line) => line.startsWith('curl '));
  expect(lines).toHaveLength(2);
  const asked = await Promise.all(lines.map((line) => promisify(execFile)('sh', ['-c', `${line} -sS`]).then(({ stdout }) => stdout, (error: Error) => error.message)));
  if (asked.some((text) => text.includes('not found'))) skip('curl is not on this machine');
  for (const text of asked) expect(text).toContain('"workload": "xnat/web-0"');
  expect(asked[1]).toContain('"authorization": "(hidden');

  const without = startText(rehearsal, [door], { ...facts, written: [] }, paintOf('plain'));
  expect(without).toContain(`# wants a client certificate of ${cacert}: --client-cert-out FOLDER writes one`);
  await remove();
  expect(await readdir(join(folder, 'keys'))).toEqual([]);
});

test('a client inside is told how to ask Services, and what ServiceEntries add to them', async () => {
  const outer = 'apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: { name: out, namespace: shop }\nspec: { hosts: [api.example.net, "*.example.com"], ports: [{ number: 443, name: https, protocol: HTTPS }, { number: 81, name: http, protocol: HTTP }, { number: 5432, name: db, protocol: TCP }], resolution: DNS }';
  const { path, rehearsal } = await estateOf([namespace('shop', 'injected'), deployment('shop', 'web', [8080]), service('shop', 'web', '{ name: http, port: 80, targetPort: 8080 }'), outer], []);
  const client = clientOf(path, { kind: 'pod', namespace: 'shop', name: 'web' });
  if ('wrong' in client) throw new Error(client.wrong);
  expect(client.doors.map(({ title, url }) => [title, url])).toEqual([
    ['Service shop/web port 80', 'http://web.shop/'],
    ['ServiceEntry shop/out port 443', 'https://api.example.net/'],
    ['ServiceEntry shop/out port 81', 'http://api.example.net:81/'],
    ['ServiceEntry shop/out port 5432', 'tcp://api.example.net:5432'],
  ]);
  // None of them listens: this rehearsal was started for nobody inside.
  expect(doorsOf(rehearsal, client, path)).toEqual([]);
});

test('behind a wildcard the names that somebody routes are asked', async () => {
  const server = (name: string, port: number, host: string): string => `{ port: { number: ${port}, name: ${name}, protocol: HTTP }, hosts: ["${host}"] }`;
  const gateway = `apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: { name: public, namespace: shop }\nspec: { selector: { app: gateway }, servers: [${server('a', 80, '*.example.com')}, ${server('b', 81, '*.example.net')}] }`;
  const routes = (name: string, host: string, gateways: string): string => `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: { name: ${name}, namespace: shop }\nspec: { hosts: ["${host}"], gateways: [${gateways}], http: [{ route: [{ destination: { host: web } }] }] }`;
  const inbound = 'apiVersion: v1\nkind: Service\nmetadata: { name: gateway, namespace: shop }\nspec: { type: LoadBalancer, selector: { app: gateway }, ports: [{ name: a, port: 80 }, { name: http-b, port: 81 }] }';
  const { path, rehearsal } = await estateOf([namespace('shop', 'plain'), deployment('shop', 'gateway', [80, 81]).replace('name: gateway, image', 'name: istio-proxy, image'), inbound, gateway, routes('web', 'web.example.com', 'public'), routes('inner', 'inner.example.com', 'mesh'), routes('every', '*.example.com', 'public')], []);
  const client = clientOf(path, { kind: 'internet' });
  if ('wrong' in client) throw new Error(client.wrong);
  expect(doorsOf(rehearsal, client, path).map(({ url }) => url)).toEqual(['http://web.example.com/', 'http://any.example.net:81/']);
});
