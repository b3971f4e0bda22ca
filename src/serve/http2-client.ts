import { connect, constants, type ClientHttp2Session, type IncomingHttpHeaders, type IncomingHttpStatusHeader } from 'node:http2';
import type { Duplex } from 'node:stream';
import { requestFraming, type Framing } from './framing.ts';
import { printHead, type Head } from './head.ts';
import { answerOf, plainHeaders, requestFields, trailerFields, type Raw } from './http2-heads.ts';
import { bridgeOf, framingOf, type Started } from './http2-stream.ts';
import { wireOf, type Wire } from './wire.ts';

/** An HTTP/2 connection to a next hop that carries one exchange at a time, as the pool of connections counts them. */
export interface Requests {
  /** The wire of the next exchange. Destroying it ends the connection, unless another one has been asked for since. */
  next(): Wire;
}

/** Speaks HTTP/2 on a fresh wire, without asking whether the other side does: its ALPN or the program has said so. */
export function requestsOn(wire: Wire, scheme: 'http' | 'https'): Requests {
  wire.release();
  const session = connect(`${scheme}://next.invalid`, { createConnection: () => wire.duplex });
  let current: Duplex | undefined;
  let failure: Error | undefined;
  session.on('error', (error) => (failure = error));
  session.once('close', () => current?.destroy(failure));
  return {
    next: () => {
      const duplex = exchangeOn(session, scheme, (own) => {
        if (own === current) session.destroy();
      });
      current = duplex;
      return wireOf(duplex);
    },
  };
}

function exchangeOn(session: ClientHttp2Session, scheme: 'http' | 'https', gone: (own: Duplex) => void): Duplex {
  const start = (head: Head): Started => {
    const framing = requestFraming(head) as Framing;
    let last: readonly string[] = [];
    let trailers: readonly string[] = [];
    const stream = session.request(requestFields(head, scheme), { endStream: framing.kind === 'none', waitForTrailers: framing.kind === 'chunked' });
    const came = (status: number, raw: Raw, body: 'open' | 'none'): Head => {
      const answer = answerOf(status, raw, head.line[0], body);
      bridge.duplex.push(Buffer.from(printHead(answer.line, answer.headers), 'latin1'));
      return answer;
    };
    stream.once('wantTrailers', () => stream.sendTrailers(trailerFields(last)));
    stream.on('headers', (fields: IncomingHttpStatusHeader, _: number, raw: Raw) => void came(Number(fields[':status']), raw, 'none'));
    stream.once('response', (fields: IncomingHttpHeaders & IncomingHttpStatusHeader, flags: number, raw: Raw) => {
      const answer = came(Number(fields[':status']), raw, flags & constants.NGHTTP2_FLAG_END_STREAM ? 'none' : 'open');
      bridge.body(stream, framingOf(answer), () => trailers);
    });
    stream.on('trailers', (_: unknown, __: number, raw: Raw) => (trailers = plainHeaders(raw).map(([name, value]) => `${name}: ${value}`)));
    stream.on('error', (error) => bridge.duplex.destroy(givenUp(stream.rstCode) ?? error));
    stream.once('close', () => {
      const failure = givenUp(stream.rstCode);
      if (failure !== undefined) bridge.duplex.destroy(failure);
    });
    return { stream, framing, trailers: (lines) => (last = lines) };
  };
  const bridge = bridgeOf({ kind: 'request', start }, () => gone(bridge.duplex));
  return bridge.duplex;
}

/** The other side gave the stream up: to the exchange that is a connection that was reset, or a handshake that failed. */
function givenUp(code: number | undefined): Error | undefined {
  if (code === undefined || code === constants.NGHTTP2_NO_ERROR) return undefined;
  return Object.assign(new Error('the stream was reset'), { code: code === constants.NGHTTP2_INADEQUATE_SECURITY ? 'ERR_TLS_INADEQUATE_SECURITY' : 'ECONNRESET' });
}
