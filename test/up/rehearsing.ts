import { onTestFinished } from 'vitest';
import type { HopId, Program, Verdict } from '../../src/ir/program.ts';
import type { PointValue } from '../../src/engine/point.ts';
import type { Network } from '../../src/path/network.ts';
import { pointFor, targetOf, type Request } from '../../src/path/request.ts';
import type { HealthCheck } from '../../src/hops/kind.ts';
import { disagreement } from '../../src/serve/agree.ts';
import type { Seen } from '../../src/serve/client.ts';
import type { Facts } from '../../src/serve/facts.ts';
import { rehearse, type Options, type Rehearsal } from '../../src/serve/rehearse.ts';
import type { Logged } from '../../src/serve/site.ts';
import { entry, networkOf, predicted } from './programs.ts';

export interface Running {
  readonly rehearsal: Rehearsal;
  readonly program: Program;
  readonly lines: readonly Logged[];
  readonly troubles: readonly string[];
}

/** A rehearsal of one program, closed when the test is over. The clock makes a connection time-out of 10 s half a second. */
export async function running(program: Program, { network, ...options }: Partial<Options> & { readonly network?: Network } = {}, checks: readonly HealthCheck[] = []): Promise<Running> {
  const lines: Logged[] = [];
  const troubles: string[] = [];
  let state = 7;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  const rehearsal = await rehearse(
    { program, network: network ?? networkOf([entry], checks) },
    { random, now: Date.now(), clock: 20, addressing: 'own', client: { 'src.address': '203.0.113.9' }, log: (line) => lines.push(line), trouble: (sentence) => troubles.push(sentence), ...options },
  );
  if ('wrong' in rehearsal) throw new Error(rehearsal.wrong);
  onTestFinished(() => rehearsal.close());
  return { rehearsal, program, lines, troubles };
}

export interface Asking {
  readonly url?: string;
  readonly method?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: Buffer;
  readonly version?: '1.0' | '1.1' | '2';
  /** Empty: none. */
  readonly sni?: string;
  readonly certificate?: { readonly authority: string; readonly principal: string };
  readonly entry?: HopId;
  readonly source?: Facts;
}

/** Sends a request for real and walks the same request: what was seen, and what was predicted. */
export async function asked({ rehearsal, program }: Running, asking: Asking = {}): Promise<{ readonly seen: Seen; readonly predicted: readonly Verdict[]; readonly disagreement: string | undefined }> {
  const url = asking.url ?? 'https://xnat.example.org/';
  const target = targetOf(url);
  if ('wrong' in target) throw new Error(target.wrong);
  const request: Request = { url, method: asking.method ?? 'GET', headers: asking.headers ?? [], from: { kind: 'internet' }, ...offered(asking) };
  const source: Facts = asking.source ?? { 'src.address': '203.0.113.9' };
  const hop = asking.entry ?? entry.address;
  const seen = await rehearsal.send({
    entry: { hop, facts: { 'dst.port': target.port } },
    scheme: target.scheme,
    name: target.host,
    method: request.method,
    ...offered(asking),
    target: target.raw,
    headers: request.headers.some(([name]) => name.toLowerCase() === 'host') ? request.headers : [['Host', target.host], ...request.headers],
    source,
    ...(asking.body === undefined ? {} : { body: asking.body }),
  });
  const point = pointFor(request, target, source as Partial<Record<never, PointValue>>);
  const verdicts = predicted(program, hop, point);
  return { seen, predicted: verdicts, disagreement: disagreement(verdicts, seen) };
}

/** What the client's connection offers. */
function offered({ version, sni, certificate }: Asking): Pick<Request, 'version' | 'sni' | 'certificate'> {
  return { ...(version === undefined ? {} : { version }), ...(sni === undefined ? {} : { sni }), ...(certificate === undefined ? {} : { certificate }) };
}

/** The JSON that the stand-in tells back. */
export function told(seen: Seen): { readonly headers: Readonly<Record<string, string>>; readonly peer: string | null; readonly path: string; readonly method: string; readonly body: { readonly bytes: number; readonly sha256?: string }; readonly source: { readonly pod: string | null; readonly address: unknown; readonly loopback: string } } {
  return JSON.parse(seen.body?.toString('utf8') ?? 'null') as ReturnType<typeof told>;
}
