import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { connect as connectHttp2, constants, createServer } from 'node:http2';
import { connect, type AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { HopId, Op, Value } from '../src/ir/program.ts';
import type { Rehearsal } from '../src/serve/rehearse.ts';
import { alb, albReply, allowing, among, answer, dial, entry, is, networkOf, permissive, programOf, set, share, sidecar, stop, when, workload } from './up/programs.ts';
import { asked, running, told } from './up/rehearsing.ts';

const mesh = (alpn: string): Value => ({
  push: { sni: 'outbound_.80_._.web.xnat.svc.cluster.local', alpn, offer: { authority: 'mesh cluster.local', principal: 'cluster.local/ns/xnat/sa/gateway' }, demand: { authority: 'mesh cluster.local' } },
});

const marked = set('header(x-version)', { copy: 'http.version' });
const web = (session: Value | undefined, ...rules: Op[]): Record<HopId, readonly Op[]> => ({
  ...alb([share('web-0', dial('pod/xnat/web-0/8080', albReply))], session),
  'pod/xnat/web-0/8080': session === undefined ? permissive('web-0', ...rules) : sidecar('web-0', ...rules),
  'app/xnat/web-0/8080': workload('web-0'),
});

/** What rules of the sidecar see of the version, after the balancer spoke to it. */
describe('the version of HTTP on a way', () => {
  test.each([
    ['2', 'istio-http/1.1', '1.1'],
    ['2', 'istio-h2', '2'],
    ['1.1', 'istio-h2', '2'],
    ['1.1', 'istio-http/1.1', '1.1'],
    ['2', 'istio', '2'],
    ['1.1', 'istio', '1.1'],
  ] as const)('a client speaks %s, the sidecars agree on %s: the far one sees %s', async (version, alpn, seenThere) => {
    const hops = web(mesh(alpn), marked);
    const group = hops['group/alb/web']!;
    const settled = alpn === 'istio' ? group : [set('http.version', { literal: seenThere }), ...group];
    const { seen, disagreement } = await asked(await running(programOf({ ...hops, 'group/alb/web': settled })), { version, headers: [['X-Team', 'red'], ['Cookie', 'a=1'], ['Cookie', 'b=2']] });
    expect(disagreement).toBeUndefined();
    expect(told(seen).headers).toMatchObject({ 'x-version': seenThere, 'x-team': 'red', host: 'xnat.example.org' });
  });

  test('without TLS it goes on as it came', async () => {
    for (const version of ['1.1', '2'] as const) {
      const { seen, disagreement } = await asked(await running(programOf(web(undefined, marked))), { version });
      expect(disagreement).toBeUndefined();
      expect(told(seen).headers['x-version']).toBe(version);
    }
  });

  test('without TLS at the entry it is told by how it begins', async () => {
    const program = programOf({ 'pod/xnat/web-0/80': [among(when(is('http.version', '2'), answer(204)), when(is('http.version', '1.1'), answer(418)))] });
    for (const version of ['1.1', '2'] as const) {
      const { seen, disagreement } = await asked(await running(program), { version, url: 'http://web.xnat/', entry: 'pod/xnat/web-0/80' });
      expect([disagreement, seen.status]).toEqual([undefined, version === '2' ? 204 : 418]);
    }
  });

  test('bodies pass whole, and policies judge each request', async () => {
    const here = await running(programOf(web(mesh('istio-h2'), allowing('GET', 'PUT'))));
    const put = await asked(here, { version: '2', method: 'PUT', body: randomBytes(3_000_000) });
    expect([put.disagreement, told(put.seen).body.bytes]).toEqual([undefined, 3_000_000]);
    const post = await asked(here, { version: '2', method: 'POST', body: randomBytes(100_000) });
    expect([post.disagreement, post.seen.status, post.seen.body?.toString()]).toEqual([undefined, 403, 'RBAC: access denied']);
    expect((await asked(here, { version: '2', method: 'HEAD' })).seen.status).toBe(403);
  });

  test.each([
    ['a reset', stop('reset', 'plaintext-refused'), 502],
    ['a failed handshake', stop('handshake', 'tls-refused'), 502],
    ['silence', stop('dropped', 'guard-dropped'), 504],
  ] as const)('%s behind HTTP/2 is mapped by who dialled', async (_, verdict, status) => {
    const hops = web(mesh('istio-h2'), among(when(is('header(x-team)', 'red'), verdict)));
    const { seen, disagreement } = await asked(await running(programOf(hops), { clock: 200 }), { version: '2', headers: [['X-Team', 'red']] });
    expect([disagreement, seen.status]).toEqual([undefined, status]);
  });

  test('a reset that nobody answers for ends the stream', async () => {
    const { seen, disagreement } = await asked(await running(programOf({ ...web(undefined), 'group/alb/web': [dial('pod/xnat/web-0/8080')], 'pod/xnat/web-0/8080': [among(when(is('method', 'GET'), stop('reset', 'plaintext-refused')))] })), { version: '2' });
    expect([disagreement, seen.kind]).toEqual([undefined, 'reset']);
  });
});

test('many streams of one connection are each answered', async () => {
  const { rehearsal } = await running(programOf(web(mesh('istio-h2'))), { clock: 1 });
  const session = connectTo(rehearsal);
  const paths = await Promise.all(Array.from({ length: 40 }, (_, at) => got(session, `/${at}`)));
  expect(paths).toEqual(Array.from({ length: 40 }, (_, at) => `/${at}`));
});

test('a connection of an older program takes no further stream', async () => {
  const program = programOf(web(mesh('istio-h2')));
  const { rehearsal } = await running(program);
  const session = connectTo(rehearsal);
  expect(await got(session, '/before')).toBe('/before');
  const closed = new Promise((resolve) => session.once('close', resolve));
  await rehearsal.reload({ program, network: networkOf([entry]) });
  await closed;
  expect(session.destroyed).toBe(true);
});

test('a call on which both sides speak in turn goes on, also where it might be tried again', async () => {
  const server = createServer();
  server.on('stream', (stream) => {
    stream.on('error', () => {}).respond({ ':status': 200 });
    stream.on('data', (part: Buffer) => stream.write(part.toString().toUpperCase())).once('end', () => stream.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const app = new URL(`h2c://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const hops = web(mesh('istio-h2'));
  const again = { on: is('reply.outcome', 'reset'), attempts: 2 };
  const program = programOf({ ...hops, 'group/alb/web': hops['group/alb/web']!.map((op) => (op.op === 'pick' ? { ...op, again } : op)) });
  const { rehearsal } = await running(program, { app: () => app });
  const stream = connectTo(rehearsal).request({ ':path': '/a.B/C', ':method': 'POST', ':authority': 'xnat.example.org' });
  const answers: string[] = [];
  for (const word of ['one', 'two', 'three']) {
    stream.write(word);
    answers.push(await new Promise<string>((resolve) => stream.once('data', (part: Buffer) => resolve(part.toString()))));
  }
  stream.end();
  expect(answers).toEqual(['ONE', 'TWO', 'THREE']);
});

test('a gRPC program\'s trailers come through', async () => {
  const server = createServer();
  server.on('stream', (stream, headers) => {
    stream.on('error', () => {}).respond({ ':status': headers.te === 'trailers' ? 200 : 400, 'content-type': 'application/grpc' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '7' }));
    stream.pipe(stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const app = new URL(`h2c://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const { rehearsal } = await running(programOf(web(mesh('istio-h2'))), { app: () => app });
  const stream = connectTo(rehearsal).request({ ':path': '/a.B/C', ':method': 'POST', ':authority': 'xnat.example.org', te: 'trailers' });
  let trailers: Record<string, unknown> = {};
  let status: unknown;
  stream.once('response', (fields) => (status = fields[':status']));
  let text = '';
  stream.on('trailers', (fields) => (trailers = fields)).on('data', (part: Buffer) => (text += part.toString()));
  stream.end('to and fro');
  await new Promise((resolve) => stream.once('close', resolve));
  expect([status, text, trailers['grpc-status']]).toEqual([200, 'to and fro', '7']);
});

test('broken frames and calls that are given up harm nobody else', async () => {
  const here = await running(programOf({ ...web(undefined), 'pod/xnat/web-0/8080': permissive('web-0') }));
  const station = here.rehearsal.stations().find(({ place }) => place.hop === 'pod/xnat/web-0/8080')!.at;
  const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';
  for (const bytes of [preface, `${preface}\0\0\0\u0004\0\0\0\0\0and then no frames at all`, preface.slice(0, 16)]) {
    await new Promise<void>((resolve) => {
      const socket = connect(station.port, station.address, () => socket.write(bytes, 'latin1', () => setTimeout(() => socket.destroy(), 20)));
      socket.resume().on('error', () => {}).once('close', () => resolve());
    });
  }
  const session = connectTo(here.rehearsal);
  for (let turn = 0; turn < 20; turn++) {
    const stream = session.request({ ':path': '/', ':method': 'POST', ':authority': 'xnat.example.org' }).on('error', () => {});
    stream.write('some of it');
    setTimeout(() => stream.close(constants.NGHTTP2_CANCEL), turn % 7);
  }
  expect(await got(session, '/after')).toBe('/after');
  expect((await asked(here, { version: '2' })).disagreement).toBeUndefined();
  expect(here.troubles).toEqual([]);
});

test('curl chooses HTTP/2 where both can speak it', async ({ skip }) => {
  const { rehearsal } = await running(programOf(web(mesh('istio-http/1.1'), marked)));
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'ca.pem'), rehearsal.certificate);
  const { at } = rehearsal.entries()[0]!;
  const curl = await promisify(execFile)('curl', ['-sS', '--http2', '--cacert', join(folder, 'ca.pem'), '--connect-to', `xnat.example.org:443:${at.address}:${at.port}`, '-w', '%{http_version}', '-d', 'a=b', 'https://xnat.example.org/form']).catch((error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? undefined : Promise.reject(error)));
  if (curl === undefined) return skip('curl is not on this machine');
  const [, body = '', version] = /^([^]*\})\n?([\d.]+)$/.exec(curl.stdout) ?? [];
  expect(version).toBe('2');
  expect(JSON.parse(body)).toMatchObject({ method: 'POST', path: '/form', body: { bytes: 3 } });
});

function connectTo(rehearsal: Rehearsal): ReturnType<typeof connectHttp2> {
  const { at } = rehearsal.entries()[0]!;
  const session = connectHttp2(`https://${at.address}:${at.port}`, { servername: 'xnat.example.org', ca: rehearsal.certificate });
  onTestFinished(() => session.destroy());
  return session;
}

/** The path that the stand-in was asked for. */
function got(session: ReturnType<typeof connectHttp2>, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    session
      .request({ ':path': path, ':authority': 'xnat.example.org' })
      .on('data', (part: Buffer) => (text += part.toString()))
      .once('end', () => resolve(/"path": "([^"]*)"/.exec(text)?.[1] ?? text))
      .once('error', reject)
      .end();
  });
}
