import { isOfPackets } from '../dialects/aws/network/wire.ts';
import { pointCarrier, pointOf, withField, type Point } from '../engine/point.ts';
import { pushSession } from '../engine/traffic.ts';
import { walk, type Blocker } from '../engine/walk.ts';
import type { Match } from '../ir/match.ts';
import type { Op, Session, Verdict } from '../ir/program.ts';
import type { Path } from '../path/path.ts';
import type { Trace } from '../path/trace.ts';

/** Requests to the hop that stopped whose answer a mend changes. */
export interface Opening {
  /** Who asks for what: `POST without a client certificate`. */
  readonly who: string;
  readonly before: Verdict;
  readonly after: Verdict;
}

/**
 * What else a mend opens at the hop it mends: every method, with and without a client certificate of each authority that
 * the hop verifies, is walked before and after. The request itself is left out. Packets know neither methods nor certificates.
 */
export function opened(path: Path, mended: Path, trace: Trace, blocker: Blocker): readonly Opening[] {
  if (isOfPackets(blocker.hop)) return [];
  const changes = new Map<string, { readonly as: string; readonly methods: string[]; readonly before: Verdict; readonly after: Verdict }>();
  const sessions = sessionsTold([path, mended].flatMap(({ program }) => program.hop(blocker.hop)?.ops ?? []));
  for (const { method, as, point } of askers(blocker, trace, sessions)) {
    const [before, after] = [verdictAt(path, blocker.hop, point), verdictAt(mended, blocker.hop, point)];
    if (before === undefined || after === undefined || face(before) === face(after)) continue;
    const key = `${as} ${face(before)} ${face(after)}`;
    const change = changes.get(key) ?? { as, methods: [], before, after };
    if (!change.methods.includes(method)) change.methods.push(method);
    changes.set(key, change);
  }
  return [...changes.values()].map(({ as, methods: asked, before, after }) => ({ who: `${namely(asked)} ${as}`, before, after }));
}

/** `any method`, or the methods by name. */
function namely(asked: readonly string[]): string {
  return asked.length >= methods.length - 1 ? 'any method' : asked.join(', ');
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

interface Asker {
  readonly method: string;
  readonly as: string;
  readonly point: Point;
}

function askers(blocker: Blocker, trace: Trace, sessions: readonly Session[]): readonly Asker[] {
  const carrier = pointCarrier();
  const base = pointOf({ protocol: 'tcp', 'dst.port': portOf(blocker), 'src.address': { unknown: 'another client' }, path: text(blocker, 'path') ?? '/', 'path.raw': text(blocker, 'path') ?? '/', host: text(blocker, 'host') ?? 'other.example', scheme: 'http', 'http.version': '1.1' });
  const plain = blocker.fields['session.state'] === 'none';
  return methods.flatMap((method): Asker[] => {
    const asked = withField(base, 'method', method);
    const itself = plain && method === trace.request.method;
    const identified = sessions.map((session): Asker => ({ method, as: 'with another client certificate', point: pushSession(carrier, asked, session) }));
    return [...(itself ? [] : [{ method, as: 'without a client certificate', point: asked }]), ...identified];
  });
}

/** TLS sessions of strangers that ops tell apart: an authority they verify clients against, an ALPN they look for. */
function sessionsTold(ops: readonly Op[]): readonly Session[] {
  const authorities = new Set<string>();
  const protocols = new Set<string>();
  const look = (match: Match): void => {
    if ('field' in match && match.field === 'session.alpn') for (const pattern of match.in) protocols.add('exact' in pattern ? pattern.exact : 'prefix' in pattern ? pattern.prefix : '');
    for (const member of 'all' in match ? match.all : 'any' in match ? match.any : 'not' in match ? [match.not] : []) look(member);
  };
  const visit = (op: Op): void => {
    if (op.op === 'set' && 'pop' in op.to && op.to.pop.verify !== undefined) authorities.add(op.to.pop.verify.authority);
    for (const { match, then } of op.op === 'switch' ? op.cases : []) {
      look(match);
      then.forEach(visit);
    }
    for (const { then } of op.op === 'pick' ? op.among : []) then.forEach(visit);
    if (op.op === 'stop') op.instead?.forEach(visit);
  };
  ops.forEach(visit);
  const named = protocols.size === 0 ? [undefined] : [...protocols];
  return [...authorities].flatMap((authority) => named.map((alpn): Session => ({ ...(alpn === undefined || alpn === '' ? {} : { alpn }), offer: { authority, principal: 'someone else' }, demand: { authority } })));
}

function portOf(blocker: Blocker): number {
  return Number(blocker.fields['dst.port'] ?? blocker.hop.split('/').at(-1) ?? 0);
}

function text(blocker: Blocker, field: string): string | undefined {
  const value = blocker.fields[field];
  return typeof value === 'string' ? value : undefined;
}

function verdictAt(path: Path, hop: string, point: Point): Verdict | undefined {
  if (path.program.hop(hop) === undefined) return undefined;
  const ways = walk(path.program, pointCarrier(), hop, point, { onward: false });
  return ways.length === 1 ? ways[0]!.verdict : undefined;
}

function face(verdict: Verdict): string {
  return verdict.kind === 'answered' ? String(verdict.status) : verdict.kind;
}
