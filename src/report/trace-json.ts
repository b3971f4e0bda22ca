import type { Step } from '../engine/step.ts';
import type { Origin, Verdict } from '../ir/program.ts';
import type { Outcome, Trace } from '../path/trace.ts';
import type { Logged } from '../findings/logged.ts';
import type { Answer, ShownMend, Stop } from './answer.ts';
import { isPacket, isReply } from './legs.ts';
import { fromText, loggedText, verdictWord } from './words.ts';

type Plain = null | string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain | undefined };

/** The stable JSON form of a trace, version 1 (docs/reference/trace.schema.json). */
export function traceJson(answer: Answer): Plain {
  const { trace } = answer;
  const first = trace.outcomes[0]!;
  return {
    version: 1,
    request: { url: trace.request.url, method: trace.request.method, from: fromText(trace.request.from), headers: trace.request.headers.map(([name, value]) => [name, masked(name, value)]) },
    verdict: trace.outcomes.length > 1 ? { kind: 'partial' } : headline(first),
    outcomes: trace.outcomes.map((outcome, index) => ({ ...loggedOf(trace, answer.logged[index]), when: [...outcome.when], share: outcome.share, verdict: headline(outcome), steps: outcome.steps.filter(told).map((step) => stepJson(trace, step)), seen: outcome.seen.map((seen) => ({ ...seen, title: trace.titles[seen.hop] })), ...(outcome.passed.length === 0 ? {} : { addresses: outcome.passed.map((each) => ({ ...each })) }) })),
    truths: {
      configured: headline(first),
      applies: answer.problems.map(({ name, severity, message, at }) => ({ name, severity, message, at: at === undefined ? null : { ...at } })),
      works: failsOpen(trace.health) ? { ...headline(first), note: 'every target is unhealthy, and the balancer fails open' } : headline(first),
    },
    steps: first.steps.filter(told).map((step) => stepJson(trace, step)),
    ...(first.steps.some(isReply) ? { reply: first.steps.filter((step) => told(step) && isReply(step)).map((step) => stepJson(trace, step)) } : {}),
    blockers: answer.stops.map((stop) => blockerJson(trace, stop)),
    ...(answer.besides.length === 0 ? {} : { besides: answer.besides.map((stop) => ({ about: stop.about, ...blockerJson(trace, stop) })) }),
    ...(answer.together === undefined ? {} : { together: togetherJson(answer.together) }),
    ...(first.arrived === undefined ? {} : { arrived: { ...first.arrived, headers: { ...first.arrived.headers } } }),
    ...(trace.nowhere === undefined ? {} : { nowhere: trace.nowhere }),
    health: trace.health.map(({ group, target, from, nodes, state, cause, verdict, assumed, failOpen }) => ({ group, target, from, ...(nodes.length === 0 ? {} : { nodes: [...nodes] }), state, cause, observed: verdict === undefined ? undefined : verdictWord(verdict), assumed, failOpen })),
    assumptions: answer.assumptions.map((assumption) => ({ ...assumption })),
    mends: [...answer.stops, ...answer.besides].flatMap((stop) => stop.mends.map((mend) => mendJson(stop, mend))),
  };
}

function told(step: Step): boolean {
  return step.origin.note !== undefined;
}

function headline(outcome: Outcome): { readonly [key: string]: Plain | undefined } {
  const { verdict, by, workloads } = outcome;
  return { ...verdictJson(verdict), by, workload: workloads.length === 0 ? undefined : workloads.join(', ') };
}

function verdictJson(verdict: Verdict): { readonly [key: string]: Plain | undefined } {
  return { kind: verdict.kind, status: verdict.kind === 'answered' ? verdict.status : undefined, cause: 'cause' in verdict ? verdict.cause : undefined, location: verdict.kind === 'answered' ? verdict.location : undefined };
}

function originJson(origin: Origin): Plain {
  const { at } = origin;
  return { ...(at === undefined ? {} : { file: at.file, line: at.line, column: at.column }), resource: origin.resource, attribute: origin.attribute };
}

function stepJson(trace: Trace, step: Step): Plain {
  return { hop: step.hop, title: trace.titles[step.hop], stage: step.hop.startsWith('crossing/') || isPacket(step) ? 'crossing' : 'station', op: step.op, rule: step.origin.rule, origin: originJson(step.origin), note: step.origin.note, when: step.when === undefined ? undefined : [...step.when] };
}

/** The request once the first mend of each stop is made. */
function togetherJson({ trace: { outcomes, health }, left }: NonNullable<Answer['together']>): Plain {
  return { verdicts: outcomes.map(({ verdict }) => verdictWord(verdict)), failing: health.filter(({ state }) => state !== 'healthy').length, checks: health.length, left };
}

function blockerJson(trace: Trace, { blocker, rule, closest, logged, behind }: Stop): { readonly [key: string]: Plain | undefined } {
  const signs = logged.flatMap(({ flag, detail }) => [flag, detail]).filter((sign) => sign !== '-');
  return { name: rule.name, aliases: [...new Set([...rule.aliases, ...signs])], cause: blocker.cause, hop: blocker.hop, title: trace.titles[blocker.hop], rule: blocker.origin.rule, origin: originJson(blocker.origin), explanation: [blocker.origin.note, closest].filter((part) => part !== undefined).join('; '), logged: logged.map((line) => logJson(trace, line)), behind: behind.map(({ name, resource, message, at }) => ({ name, resource, message, at: at === undefined ? null : { ...at } })) };
}

function loggedOf(trace: Trace, line: Logged | undefined): { readonly [key: string]: Plain | undefined } {
  return line === undefined ? {} : { logged: logJson(trace, line) };
}

function logJson(trace: Trace, line: Logged): Plain {
  return { ...line, title: trace.titles[line.hop], text: loggedText(line) };
}

function mendJson(stop: Stop, mend: ShownMend): Plain {
  const { proof } = mend;
  return {
    title: mend.title,
    ...(mend.command === undefined ? {} : { command: mend.command }),
    certainty: mend.certainty,
    blocker: stop.rule.name,
    ...(stop.about === undefined ? {} : { about: stop.about }),
    patch: mend.patch,
    ...(mend.changes.length === 0 ? {} : { changes: [...mend.changes] }),
    proof: { before: verdictJson(proof.before), after: verdictJson(proof.after), remaining: proof.remaining.length, opens: proof.opens.map(({ who, before, after }) => ({ who, before: verdictWord(before), after: verdictWord(after) })), ...(proof.pairs === undefined ? {} : { pairs: proof.pairs, unwalked: proof.unwalked ?? 0 }) },
  };
}

function masked(name: string, value: string): string {
  return /^(authorization|cookie|proxy-authorization)$/i.test(name) || /\beyJ[\w-]+\.[\w-]+\.[\w-]*/.test(value) ? '(masked)' : value;
}

/** A balancer on the way has no healthy target at any of its nodes. */
function failsOpen(health: Answer['trace']['health']): boolean {
  return health.some(({ from, failOpen }) => failOpen && health.every((other) => other.from !== from || other.failOpen));
}
