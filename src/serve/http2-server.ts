import { constants, performServerHandshake, type IncomingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import { answerFraming } from './framing.ts';
import type { Head } from './head.ts';
import { answerFields, plainHeaders, requestOf, trailerFields, type Raw } from './http2-heads.ts';
import { bridgeOf, framingOf, type Started } from './http2-stream.ts';
import { wireOf, type Wire } from './wire.ts';

/** A request that came as an HTTP/2 stream: its head, and a wire of its own for its body and its answer. */
export interface Exchange {
  readonly head: Head;
  readonly wire: Wire;
}

/** The streams of one connection. */
export interface Exchanges {
  /** Resolves when the connection is over. */
  readonly over: Promise<void>;
  /** Takes no further stream, and ends when those that run are over. */
  close(): void;
}

/** Speaks HTTP/2 on a wire on which nothing has been read but what was put back; each stream is one exchange. */
export function exchangesOn(wire: Wire, take: (exchange: Exchange) => void): Exchanges {
  if (wire.closed || wire.ended) {
    wire.duplex.destroy();
    return { over: Promise.resolve(), close: () => {} };
  }
  wire.release();
  const session: ServerHttp2Session = performServerHandshake(wire.duplex as Socket);
  const over = new Promise<void>((resume) => session.once('close', () => resume()));
  session.on('error', () => {});
  // These sockets stay half open when a client ends; nobody goes on with HTTP/2 on such a one.
  wire.duplex.once('end', () => session.destroy());
  session.on('stream', (stream: ServerHttp2Stream, fields: IncomingHttpHeaders, flags: number, raw: Raw) => {
    take(exchangeOf(stream, requestOf(fields, raw, flags & constants.NGHTTP2_FLAG_END_STREAM ? 'none' : 'open')));
  });
  return { over, close: () => session.close() };
}

/** A handshake that failed behind this stream has a word of its own in HTTP/2 (RFC 9113, section 7). */
const codes = { whole: constants.NGHTTP2_NO_ERROR, broken: constants.NGHTTP2_INTERNAL_ERROR, insecure: constants.NGHTTP2_INADEQUATE_SECURITY } as const;

function exchangeOf(stream: ServerHttp2Stream, head: Head): Exchange {
  let trailers: readonly string[] = [];
  const start = (answer: Head): Started | undefined => {
    const status = Number(answer.line[1]);
    if (status < 200) {
      if (status !== 101 && !stream.destroyed) stream.additionalHeaders(answerFields(answer));
      return undefined;
    }
    const framing = answerFraming(answer, head.line[0]);
    let last: readonly string[] = [];
    stream.once('wantTrailers', () => stream.sendTrailers(trailerFields(last)));
    if (!stream.destroyed) stream.respond(answerFields(answer), { endStream: framing.kind === 'none', waitForTrailers: framing.kind === 'chunked' });
    return { stream, framing, trailers: (lines) => (last = lines) };
  };
  const bridge = bridgeOf({ kind: 'answer', start }, (how) => {
    if (!stream.destroyed && !stream.closed) stream.close(codes[how]);
  });
  stream.on('error', () => {}).once('close', () => bridge.duplex.destroy());
  stream.on('trailers', (_: unknown, __: number, raw: Raw) => (trailers = plainHeaders(raw).map(([name, value]) => `${name}: ${value}`)));
  bridge.body(stream, framingOf(head), () => trailers);
  return { head, wire: wireOf(bridge.duplex) };
}
