import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { Agent } from 'node:https';
import { expect, test } from 'vitest';
import { alb, albReply, allowing, dial, permissive, programOf, share, sidecar, workload, meshSession } from './up/programs.ts';
import { curl, dialled, program, received } from './up/outside.ts';
import { asked, running, told } from './up/rehearsing.ts';

const way = programOf({
  ...alb([share('web-0', dial('pod/xnat/web-0/8080', albReply))], meshSession('gateway')),
  'pod/xnat/web-0/8080': sidecar('web-0', allowing('GET', 'HEAD', 'PUT', 'POST')),
  'app/xnat/web-0/8080': workload('web-0'),
});

const between = programOf({
  ...alb([share('web-0', dial('pod/xnat/web-0/8080', albReply))], { push: { alpn: 'istio-h2', offer: { authority: 'mesh cluster.local', principal: 'cluster.local/ns/xnat/sa/gateway' } } }),
  'pod/xnat/web-0/8080': sidecar('web-0'),
  'app/xnat/web-0/8080': workload('web-0'),
});

test('one client connection carries many requests, and so does each connection behind it', async () => {
  let connections = 0;
  const app = await program((_, answer) => answer.end('hello'));
  app.server.on('connection', () => connections++);
  const { rehearsal } = await running(way, { app: () => app.url });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ports = new Set<number | undefined>();
  for (let turn = 0; turn < 5; turn++) {
    const answer = await curl(rehearsal, { agent });
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toBe('hello');
    ports.add(Object.values(agent.freeSockets).flat()[0]?.localPort);
  }
  agent.destroy();
  expect(connections).toBe(1);
  expect(ports.size).toBe(1);
});

