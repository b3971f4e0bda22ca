import { STATUS_CODES } from 'node:http';
import type { Sending } from './exchange.ts';
import { followerOf, moveBody, type Framing } from './framing.ts';
import { names, printHead, type Head, type Header } from './head.ts';
import type { Wire } from './wire.ts';

/** An answer that a station makes itself. */
export interface Own {
  readonly status: number;
  readonly body: string;
  readonly type?: string;
  readonly extra?: readonly Header[];
}

/** A body that is thrown away to keep a connection, in bytes at most. */
const cheap = 256 * 1024;

/**
 * Writes an answer of one's own. True: the connection can carry the next request, because the body of this one was
 * short enough to be read to its end.
 */
export async function answerWith(wire: Wire, request: Head, framing: Framing, own: Own, persists: boolean): Promise<boolean> {
  const goesOn = persists && disposable(request, framing);
  wire.write(printed(request, own, goesOn));
  if (!goesOn) return false;
  return framing.kind === 'none' || (await discard(wire, framing));
}

function printed(request: Head, { status, body, type, extra = [] }: Own, goesOn: boolean): string {
  const bare = status < 200 || status === 204 || status === 304;
  const bytes = Buffer.from(body, 'utf8');
  const headers: Header[] = [['Date', new Date().toUTCString()], ...(bare ? [] : [['Content-Type', type ?? typeOf(body)] as const, ['Content-Length', String(bytes.length)] as const]), ...extra];
  headers.push(...(goesOn ? (request.line[2] === 'HTTP/1.0' ? [['Connection', 'keep-alive'] as const] : []) : [['Connection', 'close'] as const]));
  const head = printHead(['HTTP/1.1', String(status), STATUS_CODES[status] ?? 'Status'], headers);
  return bare || request.line[0] === 'HEAD' ? head : head + bytes.toString('latin1');
}

/** An HTML page of a balancer, or words of a proxy. */
function typeOf(body: string): string {
  return body.startsWith('<') ? 'text/html' : 'text/plain';
}

/** A client that waits for `100 Continue` has not sent its body, and may or may not: the connection ends. */
function disposable(request: Head, framing: Framing): boolean {
  if (framing.kind === 'none') return true;
  return framing.kind === 'length' && framing.bytes <= cheap && !names(request, 'expect', '100-continue');
}

async function discard(wire: Wire, framing: Framing): Promise<boolean> {
  const nowhere = { take: () => true, drained: () => Promise.resolve(), closed: () => false };
  return (await moveBody(wire, followerOf(framing), nowhere, { now: false })) === 'whole';
}

/** Milliseconds in which a client may read the last answer before its connection is cut. */
const lingering = 1000;

/**
 * Ends a connection on which the client may still be sending: closing at once would reset it, and the client would lose
 * the answer.
 */
export async function linger(wire: Wire, sending?: Sending): Promise<void> {
  wire.onGone(undefined);
  wire.duplex.end();
  const timer = setTimeout(() => wire.duplex.destroy(), lingering);
  await sending?.over;
  while (await wire.more()) wire.take();
  clearTimeout(timer);
  wire.duplex.destroy();
}
