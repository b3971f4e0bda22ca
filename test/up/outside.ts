import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { Agent, request } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { onTestFinished } from 'vitest';
import type { Rehearsal } from '../../src/serve/rehearse.ts';

/** Clients and programs that are not part of a rehearsal. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  readonly interim: readonly number[];
}

export interface Wanted {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer | readonly Buffer[];
  readonly agent?: Agent;
}

/** An HTTPS request of Node's own client to the first entry. */
export function curl(rehearsal: Rehearsal, wanted: Wanted = {}): Promise<Answer> {
  const { at } = rehearsal.entries()[0]!;
  return new Promise((resolve, reject) => {
    const interim: number[] = [];
    const sent = request(
      {
        host: at.address,
        port: at.port,
        servername: 'xnat.example.org',
        ca: rehearsal.certificate,
        method: wanted.method ?? 'GET',
        path: wanted.path ?? '/',
        headers: { host: 'xnat.example.org', ...wanted.headers },
        agent: wanted.agent ?? new Agent({ keepAlive: false }),
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts), interim }));
        answer.once('error', reject);
      },
    );
    sent.on('information', ({ statusCode }) => interim.push(statusCode));
    sent.once('error', reject);
    if (Array.isArray(wanted.body)) for (const part of wanted.body as readonly Buffer[]) sent.write(part);
    sent.end(Buffer.isBuffer(wanted.body) ? wanted.body : undefined);
  });
}

/** A raw TLS connection to the first entry. */
export async function dialled(rehearsal: Rehearsal): Promise<TLSSocket> {
  const { at } = rehearsal.entries()[0]!;
  const socket = connect({ host: at.address, port: at.port, servername: 'xnat.example.org', ca: rehearsal.certificate });
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  return socket;
}

/** What comes until the other side is done, or until the text has come. */
export function received(socket: Socket, until?: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const done = (): void => resolve(text);
    socket.on('data', (part: Buffer) => {
      text += part.toString('latin1');
      if (until !== undefined && text.includes(until)) done();
    });
    socket.once('end', done).once('close', done).on('error', done);
  });
}

/** A user's own program. */
export async function program(listener: RequestListener): Promise<{ readonly url: URL; readonly server: Server }> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  }));
  return { url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`), server };
}

