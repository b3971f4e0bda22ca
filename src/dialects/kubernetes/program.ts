import { always, is, not, present, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Serves } from './serves.ts';
import { originOf } from './origin.ts';
import { headerRead } from './preamble.ts';
import type { Path } from '../../resource/resource.ts';

/** A program on a port, wherever it runs, as far as somebody says what it does. */
export interface Program {
  /** `shop/web-0`, `i-0abc`. */
  readonly who: string;
  readonly port: number;
  /** What it reads there; `https`: an HTTP server behind TLS. Absent: nobody says, so any bytes arrive. */
  readonly speaks?: NonNullable<Serves['speaks']>;
  /** What it answers, by path; a path that ends with `*` stands for all that begin so. Without a status, or elsewhere: in no file. */
  readonly answers?: readonly { readonly path: string; readonly status?: number; readonly origin: Origin }[];
  /** Whether it reads a PROXY protocol header. Absent: nobody says. */
  readonly proxyProtocol?: boolean;
  /** Milliseconds that it takes to answer. */
  readonly latency?: { readonly milliseconds: number; readonly origin: Origin };
  readonly origin: Origin;
}

/** What `serves` of a sallyport.yaml says of a program. */
export function toldBy({ resource, speaks, answers, latency, proxyProtocol }: Serves, who: string): Pick<Program, 'speaks' | 'answers' | 'latency' | 'proxyProtocol'> {
  const place = (path: Path, note: string): Origin => originOf(resource, path, 'serves', note);
  return {
    ...(speaks === undefined ? {} : { speaks }),
    ...(answers.length === 0 ? {} : { answers: answers.map(({ path, status }) => ({ path, status, origin: place(['answers', path], `${who} answers ${status} for ${path}`) })) }),
    ...(proxyProtocol === undefined ? {} : { proxyProtocol }),
    ...(latency === undefined ? {} : { latency: { milliseconds: latency, origin: place(['latency'], `${who} takes ${latency} ms to answer`) } }),
  };
}

/** What becomes of bytes that reach it: whether it can read them, when it answers, and what. */
export function programOps(program: Program): readonly Op[] {
  const { who, port, speaks, proxyProtocol, origin } = program;
  const head = headerRead({ who, port, plainHttp: speaks === 'http', ...(proxyProtocol === undefined ? {} : { reads: proxyProtocol }) }, origin);
  return [...head, ...reading(program), ...answering(program)];
}

/** A plain HTTP server takes a ClientHello for a bad request and answers in plain text, which is no handshake. */
function reading({ speaks, who, port, origin }: Program): readonly Op[] {
  const encrypted = is('session.state', 'open');
  switch (speaks) {
    case 'http':
      return [stopped(encrypted, { kind: 'handshake', cause: 'tls-to-plaintext' }, origin, `${who} speaks plain HTTP on port ${port} and cannot read TLS`)];
    case 'tls':
      return [stopped(not(encrypted), { kind: 'reset', cause: 'plaintext-to-tls' }, origin, `${who} speaks TLS on port ${port} and closes plain connections`)];
    case 'https': {
      // NGINX and other servers look at the first bytes (nginx, ngx_http_ssl_module, error processing: code 497, sent as 400).
      const request: Match = { all: [not(encrypted), present('method')] };
      return [
        stopped(request, { kind: 'answered', status: 400, cause: 'plaintext-to-tls' }, origin, `${who} speaks HTTPS on port ${port} and answers plain requests with 400`),
        stopped(not(encrypted), { kind: 'reset', cause: 'plaintext-to-tls' }, origin, `${who} speaks HTTPS on port ${port} and closes plain connections`),
      ];
    }
    case undefined:
      return [];
    default:
      return speaks;
  }
}

/** How long it takes, and what it answers itself. */
function answering({ latency, answers = [], speaks, origin }: Program): readonly Op[] {
  const silent = quiet(origin);
  const held: readonly Op[] = latency === undefined ? [] : [{ op: 'set', field: 'held', to: { plus: latency.milliseconds }, origin: latency.origin }];
  if (answers.length === 0) return held;
  const cases = answers.map(({ path, status, origin: says }): Case => ({
    match: { field: 'path', in: [path.endsWith('*') ? { prefix: path.slice(0, -1) } : { exact: path }] },
    then: status === undefined ? [] : [{ op: 'stop', verdict: { kind: 'answered', status }, origin: says }],
    origin: silent,
  }));
  // Paths can be read where TLS ends; whose certificate a program has is in no file.
  const ended: readonly Op[] = speaks === 'tls' || speaks === 'https' ? [{ op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public' } } }, origin: silent }] : [];
  return [...held, ...ended, { op: 'switch', origin: silent, cases: [...cases, { match: always, then: [], origin: silent }] }];
}

/** A stop where a condition holds; mended, the program goes on. */
export function stopped(match: Match, verdict: Verdict, origin: Origin, note: string): Op {
  const silent = quiet(origin);
  const stop: Op = { op: 'stop', verdict, origin: { ...silent, note }, instead: [] };
  return { op: 'switch', origin: silent, cases: [{ match, then: [stop], origin: silent }, { match: always, then: [], origin: silent }] };
}