test('large bodies pass whole in both directions, with a length and in chunks', async () => {
  const app = await program((question, answer) => {
    answer.writeHead(200, question.headers['content-length'] === undefined ? {} : { 'content-length': question.headers['content-length'] });
    question.pipe(answer);
  });
  const { rehearsal } = await running(way, { app: () => app.url });
  const body = randomBytes(5_000_000);
  const sized = await curl(rehearsal, { method: 'PUT', headers: { 'content-length': String(body.length) }, body });
  expect(sized.headers['content-length']).toBe(String(body.length));
  expect(sized.body.equals(body)).toBe(true);
  const parts = Array.from({ length: 50 }, (_, at) => body.subarray(at * 100_000, (at + 1) * 100_000));
  const chunked = await curl(rehearsal, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' }, body: parts });
  expect(chunked.headers['transfer-encoding']).toBe('chunked');
  expect(chunked.body.equals(body)).toBe(true);
});

test('the stand-in counts what arrived', async () => {
  const here = await running(way);
  const body = randomBytes(300_000);
  const { seen } = await asked(here, { method: 'POST', body });
  expect(told(seen).body).toEqual({ bytes: 300_000, sha256: createHash('sha256').update(body).digest('hex') });
});

test('HEAD is answered without a body, and the connection goes on', async () => {
  const app = await program((question, answer) => {
    answer.setHeader('content-length', 5);
    answer.end(question.method === 'HEAD' ? undefined : 'hello');
  });
  const { rehearsal } = await running(way, { app: () => app.url });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const head = await curl(rehearsal, { method: 'HEAD', agent });
  expect([head.status, head.headers['content-length'], head.body.length]).toEqual([200, '5', 0]);
  expect((await curl(rehearsal, { agent })).body.toString()).toBe('hello');
  agent.destroy();
});

test('an answer without length ends with its connection', async () => {
  const app = await program((_, answer) => {
    answer.sendDate = false;
    answer.socket?.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nall of it');
  });
  const { rehearsal } = await running(way, { app: () => app.url });
  const answer = await curl(rehearsal);
  expect(answer.headers.connection).toBe('close');
  expect(answer.body.toString()).toBe('all of it');
});

test('a client that asks first is told to continue by the program, and by nobody if it is denied', async () => {
  const { rehearsal } = await running(way);
  const socket = await dialled(rehearsal);
  socket.write('POST / HTTP/1.1\r\nHost: xnat.example.org\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
  expect(await received(socket, '\r\n\r\n')).toMatch(/^HTTP\/1\.1 100 /);
  socket.write('abcd');
  expect(await received(socket, '"bytes": 4')).toMatch(/^HTTP\/1\.1 200 /);
  const denied = await dialled(rehearsal);
  denied.write('DELETE / HTTP/1.1\r\nHost: xnat.example.org\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n');
  expect(await received(denied)).toMatch(/^HTTP\/1\.1 403 [^]*RBAC: access denied$/);
});

test('an upload that is denied still reads its 403', async () => {
  const { rehearsal } = await running(way);
  const answer = await curl(rehearsal, { method: 'PATCH', headers: { 'content-length': '2000000' }, body: Buffer.alloc(2_000_000) });
  expect(answer.status).toBe(403);
  expect(answer.body.toString()).toBe('RBAC: access denied');
});

test.each(['HTTP/1.1', 'HTTP/2'])('an upgrade turns the way into a stream, where proxies speak %s', async (version) => {
  const app = await program(() => {});
  app.server.on('upgrade', (question, socket) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: ${question.headers.upgrade}\r\n\r\n`);
    socket.on('data', (part: Buffer) => socket.write(part.toString().toUpperCase()));
    socket.on('end', () => socket.end()).on('error', () => {});
  });
  const { rehearsal } = await running(version === 'HTTP/2' ? between : way, { app: () => app.url });
  const socket = await dialled(rehearsal);
  socket.write('GET /socket HTTP/1.1\r\nHost: xnat.example.org\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  expect(await received(socket, '\r\n\r\n')).toMatch(/^HTTP\/1\.1 101 [^]*Upgrade: websocket/);
  socket.write('over the way');
  expect(await received(socket, 'WAY')).toBe('OVER THE WAY');
});

test('when a client leaves, its request ends at the program too', async () => {
  const app = await program(() => {});
  const { rehearsal, lines } = await running(way, { app: () => app.url });
  const arrived = once(app.server, 'request') as Promise<[IncomingMessage]>;
  const socket = await dialled(rehearsal);
  socket.write('GET /slow HTTP/1.1\r\nHost: xnat.example.org\r\n\r\n');
  const [question] = await arrived;
  const gone = new Promise((resolve) => question.on('error', () => {}).once('close', resolve));
  socket.destroy();
  await gone;
  expect(question.destroyed).toBe(true);
  expect(lines.at(-1)?.verdict.kind).toBe('left');
});

test('a request whose end two readers would see in two places is refused', async () => {
  const { rehearsal } = await running(way);
  const socket = await dialled(rehearsal);
  socket.write('POST / HTTP/1.1\r\nHost: xnat.example.org\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n');
  expect(await received(socket)).toMatch(/^HTTP\/1\.1 400 [^]*both Content-Length and Transfer-Encoding/);
  const odd = await dialled(rehearsal);
  odd.write('GET / HTTP/1.1\r\nHost : xnat.example.org\r\n\r\n');
  expect(await received(odd)).toMatch(/^HTTP\/1\.1 400 /);
});

test('requests sent without waiting are answered in order', async () => {
  const { rehearsal } = await running(way);
  const socket = await dialled(rehearsal);
  const one = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: xnat.example.org\r\n${more}\r\n`;
  socket.write(one('/first') + one('/second') + one('/third', 'Connection: close\r\n'));
  const text = await received(socket);
  expect([...text.matchAll(/"path": "([^"]*)"/g)].map(([, path]) => path)).toEqual(['/first', '/second', '/third']);
});

test('HTTP/1.0 clients get an answer they can read', async () => {
  const app = await program((_, answer) => {
    answer.write('one ');
    answer.end('two');
  });
  const { rehearsal } = await running(way, { app: () => app.url });
  const socket = await dialled(rehearsal);
  socket.write('GET / HTTP/1.0\r\nHost: xnat.example.org\r\n\r\n');
  const text = await received(socket);
  expect(text).toMatch(/\r\n\r\none two$/);
  expect(text).not.toMatch(/transfer-encoding/i);
});

test('a user\'s program that does not run shows as a broken target', async () => {
  const plain = programOf({ ...alb([share('web-0', dial('pod/xnat/web-0/8080', albReply))]), 'pod/xnat/web-0/8080': permissive('web-0'), 'app/xnat/web-0/8080': workload('web-0') });
  const { rehearsal, troubles } = await running(plain, { app: () => new URL('http://127.0.0.1:9') });
  expect((await curl(rehearsal)).status).toBe(503);
  expect(troubles).toEqual(['the program behind xnat/web-0 at http://127.0.0.1:9/ does not answer: ECONNREFUSED']);
});
