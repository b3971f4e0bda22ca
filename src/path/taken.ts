import type { Cause } from '../ir/cause.ts';
import type { Hop, Program, Verdict } from '../ir/program.ts';
import type { Way } from '../engine/walk.ts';
import type { Request } from './request.ts';

/** What a station says of bytes that it cannot read. */
const unread: ReadonlySet<Cause | undefined> = new Set(['request-not-taken', 'plaintext-to-tls']);

/**
 * tcp:// asks whether a connection stands. A load balancer or a program that would turn away bytes has taken the connection
 * before it: the way ends there, as Reachability Analyzer too calls it reachable. A proxy of a mesh that closes plain
 * connections does so by its policy, and that is an answer.
 */
export function takenBy<V, R>(program: Program, way: Way<V, R>, { url }: Request): Way<V, R> & { readonly bytes?: Verdict } {
  if (!/^tcp:/i.test(url)) return way;
  const { verdict, blockers, steps, by } = way;
  const standing = blockers.filter(({ cause, hop }) => !unread.has(cause) || !reading.has(program.hop(hop)?.dialler));
  if (standing.length === blockers.length) return way;
  if (standing.length > 0 || blockers[0]?.hop !== by) return { ...way, blockers: standing };
  const last = steps.findLastIndex((step) => step.op === 'stop' && step.hop === by);
  const told = steps.map((step, index) => (index === last ? { ...step, origin: { ...step.origin, note: 'takes the connection; what it makes of bytes depends on them' } } : step));
  return { ...way, verdict: { kind: 'delivered', workload: nameOf(program.hop(by)?.title ?? by) }, bytes: verdict, blockers: [], steps: told };
}

/** `i-1:443` of `i-1 port 443`, as deliveries name it. */
function nameOf(title: string): string {
  return title.replace(/ port (?=\d+$)/, ':');
}

const reading: ReadonlySet<Hop['dialler'] | undefined> = new Set(['load-balancer', 'workload']);
