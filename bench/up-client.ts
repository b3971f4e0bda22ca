import { connect as plain, type Socket } from 'node:net';
import { connect } from 'node:tls';

/** Where to ask, and how hard. */
interface Load {
  readonly address: string;
  readonly port: number;
  /** Absent: plain HTTP. */
  readonly certificate?: string;
  readonly connections: number;
  readonly seconds: number;
}

const request = 'GET /data/projects HTTP/1.1\r\nHost: xnat.example.org\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n';

/** One process that asks: kept connections, one request each at a time. Tells how many were answered, and how fast. */
process.on('message', (load: Load) => void run(load).then((told) => process.send?.(told)));

async function run({ address, port, certificate, connections, seconds }: Load): Promise<unknown> {
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(address, port, certificate)));
  const times: number[] = [];
  const statuses = new Map<string, number>();
  const until = performance.now() + seconds * 1000;
  await Promise.all(sockets.map((socket) => asking(socket, until, times, statuses)));
  for (const socket of sockets) socket.destroy();
  times.sort((a, b) => a - b);
  return { answered: times.length, statuses: Object.fromEntries(statuses), median: times[times.length >> 1] ?? 0, worst: times[Math.floor(times.length * 0.99)] ?? 0 };
}

function opened(host: string, port: number, ca: string | undefined): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = ca === undefined ? plain({ host, port, noDelay: true }) : connect({ host, port, ca, servername: 'xnat.example.org' });
    socket.once(ca === undefined ? 'connect' : 'secureConnect', () => resolve(socket.setNoDelay(true))).once('error', reject);
  });
}

function asking(socket: Socket, until: number, times: number[], statuses: Map<string, number>): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    let begun = 0;
    const ask = (): void => {
      begun = performance.now();
      socket.write(request);
    };
    socket.on('data', (part) => {
      text += part.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < end + 4 + length) return;
      const now = performance.now();
      times.push(now - begun);
      const status = text.slice(9, 12);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      text = text.slice(end + 4 + length);
      if (now < until) ask();
      else resolve();
    });
    socket.once('error', reject).once('close', () => reject(new Error('the server closed a connection')));
    ask();
  });
}
