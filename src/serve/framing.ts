import { names, valueOf, type Head } from './head.ts';
import type { Wire } from './wire.ts';

/** How the end of a message's body is known (RFC 9112, section 6). */
export type Framing = { readonly kind: 'none' | 'chunked' | 'until-end' } | { readonly kind: 'length'; readonly bytes: number };

const none: Framing = { kind: 'none' };

/** The body of a request; the text says why its end cannot be told, which is how requests are smuggled. */
export function requestFraming(head: Head): Framing | { readonly wrong: string } {
  const length = valueOf(head, 'content-length');
  const coding = valueOf(head, 'transfer-encoding');
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity') {
    if (length !== undefined) return { wrong: 'the request has both Content-Length and Transfer-Encoding' };
    return coding.trim().toLowerCase() === 'chunked' ? { kind: 'chunked' } : { wrong: `Transfer-Encoding ${coding} is not chunked` };
  }
  if (length === undefined) return none;
  return sized(length) ?? { wrong: 'Content-Length is not one number' };
}

/** The body of an answer, which also depends on what was asked. */
export function answerFraming(head: Head, method: string): Framing {
  const status = Number(head.line[1]);
  if (method === 'HEAD' || status < 200 || status === 204 || status === 304) return none;
  if (names(head, 'transfer-encoding', 'chunked')) return { kind: 'chunked' };
  const length = valueOf(head, 'content-length');
  return (length === undefined ? undefined : sized(length)) ?? { kind: 'until-end' };
}

function sized(text: string): Framing | undefined {
  if (!/^[0-9]{1,15}$/.test(text)) return undefined;
  return text === '0' ? none : { kind: 'length', bytes: Number(text) };
}

/** Follows a body through the bytes that pass by. */
export interface Follower {
  /** Bytes of these that belong to the body; fewer than given means that the body is over. */
  feed(bytes: Buffer): number;
  readonly over: boolean;
  /** The body is over when its sender ends. */
  readonly untilEnd: boolean;
  /** The chunks are not framed as HTTP says. */
  readonly broken: boolean;
  /** The last stretch of content inside the bytes fed last, without chunk framing. */
  readonly content: readonly Buffer[];
  /** Header lines behind the last chunk, as they came. */
  readonly trailers: readonly string[];
}

/** A follower for one body. */
export function followerOf(framing: Framing): Follower {
  if (framing.kind === 'chunked') return chunks();
  let left = framing.kind === 'length' ? framing.bytes : framing.kind === 'none' ? 0 : Infinity;
  let content: readonly Buffer[] = [];
  return {
    feed: (bytes) => {
      const size = Math.min(left, bytes.length);
      left -= size;
      content = size === 0 ? [] : [bytes.subarray(0, size)];
      return size;
    },
    get over() {
      return left === 0;
    },
    untilEnd: framing.kind === 'until-end',
    broken: false,
    get content() {
      return content;
    },
    trailers: [],
  };
}

/** Chunked transfer coding (RFC 9112, section 7.1): sizes are read, extensions and trailers pass by. */
function chunks(): Follower {
  let stage: 'size' | 'content' | 'after' | 'trailer' | 'over' | 'broken' = 'size';
  let line = '';
  let left = 0;
  let content: Buffer[] = [];
  const trailers: string[] = [];
  const lineDone = (): void => {
    const text = line.replace(/\r$/, '');
    line = '';
    if (stage === 'trailer' && text !== '') trailers.push(text);
    else if (stage === 'trailer') stage = 'over';
    else if (stage === 'after') stage = text === '' ? 'size' : 'broken';
    else {
      const size = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;.*)?$/.exec(text);
      left = size === null ? 0 : Number.parseInt(size[1]!, 16);
      stage = size === null ? 'broken' : left === 0 ? 'trailer' : 'content';
    }
  };
  return {
    feed: (bytes) => {
      content = [];
      let at = 0;
      while (at < bytes.length && stage !== 'over' && stage !== 'broken') {
        if (stage === 'content') {
          const end = Math.min(bytes.length, at + left);
          content.push(bytes.subarray(at, end));
          left -= end - at;
          at = end;
          if (left === 0) stage = 'after';
          continue;
        }
        const end = bytes.indexOf(10, at);
        line += bytes.toString('latin1', at, end < 0 ? bytes.length : end);
        at = end < 0 ? bytes.length : end + 1;
        if (line.length > 16_384) stage = 'broken';
        else if (end >= 0) lineDone();
      }
      return at;
    },
    get over() {
      return stage === 'over';
    },
    untilEnd: false,
    get broken() {
      return stage === 'broken';
    },
    get content() {
      return content;
    },
    trailers,
  };
}

/** How moving a body ended: all of it, the sender failed, the taker failed, or somebody said stop. */
export type Moved = 'whole' | 'sender' | 'taker' | 'stopped';

/** Moves one body from a wire to whoever takes it; bytes behind the body stay on the wire. */
export async function moveBody(from: Wire, follower: Follower, into: Sink, stop: { now: boolean }): Promise<Moved> {
  while (!follower.over) {
    if (stop.now) return 'stopped';
    const bytes = from.take();
    if (bytes === undefined) {
      if (!(await from.more())) return follower.untilEnd && from.ended && from.failure === undefined ? 'whole' : 'sender';
      continue;
    }
    const size = follower.feed(bytes);
    if (follower.broken) return 'sender';
    if (size < bytes.length) from.putBack(bytes.subarray(size));
    if (size > 0 && !into.take(size === bytes.length ? bytes : bytes.subarray(0, size), follower.content)) await into.drained();
    if (into.closed()) return 'taker';
  }
  return 'whole';
}

/** Where a body goes. */
export interface Sink {
  /** The bytes as framed, and their content alone. False: wait for `drained`. */
  take(bytes: Buffer, content: readonly Buffer[]): boolean;
  drained(): Promise<void>;
  closed(): boolean;
}

/** A body that goes on as it came. */
export function along(to: Wire): Sink {
  return { take: (bytes) => to.write(bytes), drained: () => to.drained(), closed: () => to.closed };
}
