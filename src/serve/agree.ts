import type { Verdict } from '../ir/program.ts';
import type { Trace } from '../path/trace.ts';
import type { Seen } from './client.ts';

/** Every verdict that a trace predicts: choices that deliver to several workloads are one outcome there. A rehearsal of tcp:// sends bytes. */
export function predictedBy({ outcomes }: Trace): readonly Verdict[] {
  return outcomes.flatMap(({ verdict, bytes, workloads }): readonly Verdict[] => (bytes !== undefined ? [bytes] : verdict.kind === 'delivered' && workloads.length > 0 ? workloads.map((workload) => ({ kind: 'delivered', workload })) : [verdict]));
}

/**
 * Whether what was seen is what was predicted; undefined if it is, else one clause that says how they differ. Several
 * predictions: the answer depends, and what was seen must be one of them.
 */
export function disagreement(predicted: readonly Verdict[], seen: Seen): string | undefined {
  if (predicted.some((verdict) => same(verdict, seen))) return undefined;
  return `predicted ${[...new Set(predicted.map(told))].join(' or ')}, rehearsed ${toldSeen(seen)}`;
}

/** A program of the user's own may answer anything: its delivery is what counts. An answer to HEAD has no body to compare. */
function same(verdict: Verdict, seen: Seen): boolean {
  if (verdict.kind !== seen.kind) return false;
  if (verdict.kind === 'delivered') return verdict.workload === seen.workload;
  if (verdict.kind !== 'answered') return true;
  return verdict.status === seen.status && leadsAlike(verdict.location, seen) && (verdict.body === undefined || seen.body === undefined || seen.body.length === 0 || verdict.body === seen.body.toString('utf8'));
}

/** An answer leads where it was predicted to lead, or nowhere. */
function leadsAlike(location: string | undefined, { headers }: Seen): boolean {
  return headers === undefined || unsigned(location) === unsigned(headers.find(([name]) => name.toLowerCase() === 'location')?.[1]);
}

/** A token that a prediction only declares is signed when it is sent. */
function unsigned(text: string | undefined): string | undefined {
  return text?.replace(/(ey[\w-]+\.ey[\w-]+)\.[\w-]+/g, '$1');
}

function told(verdict: Verdict): string {
  if (verdict.kind === 'delivered') return `delivered to ${verdict.workload}`;
  return verdict.kind === 'answered' ? `${verdict.status}${verdict.location === undefined ? '' : ` to ${verdict.location}`}` : verdict.kind;
}

function toldSeen(seen: Seen): string {
  if (seen.kind === 'delivered') return `delivered to ${seen.workload ?? 'a program that does not say its name'}`;
  const location = seen.headers?.find(([name]) => name.toLowerCase() === 'location')?.[1];
  return seen.kind === 'answered' ? `${seen.status}${location === undefined ? '' : ` to ${location}`}` : `${seen.kind}${seen.detail === undefined ? '' : ` (${seen.detail})`}`;
}
