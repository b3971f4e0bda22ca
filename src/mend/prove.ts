import type { Proposal } from '../hops/kind.ts';
import { proposalsFor } from '../findings/blocked.ts';
import type { Finding, Rule } from '../findings/rule.ts';
import { applyEdits } from '../resource/edit.ts';
import { keyOf } from '../resource/resource.ts';
import type { Verdict } from '../ir/program.ts';
import type { Blocker } from '../engine/walk.ts';
import { pathOf, type Path } from '../path/path.ts';
import type { Request } from '../path/request.ts';
import { traceOf, type Trace } from '../path/trace.ts';
import { opened, type Opening } from './opens.ts';
import { passages } from './passages.ts';

/** A proposal that has been applied to the model and walked again. */
export interface Mend {
  readonly title: string;
  /** What makes the change where it is not made in a file. */
  readonly command?: string;
  readonly certainty: 'proved' | 'needs a value' | 'may change more';
  readonly edits: Proposal['edits'];
  /** It is for all of a network, where others name who is meant. */
  readonly wide?: true;
  /** Absent: a state is mended, not a request. */
  readonly proof?: Proof;
}

/** A mend that changes what a request gets. */
export type ProvedMend = Mend & { readonly proof: Proof };

export interface Proof {
  readonly request: Request;
  readonly before: Verdict;
  readonly after: Verdict;
  /** What still stands in the way afterwards. */
  readonly remaining: readonly Blocker[];
  /** Other requests whose answer the edits change. */
  readonly opens: readonly Opening[];
  /** Of a change of the network: how many other pairs of sender and receiver were walked before and after, and how many were not, because there are too many. */
  readonly pairs?: number;
  readonly unwalked?: number;
}

/**
 * Applies a proposal to the model and walks the request again. Undefined: it does not remove the stop, so it is no mend.
 */
export function prove(path: Path, trace: Trace, blocker: Blocker, proposal: Proposal): ProvedMend | undefined {
  const mended = pathOf(applyEdits(path.resources, proposal.edits));
  const { client, for: keys = client } = proposal;
  if (keys !== undefined) return proveFor(path, mended, trace, blocker, proposal, typeof keys === 'string' ? [{ kind: 'address', address: keys }] : keys.map((id) => ({ kind: 'interface', id })));
  const again = traceOf(mended, trace.request);
  if ('wrong' in again) return undefined;
  // Of several answers, the one that this stop decides tells what its mend changes.
  const decided = trace.outcomes.findIndex(({ blockers: [first] }) => first !== undefined && same(first, blocker));
  const index = again.outcomes.length === trace.outcomes.length ? Math.max(0, decided) : 0;
  const [before, after] = [trace.outcomes[Math.max(0, decided)]!, again.outcomes[index]!];
  if (again.outcomes.some(({ blockers }) => blockers.some((left) => same(left, blocker)))) return undefined;
  if (again.outcomes.length > trace.outcomes.length) return undefined;
  if (after.blockers.length >= before.blockers.length) return undefined;
  return provedBy(path, mended, trace, blocker, proposal, { request: trace.request, before: before.verdict, after: after.verdict, remaining: after.blockers }, certain(trace) && certain(again));
}

/** The same for some of those that the question is about: each of them is asked for itself, and none is stopped there any more. */
function proveFor(path: Path, mended: Path, trace: Trace, blocker: Blocker, proposal: Proposal, senders: readonly Request['from'][]): ProvedMend | undefined {
  const walks = senders.map((from) => {
    const request: Request = { ...trace.request, from };
    return [traceOf(path, request), traceOf(mended, request)] as const;
  });
  const proofs = walks.flatMap(([before, after]) => ('wrong' in before || 'wrong' in after ? [] : [{ before, after }]));
  const stopped = ({ outcomes }: Trace): boolean => outcomes.some(({ blockers }) => blockers.some((each) => same(each, blocker)));
  const [first] = proofs;
  if (first === undefined || proofs.length < senders.length || !proofs.every(({ before, after }) => stopped(before) && !stopped(after))) return undefined;
  const [before, after] = [first.before.outcomes[0]!, first.after.outcomes[0]!];
  return provedBy(path, mended, trace, blocker, proposal, { request: first.before.request, before: before.verdict, after: after.verdict, remaining: after.blockers }, proofs.every((each) => certain(each.before) && certain(each.after)));
}

