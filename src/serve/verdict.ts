import type { Verdict } from '../ir/program.ts';
import { answerWith, linger, type Own } from './answer.ts';
import { requestFraming, type Framing } from './framing.ts';
import { printable, type Header } from './head.ts';
import { hostOf, targetOf } from './request-fields.ts';
import { readFirst, streamsIn } from './conversation.ts';
import type { Failure } from './failure.ts';
import { handshakeFailed } from './http2-stream.ts';
import { admit, type Decision, type Link } from './links.ts';
import type { Logged } from './site.ts';
import { goesOn, type Fate, type Ruled, type Visit } from './visit.ts';
import { handshakeFailure, protocolVersion } from './tls.ts';
import { answerTold, deliver } from './workload.ts';

/** What is left of a request's body on its connection. */
type Remains = 'whole' | 'partial';

/**
 * Makes a station's verdict happen on its socket. `beyond` is what further stations decided, for the log; of a `partial`
 * request some of the body is gone already.
 */
export async function settle(visit: Visit, ruled: Ruled, verdict: Verdict, beyond: readonly Decision[], request: Remains): Promise<Fate> {
  if (verdict.kind === 'delivered' || verdict.kind === 'answered') {
    admit(visit.link);
    if (!(await readFirst(visit.talk.layer()))) return 'over';
    if (streamsIn(visit.talk) !== undefined) return 'streams';
  }
  report(visit, ruled, verdict, beyond);
  switch (verdict.kind) {
    case 'delivered':
      return deliver(visit, ruled, verdict.workload);
    case 'answered':
      if (told(verdict, ruled, request) && visit.talk.layer().head !== undefined) return answerTold(visit, ruled, verdict.status, visit.talk.layer().head!);
      return answered(visit, { status: verdict.status, body: verdict.body ?? '', ...(verdict.type === undefined ? {} : { type: verdict.type }), extra: leading(ruled, verdict.location) }, request);
    case 'reset':
    case 'unresolved':
    case 'loop':
      admit(visit.link);
      return reset(visit);
    case 'refused':
      return reset(visit);
    case 'handshake':
      return giveUp(visit, verdict.cause);
    case 'dropped':
      return silent(visit);
    default:
      return verdict;
  }
}

/** What a dialler observed and does not answer for reaches its own client as it came. */
export async function passFailure(visit: Visit, ruled: Ruled, failure: Failure, beyond: readonly Decision[]): Promise<Fate> {
  report(visit, ruled, { kind: 'passed' }, beyond);
  if (failure.kind === 'dropped') return silent(visit);
  if (failure.kind !== 'refused') admit(visit.link);
  // An address that was not found leaves the client's connection without an other end.
  return failure.kind === 'handshake' ? giveUp(visit, undefined) : reset(visit);
}

/** Tells the dialler's log, and the rehearsal's own where clients enter. */
export function report(visit: Visit, ruled: Ruled, verdict: Decision['verdict'], beyond: readonly Decision[], status?: number): void {
  const { site, place, talk, link } = visit;
  link.decisions = [ownOf(ruled, verdict), ...beyond];
  link.beyond = undefined;
  const { head } = talk.layer();
  const logged: Logged = {
    entry: place.hop,
    method: head?.line[0],
    host: head === undefined ? undefined : hostOf(head),
    path: head === undefined ? undefined : targetOf(head).replace(/\?.*$/s, ''),
    verdict: status === undefined ? verdict : { kind: 'passed', status },
    decisions: link.decisions,
  };
  site.log(logged);
}

/** From now on bytes are handed on, and what becomes of a request is told behind the next link. */
export function handsOn({ link }: Visit, ruled: Ruled, next: Link | undefined): void {
  link.decisions = [ownOf(ruled, { kind: 'passed' })];
  link.beyond = next;
}

function ownOf({ hop, steps, oracle }: Ruled, verdict: Decision['verdict']): Decision {
  return { hop: hop.id, verdict, steps, assumed: oracle.assumed };
}

/** A program's own answer, of which no file says more than the status. */
function told({ cause, body, location }: Extract<Verdict, { readonly kind: 'answered' }>, { hop }: Ruled, request: Remains): boolean {
  return hop.dialler === 'workload' && request === 'whole' && cause === undefined && body === undefined && location === undefined;
}

/** Where an answer sends its client, with the fields as they are at the stop. */
function leading({ oracle, ending }: Ruled, template: string | undefined): readonly Header[] {
  if (template === undefined) return [];
  const filled = oracle.carrier.compute(ending.traffic, 'header(location)', { template });
  return typeof filled === 'string' ? [['Location', printable(filled)]] : [];
}

async function answered(visit: Visit, own: Own, request: Remains): Promise<Fate> {
  const { head, wire } = visit.talk.layer();
  const framing: Framing | undefined = head === undefined ? undefined : (requestFraming(head) as Framing);
  // Bytes that are no request get their answer too, as Envoy's HTTP chain gives it.
  if (head === undefined || framing === undefined) await answerWith(wire, { line: ['GET', '/', 'HTTP/1.1'], headers: [] }, { kind: 'none' }, own, false);
  else if (await answerWith(wire, head, framing, own, request === 'whole' && goesOn(visit, head))) return 'next';
  await linger(wire);
  return 'over';
}

/** A real RST, one turn of the event loop later: a dialler in this process has then noticed that it is connected. */
async function reset(visit: Visit): Promise<Fate> {
  const { raw } = visit;
  if (visit.stream) return cut(visit);
  await new Promise((resume) => setImmediate(() => setImmediate(resume)));
  if (!raw.destroyed) raw.resetAndDestroy();
  return 'over';
}

/** A handshake that fails: as the TLS library of a server would tell it, or as a server without TLS answers a ClientHello. */
async function giveUp(visit: Visit, cause: string | undefined): Promise<Fate> {
  const { talk, raw, link } = visit;
  if (visit.stream) return cut(visit, handshakeFailed());
  admit(link);
  if (raw.writableEnded || raw.destroyed) return 'over';
  const { wire } = talk.layer();
  if (cause === 'tls-to-plaintext') wire.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  else wire.duplex.write(Buffer.from([21, 3, 3, 0, 2, 2, cause === 'plaintext-to-tls' ? protocolVersion : handshakeFailure]));
  await linger(wire);
  return 'over';
}

/** Ends one stream of a connection without an answer. */
function cut({ talk }: Visit, why?: Error): Fate {
  talk.layer().wire.duplex.destroy(why);
  return 'over';
}

/** Nothing ever comes back; the other side gives up when it likes. */
async function silent({ talk }: Visit): Promise<Fate> {
  const { wire } = talk.layer();
  while (await wire.more()) wire.take();
  wire.duplex.destroy();
  return 'over';
}
