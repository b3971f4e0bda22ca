import type { Case, Verdict } from '../ir/program.ts';
import { always } from '../ir/match.ts';
import type { Point } from '../engine/point.ts';
import { finished, type DialOp } from '../engine/step.ts';
import { senderOf } from '../path/rehearsal.ts';
import { inheriting, judge } from '../engine/reply.ts';
import { linger } from './answer.ts';
import type { Conversation } from './conversation.ts';
import type { Target } from './dial.ts';
import { ask, join, passOn, type Answered, type Unanswered } from './exchange.ts';
import { destinationFacts, sourceFacts } from './facts.ts';
import { verdictOf, type Failure, type Outcome } from './failure.ts';
import { requestFraming, type Framing } from './framing.ts';
import { printHead, onward, upgradeOf, type Head } from './head.ts';
import { versionIn } from './hello.ts';
import { admit, decisionsOf, type Decision } from './links.ts';
import { deadlineOf, judgedLate } from './late.ts';
import { liveOf } from './live.ts';
import { fieldsOf } from './oracle.ts';
import { openingOf } from './opening.ts';
import { outgoing } from './outgoing.ts';
import { fieldOf } from './request-fields.ts';
import { homeOf } from './stations.ts';
import { goesOn, type Fate, type Ruled, type Visit } from './visit.ts';
import { handsOn, passFailure, report, settle } from './verdict.ts';
import type { Wire } from './wire.ts';

/** Dials where the rules say, and makes of what it observes what the reply table says. */
export async function forward(visit: Visit, ruled: Ruled, op: DialOp): Promise<Fate | 'retry'> {
  const { head } = visit.talk.layer();
  // Who only hands packets on has taken a connection when the next one has.
  const hands = ruled.hop.dialler === 'relay' && head === undefined;
  if (!hands) admit(visit.link);
  const target = await targetOf(visit, ruled, op);
  return head === undefined ? stream(visit, ruled, op, target) : message(visit, ruled, op, target, head);
}

async function targetOf(visit: Visit, { ending, hop }: Ruled, op: DialOp): Promise<Target> {
  const { site, place, talk } = visit;
  const point = ending.traffic;
  const facts = sourceFacts(point);
  const to = await site.listening({ hop: op.hop, facts: destinationFacts(point) });
  const opening = openingOf(visit, point);
  const inherited = talk.joined && talk.layer().session !== undefined ? 1 : 0;
  const sessions = point.open.slice(inherited);
  return {
    to,
    as: { address: site.register.source(senderOf(op.hop) ?? homeOf(place), facts), facts },
    ...(opening === undefined ? {} : { opening }),
    sessions,
    ...(spoken(point, sessions, talk) === '2' ? { version: '2' } : {}),
    limit: site.timers(hop.dialler).connect,
  };
}

/**
 * The protocol of the innermost session settles the version of HTTP, else the rules do, else what came goes on. A change
 * of protocol is asked for in HTTP/1.1, which the next station knows by its first bytes.
 */
function spoken({ cells }: Point, sessions: Target['sessions'], talk: Conversation): unknown {
  const { head } = talk.layer();
  if (head === undefined || upgradeOf(head) !== undefined) return undefined;
  const alpn = sessions[0]?.alpn;
  return versionIn(typeof alpn === 'string' ? alpn : undefined) ?? cells.get('http.version') ?? fieldOf(talk, 'http.version');
}

async function message(visit: Visit, ruled: Ruled, op: DialOp, target: Target, head: Head): Promise<Fate | 'retry'> {
  const { site, talk, raw } = visit;
  const { wire } = talk.layer();
  const framing = requestFraming(head) as Framing;
  const patience = site.timers(ruled.hop.dialler).answer;
  const deadline = deadlineOf(op.reply);
  const limit = deadline === undefined ? patience : site.held(deadline);
  const recording = ruled.ending.picks.some(({ op }) => op.again !== undefined) ? recordingOf() : undefined;
  const result = await ask(site.dialler, target, {
    head: outgoing(head, ruled.ending.traffic, raw.remoteAddress ?? '', liveOf(visit, head)),
    method: head.line[0],
    framing,
    body: wire,
    ...(recording === undefined ? {} : { record: recording.take }),
    client: wire,
    interim: (interim) => wire.write(printHead(['HTTP/1.1', interim.line[1], interim.line[2]], onward(interim, new Set()))),
    limit,
  });
  if (wire.closed || wire.ended) return left(visit, result);
  const outcome: Outcome = result.kind === 'failed' ? result.failure : result;
  const beyond = decisionsOf(result.kind === 'failed' ? result.link : result.upstream.link);
  const late = deadline !== undefined && result.kind === 'failed' && result.late;
  const verdict = late ? judgedLate(ruled, op, deadline) : judged(ruled, op, outcome);
  const untouched = framing.kind === 'none' || (result.kind === 'failed' && !result.spent) || recording?.whole() === true;
  if (untouched && retries(ruled, outcome, verdict)) {
    if (result.kind === 'answered') drop(result);
    recording?.giveBack(wire);
    return 'retry';
  }
  if (verdict !== undefined) {
    if (result.kind === 'answered') drop(result);
    if (untouched) recording?.giveBack(wire);
    return settle(visit, ruled, verdict, beyond, untouched ? 'whole' : 'partial');
  }
  if (result.kind === 'failed') return passFailure(visit, ruled, result.failure, beyond);
  report(visit, ruled, { kind: 'passed' }, beyond, result.status);
  if (await passOn(result, { wire, request: head, extra: ruled.choices.cookies(result.head), persists: goesOn(visit, head) }, site.dialler)) return 'next';
  if (!wire.closed) await linger(wire, result.sending);
  return 'over';
}

