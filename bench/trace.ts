import { loadAll } from 'js-yaml';
import { checkedOf } from '../src/cli/check.ts';
import { readInputs } from '../src/formats/inputs.ts';
import { pathOf } from '../src/path/path.ts';
import { traceOf } from '../src/path/trace.ts';
import type { Request } from '../src/path/request.ts';
import { estateText } from './estate.ts';

interface TraceRow {
  readonly name: string;
  readonly milliseconds: number;
  readonly ratio?: string;
  readonly note: string;
}

/** Reading and judging estates of 1,000 and 10,000 services against js-yaml's loadAll, and one trace once loaded. */
export async function traceRows(): Promise<readonly TraceRow[]> {
  return [...(await estateRows(1_000)), ...(await estateRows(10_000))];
}

async function estateRows(services: number): Promise<readonly TraceRow[]> {
  const text = estateText(services);
  const base = await median(() => void loadAll(text));
  const whole = await median(async () => void (await checked(text)));
  const inputs = await read(text);
  const path = pathOf(inputs.resources);
  const [first, second] = path.estate.ofType('Service').filter(({ namespace }) => namespace !== 'kube-system');
  const pod = path.estate.ofType('Pod')[0];
  const request: Request = { url: `http://${second!.name}.${second!.namespace}/`, method: 'GET', headers: [], from: { kind: 'pod', namespace: pod?.namespace ?? first!.namespace!, name: pod?.name ?? '' } };
  const cold = await timed(() => void traceOf(path, request));
  const warm = await median(() => void traceOf(path, request));
  const objects = `${services.toLocaleString('en')} services`;
  return [
    { name: `js-yaml loadAll, ${objects}`, milliseconds: Math.round(base), ratio: '1.00', note: `${(text.length / 1e6).toFixed(1)} MB` },
    { name: `read and check, ${objects}`, milliseconds: Math.round(whole), ratio: (whole / base).toFixed(2), note: `aim 2, floor 3; ${Math.round(process.memoryUsage().rss / 1e6)} MB resident` },
    { name: `first trace, ${objects}`, milliseconds: Number(cold.toFixed(2)), note: 'lowers the hops it meets' },
    { name: `trace once loaded, ${objects}`, milliseconds: Number(warm.toFixed(2)), note: 'aim under 5 ms' },
  ];
}

function read(text: string): ReturnType<typeof readInputs> {
  return readInputs(['-'], { stdin: () => text });
}

async function checked(text: string): Promise<number> {
  const inputs = await read(text);
  const path = pathOf(inputs.resources);
  return checkedOf({ path, inputs, problems: [...inputs.problems, ...path.problems] }).findings.length;
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** Milliseconds, the median of five. */
async function median(work: () => void | Promise<void>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round++) times.push(await timed(work));
  return times.sort((a, b) => a - b)[2]!;
}
