import type { Dialler, Target, Upstream } from './dial.ts';
import { closedEarly, failureOf, silence, strange, type Failure } from './failure.ts';
import { along, answerFraming, followerOf, moveBody, type Follower, type Framing, type Moved } from './framing.ts';
import { headEnd, longestHead, persists, printHead, onward, readHead, upgradeOf, valueOf, type Head, type Header } from './head.ts';
import { anew, type Link } from './links.ts';
import type { Wire } from './wire.ts';

/** A request that is to be sent on. */
export interface Asked {
  /** The printed head. */
  readonly head: string;
  readonly method: string;
  readonly framing: Framing;
  /** Where the body comes from; absent: there is none. */
  readonly body: Wire | undefined;
  /** Sees every byte of the body that is taken off its wire. */
  readonly record?: (bytes: Buffer) => void;
  /** Who waits for the answer: if that side goes away the exchange ends. */
  readonly client: Wire | undefined;
  /** Takes answers of status 1xx as they come. */
  readonly interim: (head: Head) => void;
  /** Milliseconds of silence before the answer; absent: as long as it takes. */
  readonly limit: number | undefined;
}

/** An answer whose head has come and whose body has not. */
export interface Answered {
  readonly kind: 'answered';
  readonly status: number;
  readonly head: Head;
  readonly upstream: Upstream;
  readonly sending: Sending;
}

/** A request's body on its way; an answer may come, and even be over, before it is. */
export interface Sending {
  readonly over: Promise<Moved>;
  /** Undefined while it moves. */
  readonly moved: () => Moved | undefined;
  readonly stop: () => void;
}

/** What became of a request that was not answered, and whether its body may be used up. */
export interface Unanswered {
  readonly kind: 'failed';
  readonly failure: Failure;
  readonly spent: boolean;
  /** The answer did not come within the asker's limit. */
  readonly late: boolean;
  readonly link: Link | undefined;
}

/** Sends one request and waits for the head of its answer. A kept connection that died meanwhile is replaced once. */
export async function ask(dialler: Dialler, target: Target, asked: Asked): Promise<Answered | Unanswered> {
  for (let which: 'any' | 'fresh' = 'any'; ; which = 'fresh') {
    const upstream = await dialler.open(target, which);
    if ('failure' in upstream) return { kind: 'failed', ...upstream, spent: false, late: false };
    if (upstream.reused) anew(upstream.link);
    const result = await exchange(upstream, asked);
    const again = result.kind === 'failed' && upstream.reused && !result.spent && result.failure.kind === 'reset';
    if (!again) return result;
  }
}

async function exchange(upstream: Upstream, asked: Asked): Promise<Answered | Unanswered> {
  const { wire } = upstream;
  let silent = false;
  const timer = asked.limit === undefined ? undefined : setTimeout(() => {
    silent = true;
    wire.duplex.destroy();
  }, asked.limit);
  asked.client?.onGone(() => wire.duplex.destroy());
  if (asked.framing.kind !== 'none') wire.duplex.cork();
  wire.write(asked.head);
  const sending = send(asked, wire, () => timer?.refresh());
  if (asked.framing.kind !== 'none') wire.duplex.uncork();
  const head = await answerHead(wire, asked);
  clearTimeout(timer);
  if (!('kind' in head)) return { kind: 'answered', status: Number(head.line[1]), head, upstream, sending };
  sending.stop();
  wire.duplex.destroy();
  return { kind: 'failed', failure: silent ? silence(asked.limit ?? 0) : head, spent: asked.framing.kind !== 'none', late: silent, link: upstream.link };
}

function send(asked: Asked, wire: Wire, progress: () => void): Sending {
  const stop = { now: false };
  const sink = along(wire);
  const take = (bytes: Buffer, content: readonly Buffer[]): boolean => {
    progress();
    asked.record?.(bytes);
    return sink.take(bytes, content);
  };
  let moved: Moved | undefined;
  const body = asked.body === undefined || asked.framing.kind === 'none' ? undefined : moveBody(asked.body, followerOf(asked.framing), { ...sink, take }, stop);
  if (body === undefined) moved = 'whole';
  const over = body === undefined ? Promise.resolve<Moved>('whole') : body.then((how) => (moved = how));
  return { over, moved: () => moved, stop: () => (stop.now = true) };
}

/** The first head that is final; 101 is. */
async function answerHead(wire: Wire, asked: Asked): Promise<Head | Failure> {
  for (;;) {
    const head = await nextHead(wire);
    if ('kind' in head) return head;
    const status = Number(head.line[1]);
    if (status >= 200 || status === 101) return head;
    asked.interim(head);
  }
}

