import type { Http2Stream } from 'node:http2';
import { Duplex } from 'node:stream';
import { followerOf, type Follower, type Framing } from './framing.ts';
import { headEnd, longestHead, readHead, valueOf, type Head } from './head.ts';

/** What one end of an exchange does with the heads that it is given to send. */
export interface Sender {
  readonly kind: 'request' | 'answer';
  /** Sends a head. The result is how its body is framed; undefined: another head follows. */
  start(head: Head): Started | undefined;
}

export interface Started {
  readonly stream: Http2Stream;
  readonly framing: Framing;
  /** Sends what stands behind the last chunk. */
  trailers(lines: readonly string[]): void;
}

/** One HTTP/2 stream as a byte stream that carries HTTP/1.1: what is written goes out as frames, what comes is read as text. */
export interface Bridge {
  readonly duplex: Duplex;
  /** Bytes of a body that came; `chunked`: they are framed as a chunk. */
  body(stream: Http2Stream, framing: 'length' | 'chunked', trailers: () => readonly string[]): void;
}

/** A bridge whose writing side is the sender's; `gone` is called when it is destroyed. */
export function bridgeOf(sender: Sender, gone: (how: 'whole' | 'broken' | 'insecure') => void): Bridge {
  let waiting: Buffer = Buffer.alloc(0);
  let started: Started | undefined;
  let follower: Follower | undefined;
  let ended = false;
  let reading: Http2Stream | undefined;
  const finish = (): void => {
    if (ended || started === undefined) return;
    ended = true;
    started.trailers(follower?.trailers ?? []);
    started.stream.end();
  };
  /** False: what was written is no HTTP. */
  const heads = (): boolean => {
    while (started === undefined) {
      const end = headEnd(waiting);
      if (end < 0) return waiting.length < longestHead;
      const head = readHead(waiting.subarray(0, end), sender.kind);
      if ('wrong' in head) return false;
      waiting = waiting.subarray(end);
      started = sender.start(head);
      if (started !== undefined) follower = followerOf(started.framing);
    }
    return true;
  };
  const duplex = new Duplex({
    read: () => void reading?.resume(),
    write: (bytes: Buffer, _, done) => {
      waiting = started === undefined && waiting.length > 0 ? Buffer.concat([waiting, bytes]) : bytes;
      try {
        if (!heads()) return done(new Error('what is sent is not HTTP'));
      } catch (error) {
        // The session went away meanwhile, or HTTP/2 has no place for a header.
        return done(error as Error);
      }
      if (started === undefined || follower === undefined || ended) return done();
      follower.feed(waiting);
      waiting = Buffer.alloc(0);
      const { stream } = started;
      let flows = true;
      for (const part of follower.content) flows = stream.write(part);
      if (follower.over) finish();
      if (flows || ended || stream.destroyed) return done();
      const resume = (): void => {
        stream.off('drain', resume).off('close', resume);
        done();
      };
      stream.on('drain', resume).on('close', resume);
    },
    final: (done) => {
      if (follower?.untilEnd === true) finish();
      done();
    },
    destroy: (error, done) => {
      gone(error instanceof Error && error.name === insecure ? 'insecure' : ended && error === null ? 'whole' : 'broken');
      done(error);
    },
  });
  return {
    duplex,
    body: (stream, framing, trailers) => {
      reading = stream;
      stream.on('data', (bytes: Buffer) => {
        const room = framing === 'chunked' ? duplex.push(Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`, 'latin1'), bytes, lineEnd])) : duplex.push(bytes);
        if (!room) stream.pause();
      });
      stream.once('end', () => {
        if (framing === 'chunked') duplex.push(Buffer.from(`0\r\n${trailers().map((line) => `${line}\r\n`).join('')}\r\n`, 'latin1'));
      });
    },
  };
}

const lineEnd = Buffer.from('\r\n', 'latin1');

/** Destroys a bridge so that the other side hears why. */
export function handshakeFailed(): Error {
  return Object.assign(new Error('a handshake failed'), { name: insecure });
}

const insecure = 'InsecureError';

/** How the bytes of a body that comes are to be framed. */
export function framingOf(head: Head): 'length' | 'chunked' {
  return valueOf(head, 'transfer-encoding') === undefined ? 'length' : 'chunked';
}
