import { fork, spawnSync, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { startNginx } from './up-nginx.ts';

interface UpRow {
  readonly name: string;
  readonly rate: string;
  readonly cpu: string;
  readonly latency: string;
  readonly ratio?: string;
}

interface Served {
  readonly address: string;
  readonly port: number;
  readonly certificate?: string;
}

interface Told {
  readonly answered: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly median: number;
  readonly worst: number;
}

interface Usage {
  readonly cpu: { readonly user: number; readonly system: number };
  readonly memory: number;
}

const seconds = 4;

/**
 * Requests per second and CPU per request through ALB -> sidecar (mTLS, policy) -> workload, three real hops in one
 * process, beside nginx doing the same, and Node's own server without any hop. The asking process is not counted in CPU.
 */
export async function upRows(): Promise<readonly UpRow[]> {
  const rows = [await rehearsalRow(32), await rehearsalRow(1), await rehearsalRow(32, '2'), await nodeRow()];
  const nginx = await nginxRow();
  return nginx === undefined ? [...rows, { name: 'nginx', rate: 'not on this machine', cpu: '', latency: '' }] : [...rows, nginx, ratioRow(rows[0]!, nginx)];
}

async function rehearsalRow(connections: number, version?: '2'): Promise<UpRow> {
  return measured(`up, 3 hops, ${connections} ${connections === 1 ? 'connection' : 'connections'}${version === undefined ? '' : ', clients speak HTTP/2'}`, await child('up-server', ['rehearsal']), connections, version);
}

async function nodeRow(): Promise<UpRow> {
  return measured('node:http, no hop, no TLS', await child('up-server', ['node']), 32);
}

async function measured(name: string, { process: server, first }: Child, connections: number, version?: '2'): Promise<UpRow> {
  const served = first as Served;
  await loaded(served, connections, 1, version);
  const before = (await asked(server)) as Usage;
  const told = await loaded(served, connections, seconds, version);
  const after = (await asked(server)) as Usage;
  server.kill();
  const cpu = (after.cpu.user + after.cpu.system - before.cpu.user - before.cpu.system) / told.answered;
  return row(name, told, cpu, `${Math.round(after.memory / 1e6)} MB resident`);
}

function row(name: string, told: Told, cpu: number, note: string): UpRow {
  const odd = Object.keys(told.statuses).some((status) => status !== '200') ? ` (answers: ${JSON.stringify(told.statuses)})` : '';
  return { name, rate: `${Math.round(told.answered / seconds)} requests/s${odd}`, cpu: `${cpu.toFixed(0)} µs CPU/request`, latency: `p50 ${told.median.toFixed(2)} ms, p99 ${told.worst.toFixed(2)} ms`, ratio: note };
}

async function nginxRow(): Promise<UpRow | undefined> {
  if (spawnSync('nginx', ['-v']).error !== undefined) return undefined;
  const nginx = await startNginx();
  try {
    await loaded(nginx.served, 32, 1);
    const before = nginx.cpu();
    const told = await loaded(nginx.served, 32, seconds);
    return row('nginx, the same 3 hops, one worker', told, (nginx.cpu() - before) / told.answered, nginx.version);
  } finally {
    nginx.stop();
  }
}

function ratioRow(ours: UpRow, theirs: UpRow): UpRow {
  const ratio = Number.parseFloat(ours.cpu) / Number.parseFloat(theirs.cpu);
  return { name: 'CPU per request, up / nginx', rate: ratio.toFixed(1), cpu: '', latency: '' };
}

interface Child {
  readonly process: ChildProcess;
  readonly first: unknown;
}

async function child(name: string, given: readonly string[]): Promise<Child> {
  const process = fork(fileURLToPath(new URL(`./${name}.js`, import.meta.url)), [...given]);
  return { process, first: await message(process) };
}

async function loaded(served: Served, connections: number, during: number, version?: '2'): Promise<Told> {
  const process = fork(fileURLToPath(new URL('./up-client.js', import.meta.url)));
  process.send({ ...served, connections, seconds: during, ...(version === undefined ? {} : { version }) });
  const told = (await message(process)) as Told;
  process.kill();
  return told;
}

function asked(process: ChildProcess): Promise<unknown> {
  process.send('usage');
  return message(process);
}

function message(process: ChildProcess): Promise<unknown> {
  return new Promise((resolve, reject) => {
    process.once('message', resolve);
    process.once('exit', (code) => reject(new Error(`${process.spawnargs.at(-1)} ended with ${code}`)));
  });
}