/** Packets that are dropped afterwards too, where nothing can be changed: at an address that nobody has, a way there mends nothing. */
function inVain(mended: Path, { request, before, after, remaining }: Omit<Proof, 'opens'>): boolean {
  if (before.kind !== 'dropped' || after.kind !== 'dropped') return false;
  const lasting = remaining.filter((left) => proposalsFor(mended, request, left).length === 0);
  return lasting.length === remaining.length || lasting.some(({ cause }) => cause === 'address-unused');
}

function provedBy(path: Path, mended: Path, trace: Trace, blocker: Blocker, proposal: Proposal, proof: Omit<Proof, 'opens'>, sure: boolean): ProvedMend | undefined {
  if (inVain(mended, proof)) return undefined;
  const packets = passages(path, mended, trace, blocker, proposal.edits, proposal.for ?? []);
  const { title, command, certainty, edits, wide } = proposal;
  return {
    title,
    ...(command === undefined ? {} : { command }),
    ...(wide === undefined ? {} : { wide }),
    certainty: certainty === 'needs a value' ? certainty : sure ? 'proved' : 'may change more',
    edits,
    proof: { ...proof, ...(packets === undefined ? { opens: opened(path, mended, trace, blocker) } : { opens: packets.opens, pairs: packets.pairs, unwalked: packets.unwalked }) },
  };
}

/** One answer, and nothing in its way that is not modelled: only that is a proof. Several answers each say what they depend on. */
function certain({ outcomes }: Trace): boolean {
  return outcomes.length > 1 || outcomes[0]?.when.length === 0;
}

/** Applies the proposal of a finding to the model and looks again: proved if the finding is gone and none is new. */
export function proveGone(path: Path, rule: Rule, finding: Finding, proposal: Proposal): Mend {
  const found = (one: Path): readonly string[] => [...(rule.find?.(one) ?? [])].map(({ resource, label }) => JSON.stringify([keyOf(resource), label]));
  const before = found(path);
  const after = found(pathOf(applyEdits(path.resources, proposal.edits)));
  const own = JSON.stringify([keyOf(finding.resource), finding.label]);
  // A resource may be wrong in several places, each of which is told alike.
  const alike = (all: readonly string[]): number => all.filter((each) => each === own).length;
  const gone = alike(after) < Math.max(1, alike(before)) && after.every((left) => before.includes(left));
  const certainty = proposal.certainty === 'needs a value' ? 'needs a value' : gone ? 'proved' : 'may change more';
  return { title: proposal.title, certainty, edits: proposal.edits };
}

/** The same for a problem that was reported while files were read; undefined: it stays, or another like it comes. */
export function proveUnreported(path: Path, finding: Finding, proposal: Proposal): Mend | undefined {
  const after = pathOf(applyEdits(path.resources, proposal.edits)).problems.filter(({ name }) => name === finding.name).map(({ message }) => message);
  const before = path.problems.filter(({ name }) => name === finding.name).map(({ message }) => message);
  // The same may be wrong in several places, and ends in one of them.
  const alike = (messages: readonly string[]): number => messages.filter((message) => message === finding.message).length;
  if (alike(after) >= Math.max(1, alike(before))) return undefined;
  return { title: proposal.title, certainty: after.every((left) => before.includes(left)) ? 'proved' : 'may change more', edits: proposal.edits };
}

function same(one: Blocker, other: Blocker): boolean {
  // Of several rules that stop a request at one hop, each is mended by itself.
  return one.cause === other.cause && one.hop === other.hop && (one.cause !== 'web-acl-blocked' || one.origin.rule === other.origin.rule);
}
