import { pointCarrier, type Point, type PointValue } from '../../src/engine/point.ts';
import { finished, fresh, run, type Ending } from '../../src/engine/step.ts';
import { read } from '../../src/engine/traffic.ts';
import { inheriting, judge } from '../../src/engine/reply.ts';
import type { Kind } from '../../src/hops/kind.ts';
import type { Verdict } from '../../src/ir/program.ts';
import { fieldOf, partsOf, readRequest, valueOf, type Sent } from './request.ts';
import { readPage, type Row } from './page.ts';

const carrier = pointCarrier();
const atMost = 20;

/** Runs every row of a kind's truth table. Each complaint is one line; none means that the table is true. */
export function complaintsOf(kind: Kind<unknown>, text: string): readonly string[] {
  const { specs, rows } = readPage(text);
  const complaints = rows.flatMap((row) => complaintOf(kind, specs, row) ?? []);
  const used = new Set(rows.map(({ spec }) => spec));
  for (const name of specs.keys()) if (!used.has(name)) complaints.push(`no row uses the spec ${name}`);
  if (rows.length === 0) complaints.push('the table has no rows');
  if (rows.length > atMost) complaints.push(`${rows.length} rows; ${atMost} are the limit`);
  return complaints;
}

function complaintOf(kind: Kind<unknown>, specs: ReadonlyMap<string, unknown>, row: Row): string | undefined {
  try {
    if (!specs.has(row.spec)) return `${row.what}: no spec is called ${row.spec}`;
    const seen = outcomesOf(kind, specs.get(row.spec), row);
    return seen === undefined ? undefined : `${row.what}: ${seen}`;
  } catch (error) {
    return `${row.what}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** What differs, undefined if nothing does. */
function outcomesOf(kind: Kind<unknown>, spec: unknown, row: Row): string | undefined {
  const [wanted, facts] = halves(row.verdict);
  const sent = readRequest(row.request);
  const { ops } = kind.lower(spec, { to: (address) => address }, () => 'healthy');
  const endings = finished(run(carrier, 'here', ops, undefined, fresh(sent.point)));
  const open = endings.flatMap(({ when }) => when);
  if (wanted === 'unknown' || wanted.startsWith('unknown ')) return unknownness(wanted, open, endings);
  const either = wanted.startsWith('either ');
  if (open.length > 0 && !either) return `expected ${wanted}, but it is not known: ${open.join('; ')}`;
  if (open.length === 0 && either) return `expected ${wanted}, but it is known`;
  const seen = [...new Set(endings.map((ending) => ended(ending, sent)))].sort();
  const asked = wanted.replace(/^either /, '').split(' or ').map((each) => each.trim()).sort();
  if (JSON.stringify(seen) !== JSON.stringify(asked)) return `expected ${asked.join(' or ')}, got ${seen.join(' or ')}`;
  for (const { traffic } of endings) {
    const difference = factsOf(facts, traffic);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** `unknown` alone, or with words that its reason contains. */
function unknownness(wanted: string, reasons: readonly string[], endings: readonly Ending<PointValue, undefined>[]): string | undefined {
  const words = wanted.slice('unknown'.length).trim();
  if (reasons.some((reason) => reason.includes(words))) return undefined;
  const seen = endings.map((ending) => ended(ending, { point: ending.traffic })).join(' or ');
  return reasons.length === 0 ? `expected unknown, got ${seen}` : `expected unknown ${words}, got unknown ${reasons.join('; ')}`;
}

function halves(verdict: string): readonly [string, string] {
  const at = verdict.indexOf(';');
  return at < 0 ? [verdict.trim(), ''] : [verdict.slice(0, at).trim(), verdict.slice(at + 1).trim()];
}

/** How traffic left the hop, in the words of the table. */
function ended(ending: Ending<PointValue, undefined>, sent: Sent): string {
  const { end } = ending;
  switch (end.kind) {
    case 'end':
      return 'passes';
    case 'goto':
      return `goes to ${end.hop}`;
    case 'stop':
      return worded(end.op.verdict);
    case 'dial': {
      if (sent.reply === undefined) return `dials ${end.op.hop}`;
      const reply = sent.reply;
      const answers = finished(judge(carrier, 'here', end.op.reply, ending.traffic, reply, end.op.origin));
      return answers.map((answer) => worded(answer.end.kind === 'stop' ? inheriting(answer.end.op.verdict, reply) : reply)).join(' or ');
    }
    default:
      return end;
  }
}

function worded(verdict: Verdict): string {
  const cause = 'cause' in verdict && verdict.cause !== undefined ? ` ${verdict.cause}` : '';
  if (verdict.kind === 'delivered') return `delivered ${verdict.workload}`;
  return verdict.kind === 'answered' ? `answered ${verdict.status}${cause}` : `${verdict.kind}${cause}`;
}

/** What a live connection would tell in its place is no part of an unknown value. */
function plain(seen: PointValue | null): PointValue | null {
  if (seen === null || typeof seen !== 'object' || !('unknown' in seen)) return seen;
  const { live: _live, ...rest } = seen;
  return rest;
}

function factsOf(facts: string, traffic: Point): string | undefined {
  for (const fact of partsOf(facts)) {
    const at = /^[^=(]*(?:\([^)]*\))?/.exec(fact)![0].length;
    const field = fieldOf(fact.slice(0, at).trim());
    const wanted = valueOf(field, fact.slice(at + 1).trim()) ?? null;
    const seen = read(carrier, traffic, field);
    if (JSON.stringify(plain(seen)) !== JSON.stringify(wanted)) return `expected ${fact}, got ${field}=${seen === null ? 'absent' : JSON.stringify(seen)}`;
  }
  return undefined;
}
