import { ztunnelDenied, ztunnelNotAllowed, ztunnelRejection } from '../facts/ambient.ts';
import { connectFailures, unreached } from '../facts/envoy.ts';
import { detailText, faceOf, faceOfReset, joined, missingHost, perTryTimeout, viaUpstream, type Face } from '../facts/envoy-faces.ts';
import { perTryRule } from '../facts/retries.ts';
import type { Blocker } from '../engine/walk.ts';
import type { HopId, Verdict } from '../ir/program.ts';
import type { Path } from '../path/path.ts';
import type { Outcome, Trace } from '../path/trace.ts';

/** How the access log of an Envoy proxy, or ztunnel's, shows a stop. */
export interface Logged {
  readonly hop: HopId;
  /** 0: no HTTP answer. */
  readonly status: number;
  /** `-`: none. */
  readonly flag: string;
  readonly detail: string;
  /** What the reason of a failed TLS or TCP connection has in it. */
  readonly transport?: string;
}

/** The access logs that show a stop: of the proxy that stops the request, and of one that answers for it. */
export function loggedAs(path: Path, { outcomes }: Trace, blocker: Blocker): readonly Logged[] {
  const outcome = outcomes.find(({ blockers }) => blockers[0] === blocker);
  const own = isEnvoy(path, blocker.hop) ? stopped(blocker) : path.program.hop(blocker.hop)?.dialler === 'tunnel' ? rejected(blocker) : undefined;
  const answered = outcome?.by === undefined || outcome.by === blocker.hop || !isEnvoy(path, outcome.by) ? undefined : answer(outcome, blocker);
  return [own, answered].filter((line) => line !== undefined);
}

/** How the log of the nearest Envoy proxy shows an answer that nothing stops: its own, or that of the program behind it. */
export function loggedAnswer(path: Path, { verdict, blockers, by, steps }: Outcome): Logged | undefined {
  if (verdict.kind !== 'answered' || blockers.length > 0 || by === undefined) return undefined;
  if (isEnvoy(path, by)) return verdict.cause === undefined ? undefined : shown(by, verdict, faceOf(verdict.cause, 'decides', 'http'));
  const reached = steps.slice(0, steps.findIndex(({ hop }) => hop === by));
  const proxy = path.program.hop(by)?.dialler === 'workload' ? reached.findLast(({ hop }) => isEnvoy(path, hop)) : undefined;
  return proxy === undefined ? undefined : { hop: proxy.hop, status: verdict.status, flag: '-', detail: viaUpstream };
}

function isEnvoy(path: Path, hop: HopId): boolean {
  return path.program.hop(hop)?.dialler === 'proxy';
}

function stopped({ hop, cause, verdict, origin, fields }: Blocker): Logged | undefined {
  const nameless = cause === 'request-malformed' && verdict.kind === 'answered' && fields['method'] !== undefined && fields['host'] === undefined && fields['preamble'] === undefined;
  const face = nameless ? missingHost() : cause === 'timed-out' && origin.rule === perTryRule ? perTryTimeout() : decidedFace(cause, verdict);
  if (face === undefined) return undefined;
  return line(hop, face, verdict, detailText(face, insideOf(face, verdict, origin.rule)));
}

/** What a proxy answers because its own connection cannot be made shows as one that was made and failed. */
function decidedFace(cause: Blocker['cause'], { kind }: Verdict): Face | undefined {
  return kind === 'answered' ? (faceOf(cause, 'decides', 'http') ?? faceOf(cause, 'dials', 'http')) : faceOf(cause, 'decides', 'bytes');
}

/** ztunnel writes an error instead of a flag; a policy that denies is named in it. */
function rejected({ hop, cause, origin }: Blocker): Logged | undefined {
  const why = cause === 'policy-not-allowed' ? ztunnelNotAllowed : cause === 'policy-denied' || cause === 'plaintext-refused' ? `${ztunnelDenied}${origin.rule}` : undefined;
  return why === undefined ? undefined : { hop, status: 0, flag: '-', detail: `${ztunnelRejection}${why}` };
}

/** What stands in the bracket of the detail: the policy's rule, or what the body says. */
function insideOf(face: Face, verdict: Verdict, rule: string): string | undefined {
  if (face.inside === 'ns[NAMESPACE]-policy[NAME]-rule[N]') return rule;
  return face.detail === 'jwt_authn_access_denied' && verdict.kind === 'answered' && verdict.body !== undefined ? joined(verdict.body) : face.inside;
}

function answer({ by, verdict }: Outcome, { cause }: Blocker): Logged | undefined {
  if (by === undefined) return undefined;
  // What goes past the mesh goes without TLS of the proxy's own: a handshake that fails is the client's, and the proxy's connection stood.
  const failures = /^(outbound|direct)\//.test(by) ? unreached : connectFailures;
  if (verdict.kind !== 'answered') return verdict.kind === 'reset' && failures.includes(cause) ? shown(by, verdict, faceOf(cause, 'dials', 'bytes')) : undefined;
  const own = faceOf(cause, 'dials', 'http') ?? faceOf(cause, 'decides', 'http');
  const reset = verdict.body === undefined ? undefined : faceOfReset(verdict.body);
  return shown(by, verdict, reset === undefined || own?.flag === reset.flag ? own : reset);
}

function shown(hop: HopId, verdict: Verdict, face: Face | undefined): Logged | undefined {
  return face === undefined ? undefined : line(hop, face, verdict, detailText(face, face.inside));
}

function line(hop: HopId, { flag, transport }: Face, verdict: Verdict, detail: string): Logged {
  return { hop, status: verdict.kind === 'answered' ? verdict.status : 0, flag, detail, ...(transport === undefined ? {} : { transport }) };
}