/** A longer body is sent once: Envoy keeps as much for another attempt as its buffer of 1 MiB holds (Envoy docs, Router: retries). */
const longest = 1024 * 1024;

/** What has been sent of a body, so that it can be sent again. */
function recordingOf(): { readonly take: (bytes: Buffer) => void; readonly whole: () => boolean; readonly giveBack: (wire: Wire) => void } {
  let parts: Buffer[] = [];
  let size = 0;
  return {
    take: (bytes) => {
      size += bytes.length;
      if (size <= longest) parts.push(bytes);
      else parts = [];
    },
    whole: () => size <= longest,
    giveBack: (wire) => wire.putBack(Buffer.concat(parts)),
  };
}

/** What the dialler answers by its reply table; undefined: the outcome passes on unchanged. */
function judged(ruled: Ruled, op: DialOp, outcome: Outcome): Verdict | undefined {
  const table = tableOf(op.reply);
  if (table === undefined) return judgedNow(ruled, op, outcome);
  const key = outcome.kind === 'answered' ? `answered ${outcome.status}` : `${outcome.kind} ${outcome.cause ?? ''}`;
  if (!table.has(key)) table.set(key, judgedNow(ruled, op, outcome));
  return table.get(key);
}

/** Answers that were worked out before. A table that asks for nothing but the reply always answers the same reply alike. */
function tableOf(reply: readonly Case[]): Map<string, Verdict | undefined> | undefined {
  answers ??= new WeakMap();
  const known = answers.get(reply);
  if (known !== undefined) return known === 'each' ? undefined : known;
  const alike = reply.every(({ match, then }) => fieldsOf(match).every((field) => field.startsWith('reply.')) && then.every(({ op }) => op === 'stop'));
  answers.set(reply, alike ? new Map() : 'each');
  return tableOf(reply);
}

let answers: WeakMap<readonly Case[], Map<string, Verdict | undefined> | 'each'> | undefined;

function judgedNow({ oracle, hop, ending }: Ruled, op: DialOp, outcome: Outcome): Verdict | undefined {
  const [judgement] = finished(judge(oracle.carrier, hop.id, op.reply, ending.traffic, verdictOf(outcome), op.origin));
  return judgement?.end.kind === 'stop' ? inheriting(judgement.end.op.verdict, verdictOf(outcome)) : undefined;
}

/** Whether another choice is to be tried, and if so, notes that this one is not to be made again. */
function retries({ oracle, hop, ending, choices }: Ruled, outcome: Outcome, verdict: Verdict | undefined): boolean {
  const pick = ending.picks.find(({ op }) => op.again !== undefined);
  const again = pick?.op.again;
  if (pick === undefined || again === undefined || choices.tried(pick.op) >= again.attempts) return false;
  const { origin } = pick.share;
  const met = { match: again.on, origin, then: [{ op: 'stop' as const, origin, verdict: { kind: 'loop' as const, cause: 'loop' as const } }] };
  const [judgement] = finished(judge(oracle.carrier, hop.id, [met, { match: always, then: [], origin }], ending.traffic, verdict ?? verdictOf(outcome), origin));
  if (judgement?.end.kind !== 'stop') return false;
  choices.notAgain(pick.op, pick.share);
  return true;
}

function drop({ upstream, sending }: Answered): void {
  sending.stop();
  upstream.wire.duplex.destroy();
}

/** The client went away before there was an answer. */
function left(visit: Visit, result: Answered | Unanswered): Fate {
  if (result.kind === 'answered') drop(result);
  const { talk, site, place } = visit;
  site.log({ entry: place.hop, method: talk.layer().head?.line[0], host: undefined, path: undefined, verdict: { kind: 'left' }, decisions: [] });
  talk.layer().wire.duplex.destroy();
  return 'over';
}

/** A connection that is not HTTP to this station goes on as a stream of bytes. */
async function stream(visit: Visit, ruled: Ruled, op: DialOp, target: Target): Promise<Fate> {
  const { site, talk, raw } = visit;
  const opened = await site.dialler.open(target, 'fresh');
  if ('failure' in opened) return streamFailed(visit, ruled, op, opened.failure, decisionsOf(opened.link));
  admit(visit.link);
  handsOn(visit, ruled, opened.link);
  const broken = await join(talk.layer().wire, opened.wire);
  const beyond = decisionsOf(opened.link);
  if (broken !== undefined && broken !== 'near' && !raw.destroyed) return streamFailed(visit, ruled, op, broken, beyond);
  report(visit, ruled, { kind: 'passed' }, beyond);
  if (broken === 'near') talk.layer().wire.duplex.destroy();
  return 'over';
}

async function streamFailed(visit: Visit, ruled: Ruled, op: DialOp, failure: Failure, beyond: readonly Decision[]): Promise<Fate> {
  const verdict = judged(ruled, op, failure);
  return verdict === undefined ? passFailure(visit, ruled, failure, beyond) : settle(visit, ruled, verdict, beyond, 'partial');
}
