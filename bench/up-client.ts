import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect as plain, type Socket } from 'node:net';
import { connect } from 'node:tls';

/** Where to ask, and how hard. */
interface Load {
  readonly address: string;
  readonly port: number;
  /** Absent: plain HTTP. */
  readonly certificate?: string;
  /** Absent: HTTP/1.1. */
  readonly version?: '2';
  readonly connections: number;
  readonly seconds: number;
}

const request = 'GET /data/projects HTTP/1.1\r\nHost: xnat.example.org\r\nUser-Agent: bench\r\nAccept: */*\r\n\r\n';

/** One process that asks: kept connections, one request each at a time. Tells how many were answered, and how fast. */
process.on('message', (load: Load) => void run(load).then((told) => process.send?.(told)));

async function run(load: Load): Promise<unknown> {
  const { address, port, certificate, connections, seconds } = load;
  if (load.version === '2') return runStreams(load);
  const sockets = await Promise.all(Array.from({ length: connections }, () => opened(address, port, certificate)));
  const times: number[] = [];
  const statuses = new Map<string, number>();
  const until = performance.now() + seconds * 1000;
  await Promise.all(sockets.map((socket) => asking(socket, until, times, statuses)));
  for (const socket of sockets) socket.destroy();
  return toldOf(times, statuses);
}

/** Over HTTP/2: as many connections, one stream each at a time. */
async function runStreams({ address, port, certificate, connections, seconds }: Load): Promise<unknown> {
  const times: number[] = [];
  const statuses = new Map<string, number>();
  const until = performance.now() + seconds * 1000;
  await Promise.all(Array.from({ length: connections }, async () => {
    const session = connectHttp2(`https://${address}:${port}`, { servername: 'xnat.example.org', ...(certificate === undefined ? {} : { ca: certificate }) });
    while (performance.now() < until) {
      const begun = performance.now();
      const status = await answered(session);
      times.push(performance.now() - begun);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    session.destroy();
  }));
  return toldOf(times, statuses);
}

function answered(session: ClientHttp2Session): Promise<string> {
  return new Promise((resolve, reject) => {
    let status = '';
    const stream = session.request({ ':path': '/data/projects', ':authority': 'xnat.example.org' });
    stream.on('response', (fields) => (status = String(fields[':status']))).once('end', () => resolve(status)).once('error', reject).resume();
  });
}

function toldOf(times: number[], statuses: ReadonlyMap<string, number>): unknown {
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
