import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import { pointCarrier } from '../src/engine/point.ts';
import { createStore, none } from '../src/engine/store.ts';
import { walk } from '../src/engine/walk.ts';
import { readInputs } from '../src/formats/inputs.ts';
import { packetsAt } from '../src/path/packets.ts';
import { endsOf, packetReach, reachedFrom } from '../src/path/packets-reach.ts';
import { pathOf, type Path } from '../src/path/path.ts';
import { cloudText, wholeCloud } from './cloud.ts';

interface PairRow {
  readonly name: string;
  readonly milliseconds: number;
  readonly note: string;
}

/** One thread's part of all senders. */
interface Judged {
  readonly senders: number;
  readonly open: number;
  readonly sets: number;
  readonly milliseconds: number;
  readonly nodes: number;
}

/** An estate of 100 VPCs: single packets through it, and what gets from every interface to every other one at every protocol and port. */
export async function pairRows(): Promise<readonly PairRow[]> {
  const { path, milliseconds } = await loaded();
  const ends = endsOf(path.estate);
  const flows = [0, 700, 1_300, 1_301, 1_700].map((at) => [ends[at]!.key, ends[at + 7]!.addresses[0]!] as const);
  const cold = process.cpuUsage();
  const traces = flows.map(([from, to], at) => ({ milliseconds: traced(path, from, to), ...(at === 0 ? { busy: busy(cold) } : {}) }));
  const again = flows.map(([from, to]) => traced(path, from, to)).sort((a, b) => a - b)[2]!;
  const threads = Math.min(2, availableParallelism());
  const [from, idle] = [performance.now(), process.cpuUsage()];
  const parts = await Promise.all(Array.from({ length: threads }, (_, part) => judgedIn({ part, parts: threads })));
  const [whole, spent] = [performance.now() - from, busy(idle)];
  const sum = (of: (part: Judged) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const senders = sum((part) => part.senders);
  const rows = senders * (ends.length - 1);
  return [
    { name: 'reading 100 VPCs, 2,000 subnets, 5,000 rules, 2,000 interfaces', milliseconds, note: `${path.estate.resources.length.toLocaleString('en')} resources` },
    { name: 'first trace of a packet there', milliseconds: traces[0]!.milliseconds, note: `${Math.round(traces[0]!.busy ?? 0)} ms of them the processor's; others before their hops are known: ${traces.slice(1).map(({ milliseconds: time }) => time.toFixed(1)).join(', ')} ms; aim under 50 ms` },
    { name: 'the same traces again', milliseconds: again, note: 'median of 5' },
    { name: 'all ordered pairs, every protocol and port', milliseconds: Math.max(...parts.map((part) => part.milliseconds)), note: `${rows.toLocaleString('en')} pairs of ${senders.toLocaleString('en')} interfaces in ${threads} threads, forth and back: ${sum((part) => part.open).toLocaleString('en')} are open for something, ${sum((part) => part.sets)} different sets; aim 10 s; with reading the estate in each thread ${Math.round(whole)} ms, and ${Math.round(spent)} ms of the processors; ${sum((part) => part.nodes)} nodes` },
  ];
}

/** What the processors did since then: other work on the machine is not in it. */
function busy(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e3;
}

async function loaded(): Promise<{ readonly path: Path; readonly milliseconds: number }> {
  const text = cloudText(wholeCloud);
  const from = performance.now();
  const { resources } = await readInputs(['-'], { stdin: () => text });
  const path = pathOf(resources);
  return { path, milliseconds: performance.now() - from };
}

function traced(path: Path, from: string, to: string): number {
  const start = performance.now();
  const packets = packetsAt(path, { from: { interface: from }, to, protocol: 'tcp', port: 443 })!;
  walk(path.program, pointCarrier(), packets.entry, packets.point, { onward: true });
  return performance.now() - start;
}

function judgedIn(part: { readonly part: number; readonly parts: number }): Promise<Judged> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { allPairs: part }, resourceLimits: { maxYoungGenerationSizeMb: 128 } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function judge({ part, parts }: { readonly part: number; readonly parts: number }): Promise<Judged> {
  const { path } = await loaded();
  const from = performance.now();
  const reach = packetReach(path, createStore());
  // Neighbours, two peered VPCs of 20 interfaces each, go to one thread: what they have in common is judged there.
  const own = endsOf(path.estate).filter((_, index) => Math.floor(index / 40) % parts === part);
  const found = own.flatMap(({ key }) => reachedFrom(reach, key).filter((between) => between.to !== key && between.open !== none));
  return { senders: own.length, open: found.length, sets: new Set(found.map(({ open }) => open)).size, milliseconds: performance.now() - from, nodes: reach.store.nodes.count };
}

const asked = (workerData as { readonly allPairs?: { readonly part: number; readonly parts: number } } | null)?.allPairs;
if (!isMainThread && asked !== undefined) parentPort!.postMessage(await judge(asked));
