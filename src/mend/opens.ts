import { pointCarrier, pointOf, withField, type Point } from '../engine/point.ts';
import { pushSession } from '../engine/traffic.ts';
import { walk, type Blocker } from '../engine/walk.ts';
import type { Verdict } from '../ir/program.ts';
import type { Path } from '../path/path.ts';
import type { Trace } from '../path/trace.ts';

/** Requests to the hop that stopped whose answer a mend changes. */
export interface Opening {
  /** Who asks for what: `POST without mesh certificate`. */
  readonly who: string;
  readonly before: Verdict;
  readonly after: Verdict;
}

/**
 * What else a mend opens at the hop it mends: every method, with and without a mesh identity, is walked before and after.
 * The request itself is left out.
 */
export function opened(path: Path, mended: Path, trace: Trace, blocker: Blocker): readonly Opening[] {
  const openings: Opening[] = [];
  for (const [who, point] of askers(blocker, trace)) {
    const [before, after] = [verdictAt(path, blocker.hop, point), verdictAt(mended, blocker.hop, point)];
    if (before !== undefined && after !== undefined && face(before) !== face(after)) openings.push({ who, before, after });
  }
  return openings;
}

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

function askers(blocker: Blocker, trace: Trace): readonly (readonly [string, Point])[] {
  const carrier = pointCarrier();
  const base = pointOf({ protocol: 'tcp', 'dst.port': portOf(blocker), 'src.address': { unknown: 'another client' }, path: text(blocker, 'path') ?? '/', 'path.raw': text(blocker, 'path') ?? '/', host: text(blocker, 'host') ?? 'other.example', scheme: 'http', 'http.version': '1.1' });
  const identity = { alpn: 'istio-http/1.1', offer: { authority: 'mesh cluster.local', principal: 'cluster.local/ns/other/sa/other' }, demand: { authority: 'mesh cluster.local' } };
  return methods.flatMap((method): [string, Point][] => {
    const asked = withField(base, 'method', method);
    const plain: [string, Point][] = method === trace.request.method && blocker.fields['session.state'] === 'none' ? [] : [[`${method} without a mesh certificate`, asked]];
    return [...plain, [`${method} with another mesh identity`, pushSession(carrier, asked, identity)]];
  });
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