async function nextHead(wire: Wire): Promise<Head | Failure> {
  let bytes: Buffer = Buffer.alloc(0);
  for (;;) {
    if (!(await wire.more())) return wire.failure === undefined ? closedEarly : failureOf(wire.failure);
    const came = wire.take()!;
    bytes = bytes.length === 0 ? came : Buffer.concat([bytes, came]);
    if (bytes[0] !== 0x48) return strange(bytes);
    const end = headEnd(bytes);
    if (end < 0 && bytes.length > longestHead) return strange(bytes);
    if (end < 0) continue;
    wire.putBack(bytes.subarray(end));
    const head = readHead(bytes.subarray(0, end), 'answer');
    return 'wrong' in head ? strange(bytes) : head;
  }
}

/** Who takes an answer. */
export interface Taker {
  readonly wire: Wire;
  readonly request: Head;
  /** Headers that the station adds, such as a cookie that keeps the client at its choice. */
  readonly extra: readonly Header[];
  /** The connection may go on after this answer. */
  readonly persists: boolean;
}

/** Passes an answer on. True: the client's connection can carry the next request. */
export async function passOn(answer: Answered, taker: Taker, dialler: Dialler): Promise<boolean> {
  const { head, upstream, status } = answer;
  const { wire } = taker;
  if (status === 101) return switchOver(answer, taker);
  const framing = answerFraming(head, taker.request.line[0]);
  const old = taker.request.line[2] === 'HTTP/1.0';
  const goesOn = taker.persists && answer.sending.moved() === 'whole' && framing.kind !== 'until-end' && !(old && framing.kind === 'chunked');
  const without = new Set(old ? ['transfer-encoding'] : valueOf(head, 'transfer-encoding') === undefined ? [] : ['content-length']);
  const headers = [...onward(head, without), ...taker.extra, ...(goesOn ? (old ? [['Connection', 'keep-alive'] as const] : []) : [['Connection', 'close'] as const])];
  const printed = printHead(['HTTP/1.1', head.line[1], head.line[2]], headers);
  const follower = followerOf(framing);
  const bare = old && framing.kind === 'chunked';
  if (bare || !together(wire, printed, upstream.wire, follower)) wire.write(printed);
  const moved = follower.over ? 'whole' : await moveBody(upstream.wire, follower, bare ? contentOnly(wire) : along(wire), { now: false });
  wire.onGone(undefined);
  if (moved !== 'whole') {
    upstream.wire.duplex.destroy();
    wire.duplex.destroy();
    return false;
  }
  const sent = answer.sending.moved() === 'whole';
  answer.sending.stop();
  if (sent && framing.kind !== 'until-end' && persists(head)) dialler.keep(upstream);
  else upstream.wire.duplex.destroy();
  return goesOn;
}

/** Bytes that are cheaper to copy than to write by themselves. */
const small = 16 * 1024;

/** Head and body in one write, if all of the body is here already. */
function together(wire: Wire, head: string, from: Wire, follower: Follower): boolean {
  const bytes = from.take();
  if (bytes === undefined) return false;
  if (bytes.length > small) {
    from.putBack(bytes);
    return false;
  }
  const size = follower.feed(bytes);
  if (size < bytes.length) from.putBack(bytes.subarray(size));
  wire.write(head + bytes.toString('latin1', 0, size));
  return true;
}

function contentOnly(wire: Wire): ReturnType<typeof along> {
  return { take: (_, content) => content.map((bytes) => wire.write(bytes)).every(Boolean), drained: () => wire.drained(), closed: () => wire.closed };
}

/** After `101 Switching Protocols` the two connections are one stream (RFC 9110, section 7.8). */
async function switchOver({ head, upstream }: Answered, { wire }: Taker): Promise<false> {
  const upgrade = upgradeOf(head) ?? 'unknown';
  wire.write(printHead(['HTTP/1.1', '101', head.line[2]], [...onward(head, new Set()), ['Connection', 'Upgrade'], ['Upgrade', upgrade]]));
  wire.onGone(undefined);
  // Neither side goes on alone: what either end of the changed protocol closes is closed.
  await Promise.race([pour(wire, upstream.wire), pour(upstream.wire, wire)]);
  wire.duplex.end();
  upstream.wire.duplex.end(() => upstream.wire.duplex.destroy());
  return false;
}

/** Joins two streams until both are over, or one breaks: the failure is that of the far one. */
export async function join(near: Wire, far: Wire): Promise<Failure | 'near' | undefined> {
  near.onGone(undefined);
  const [out, back] = [pour(near, far), pour(far, near)];
  const broken = await Promise.race([out.then((wire) => wire ?? back), back.then((wire) => wire ?? out)]);
  if (broken === undefined) return undefined;
  far.duplex.destroy();
  return broken === near ? 'near' : far.failure === undefined ? closedEarly : failureOf(far.failure);
}

/** Moves bytes until they end; the result is the wire that broke, if one did. */
async function pour(from: Wire, to: Wire): Promise<Wire | undefined> {
  while (await from.more()) {
    const bytes = from.take()!;
    if (!to.write(bytes)) await to.drained();
    if (to.closed) return to;
  }
  if (from.failure !== undefined || !from.ended) return from;
  to.duplex.end();
  return undefined;
}
