import { isIP } from 'node:net';
import { PassThrough } from 'node:stream';
import type { Verdict } from '../ir/program.ts';
import type { Offer } from './authority.ts';
import type { Target } from './dial.ts';
import { ask, type Answered } from './exchange.ts';
import type { Facts } from './facts.ts';
import { closedEarly, failureOf, strange, type Failure } from './failure.ts';
import { answerFraming, followerOf, moveBody } from './framing.ts';
import { persists, printHead, valueOf, type Header } from './head.ts';
import { decisionsOf, type Decision } from './links.ts';
import type { Site } from './site.ts';
import type { Place } from './stations.ts';
import { wireOf } from './wire.ts';
import { workloadHeader } from './workload.ts';

/** A request to be sent for real. */
export interface Sent {
  readonly entry: Place;
  readonly scheme: 'http' | 'https' | 'tcp';
  /** Without port: the name the certificate must carry. */
  readonly name: string;
  readonly method: string;
  /** Absent: 1.1. */
  readonly version?: '1.0' | '1.1' | '2';
  /** Path and query, as they go on the wire. */
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body?: Buffer;
  /** Who sends it. */
  readonly source: Facts;
  /** The server name of the ClientHello, empty for none; absent: the name. */
  readonly sni?: string;
  /** Any certificate of the entry is taken. */
  readonly insecure?: true;
  /** The client certificate on offer. */
  readonly certificate?: Offer;
}

/** What the client saw. */
export interface Seen {
  readonly kind: Verdict['kind'];
  readonly status?: number;
  /** The program that answered, by its own word. */
  readonly workload?: string;
  readonly headers?: readonly Header[];
  readonly body?: Buffer;
  readonly detail?: string;
  /** What each station decided; for people, not for judging. */
  readonly decisions: readonly Decision[];
}

/** Sends one request through its entry as a client would, verifying the entry's certificate unless it takes any. Tokens that are only declared are signed. */
export async function send(site: Site, sent: Sent): Promise<Seen> {
  const timers = site.timers('client');
  if (sessionOf(sent).sni !== sent.name) site.asked.add(sent.name);
  const target: Target = {
    to: await site.listening(sent.entry),
    as: { address: site.register.source(`client ${JSON.stringify(sent.source)}`, sent.source), facts: sent.source },
    sessions: sent.scheme === 'https' ? [sessionOf(sent)] : [],
    ...(sent.version === '2' ? { version: '2', settles: true } : {}),
    limit: timers.connect,
  };
  if (sent.scheme === 'tcp') return knock(site, target, timers.answer ?? 0);
  const { body } = sent;
  const result = await ask(site.dialler, target, {
    head: site.tokens.signed(printHead([sent.method, sent.target, `HTTP/${sent.version === '1.0' ? '1.0' : '1.1'}`], [...sent.headers, ...(body === undefined ? [] : [['Content-Length', String(body.length)] as const])])),
    method: sent.method,
    framing: body === undefined || body.length === 0 ? { kind: 'none' } : { kind: 'length', bytes: body.length },
    client: undefined,
    body: body === undefined ? undefined : wireOf(new PassThrough().end(body)),
    interim: () => {},
    limit: timers.answer,
  });
  if (result.kind === 'failed') return { ...failed(result.failure), decisions: decisionsOf(result.link) };
  return whole(site, sent, result);
}

/** The session as the path's client starts it (path/request.ts). */
function sessionOf({ name, sni = isIP(name) === 0 ? name : '', version, insecure, certificate }: Sent): Target['sessions'][number] {
  return {
    ...(sni === '' ? {} : { sni }),
    alpn: version === '2' ? 'h2' : 'http/1.1',
    ...(insecure === true ? {} : { name, demand: 'public' }),
    ...(certificate === undefined ? {} : { offer: certificate.authority, principal: certificate.principal }),
  };
}

function failed({ kind, detail }: Failure): Omit<Seen, 'decisions'> {
  return { kind, detail };
}

async function whole(site: Site, sent: Sent, { head, status, upstream, sending }: Answered): Promise<Seen> {
  const parts: Buffer[] = [];
  const sink = { take: (_: Buffer, content: readonly Buffer[]) => parts.push(...content) > -1, drained: () => Promise.resolve(), closed: () => false };
  const framing = answerFraming(head, sent.method);
  const moved = await moveBody(upstream.wire, followerOf(framing), sink, { now: false });
  const decisions = decisionsOf(upstream.link);
  if (moved !== 'whole') return { ...failed(upstream.wire.failure === undefined ? closedEarly : failureOf(upstream.wire.failure)), decisions };
  if (persists(head) && framing.kind !== 'until-end' && sending.moved() === 'whole') site.dialler.keep(upstream);
  else upstream.wire.duplex.destroy();
  const workload = valueOf(head, workloadHeader.toLowerCase());
  return { kind: workload === undefined ? 'answered' : 'delivered', status, headers: head.headers, body: Buffer.concat(parts), decisions, ...(workload === undefined ? {} : { workload }) };
}

/** Without HTTP, the stand-in tells in its first line who it is. */
async function knock(site: Site, target: Target, limit: number): Promise<Seen> {
  const opened = await site.dialler.open(target, 'fresh');
  if ('failure' in opened) return { ...failed(opened.failure), decisions: decisionsOf(opened.link) };
  const { wire } = opened;
  let silent = false;
  const timer = setTimeout(() => {
    silent = true;
    wire.duplex.destroy();
  }, limit);
  wire.write('sallyport\n');
  let line = '';
  while (!line.includes('\n') && (await wire.more())) line += wire.take()!.toString('utf8');
  clearTimeout(timer);
  const decisions = decisionsOf(opened.link);
  wire.duplex.destroy();
  if (line === '') return { ...failed(silent ? { kind: 'dropped', detail: 'silence' } : wire.failure === undefined ? closedEarly : failureOf(wire.failure)), decisions };
  // What a TLS server sends to somebody who speaks no TLS.
  if (line.startsWith('\u0015\u0003')) return { ...failed(strange(Buffer.from(line, 'latin1'))), decisions };
  const status = /^HTTP\/1\.[01] ([0-9]{3}) /.exec(line)?.[1];
  if (status !== undefined) return { kind: 'answered', status: Number(status), decisions };
  const workload = /^\{"workload":"([^"]*)"/.exec(line)?.[1];
  return { kind: 'delivered', decisions, body: Buffer.from(line), ...(workload === undefined ? {} : { workload }) };
}
