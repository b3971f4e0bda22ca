import type { HealthCheck } from '../hops/kind.ts';
import type { Cause } from '../ir/cause.ts';
import type { Program, Verdict } from '../ir/program.ts';
import { pointCarrier, pointOf } from '../engine/point.ts';
import { walk, type Way } from '../engine/walk.ts';
import { pushSession } from '../engine/traffic.ts';
import { grpcStatusOf } from '../facts/grpc.ts';
import { crossingOf } from './crossing.ts';
import type { Place } from '../dialects/aws/network/wire.ts';
import type { Network } from './network.ts';

/** What a balancer's check of one target finds. */
export interface HealthState {
  readonly group: string;
  readonly target: string;
  readonly from: string;
  readonly state: 'healthy' | 'unhealthy' | 'unknown';
  /** What stops the check, if it fails. */
  readonly cause?: Cause;
  readonly verdict?: Verdict;
  /** The check arrives at the program, whose answer no file holds: taken to pass. */
  readonly assumed: boolean;
  readonly check: HealthCheck;
}

export interface Health {
  of(group: string, target: string, place?: Place): HealthState['state'];
  /** All checks of one group, walked. */
  states(group: string): readonly HealthState[];
}

/** Health as a walk of the check's own request from the balancer, once for each target; a cycle is unknown. */
export function healthOf(network: Network, program: () => Program): Health {
  const known = new Map<string, HealthState>();
  const walking = new Set<string>();
  const state = (check: HealthCheck): HealthState => {
    const key = `${check.group}\n${check.target}\n${check.place?.interface ?? ''}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    if (walking.has(key)) return { ...about(check), state: 'unknown', cause: 'loop', assumed: false };
    walking.add(key);
    const judged = judge(network, program(), check);
    walking.delete(key);
    known.set(key, judged);
    return judged;
  };
  return {
    of: (group, target, place) => {
      const check = network.checks(group).find((each) => each.target === target && each.place?.interface === place?.interface);
      return check === undefined ? 'healthy' : (check.described?.state ?? state(check).state);
    },
    states: (group) => network.checks(group).map(state),
  };
}

function judge(network: Network, program: Program, check: HealthCheck): HealthState {
  const carrier = pointCarrier();
  const port = check.to.split('/').at(-1);
  const plain = pointOf({
    protocol: 'tcp',
    'dst.port': Number(port),
    'src.address': { unknown: 'the balancer node that checks' },
    scheme: check.scheme === 'https' ? 'https' : 'http',
    ...(check.preamble === true ? { preamble: { unknown: 'a PROXY protocol header that names no client' } } : {}),
    ...(check.scheme === 'tcp' ? {} : { method: check.method, host: check.host, path: check.path, 'path.raw': check.path, 'http.version': check.speaks === undefined ? '1.1' : '2', ...(check.speaks === 'GRPC' ? { 'header(content-type)': 'application/grpc' } : {}) }),
  });
  const point = check.scheme === 'https' ? pushSession(carrier, plain, {}) : plain;
  const hop = crossingOf(network, check.from, check.to, check.place);
  if (program.hop(hop) === undefined) return { ...about(check), state: 'unhealthy', cause: 'port-closed', assumed: false };
  return verdictOf(check, walk(program, carrier, hop, point, { onward: false }));
}

/** A check passes if every way it may take does; ways that differ leave it unknown. */
function verdictOf(check: HealthCheck, ways: readonly Way<unknown, unknown>[]): HealthState {
  const passing = ways.filter(({ verdict }) => passes(check, verdict));
  const first = ways.find((way) => !passing.includes(way)) ?? ways[0]!;
  const cause = 'cause' in first.verdict ? first.verdict.cause : undefined;
  // Of what no input holds nobody knows what it answers.
  const known = ways.every(({ verdict }) => verdict.kind !== 'unresolved');
  // Of a target that is the one who checks, or leads back to it, nobody's health comes first.
  const round = ways.some(({ verdict }) => verdict.kind === 'loop');
  const state = passing.length === ways.length ? 'healthy' : passing.length === 0 && known && !round ? 'unhealthy' : 'unknown';
  return {
    ...about(check),
    state,
    verdict: first.verdict,
    assumed: passing.some(({ verdict }) => verdict.kind === 'delivered'),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** A check by TCP says nothing: whoever takes the connection passes, whatever becomes of it. */
function passes(check: HealthCheck, verdict: Verdict): boolean {
  if (check.scheme === 'tcp') return ['delivered', 'answered', 'reset', 'handshake'].includes(verdict.kind);
  if (verdict.kind === 'delivered') return true;
  if (verdict.kind !== 'answered') return false;
  const code = check.speaks === 'GRPC' ? grpcStatusOf(verdict.status) : verdict.status;
  return check.matcher.some(({ from, to }) => code >= from && code < to);
}

function about(check: HealthCheck): Pick<HealthState, 'group' | 'target' | 'from' | 'check'> {
  return { group: check.group, target: check.target, from: check.from, check };
}
