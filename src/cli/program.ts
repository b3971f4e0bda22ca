import type { HopId, Op } from '../ir/program.ts';
import { printHop } from '../ir/print.ts';
import { visible } from '../report/escape.ts';
import { load } from './load.ts';
import { complain, print } from './output.ts';

/** The `program` verb: every hop that the entries lead to, as a listing. */
export async function program(paths: readonly string[], options: Readonly<Record<string, unknown>>): Promise<number> {
  const loaded = await load(paths);
  const { network, program: compiled } = loaded.path;
  if (network.entries.length === 0) return complain('no listener in the inputs answers clients outside, so no path starts here', loaded.problems);
  const wanted = typeof options['hop'] === 'string' ? options['hop'] : '';
  const seen = new Set<HopId>();
  const waiting = network.entries.map(({ address }) => address);
  for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const hop = compiled.hop(id);
    if (hop === undefined) continue;
    if (id.includes(wanted)) print(`${visible(printHop(hop))}\n\n`);
    waiting.push(...hop.ops.flatMap(leads));
  }
  return 0;
}

/** Hops an op may lead to. */
function leads(op: Op): readonly HopId[] {
  switch (op.op) {
    case 'goto':
      return [op.hop];
    case 'dial':
      return [op.hop, ...op.reply.flatMap(({ then }) => then.flatMap(leads))];
    case 'switch':
      return op.cases.flatMap(({ then }) => then.flatMap(leads));
    case 'pick':
      return op.among.flatMap(({ then }) => then.flatMap(leads));
    case 'stop':
      return (op.instead ?? []).flatMap(leads);
    case 'set':
      return [];
    default:
      return op;
  }
}
