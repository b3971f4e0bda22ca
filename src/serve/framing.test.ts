import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerFraming, followerOf, requestFraming } from './framing.ts';
import { headEnd, onward, persists, readHead, upgradeOf, valueOf, type Head } from './head.ts';

function head(text: string, kind: 'request' | 'answer' = 'request'): Head {
  const read = readHead(Buffer.from(`${text}\r\n\r\n`), kind);
  if ('wrong' in read) throw new Error(read.wrong);
  return read;
}

test('a chunked body ends where its last chunk says, however it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 6 }), fc.array(fc.nat(30), { maxLength: 20 }), (chunks, cuts) => {
      const framed = Buffer.concat([...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)};x=y\r\n`), Buffer.from(chunk), Buffer.from('\r\n')]), Buffer.from('0\r\nTrailer: yes\r\n\r\n')]);
      const bytes = Buffer.concat([framed, Buffer.from('GET /next')]);
      const follower = followerOf({ kind: 'chunked' });
      const content: Buffer[] = [];
      let [at, taken] = [0, 0];
      for (const cut of [...cuts.map((size) => size + 1), bytes.length]) {
        const part = bytes.subarray(at, at + cut);
        at += cut;
        if (follower.over) break;
        taken += follower.feed(part);
        content.push(...follower.content.map((each) => Buffer.from(each)));
      }
      expect([follower.over, follower.broken, taken]).toEqual([true, false, framed.length]);
      expect(Buffer.concat(content).equals(Buffer.concat(chunks))).toBe(true);
    }),
  );
});

test('chunks that are not framed as HTTP says are noticed', () => {
  for (const bytes of ['xyz\r\n', '5\r\nabcdefg\r\n', '-1\r\n', '\r\n']) {
    const follower = followerOf({ kind: 'chunked' });
    follower.feed(Buffer.from(bytes));
    expect(follower.broken).toBe(true);
  }
});

test('a request whose length can be read in two ways has none', () => {
  const framing = (lines: string): unknown => requestFraming(head(`POST / HTTP/1.1\r\n${lines}`));
  expect(framing('Content-Length: 5')).toEqual({ kind: 'length', bytes: 5 });
  expect(framing('Transfer-Encoding: Chunked')).toEqual({ kind: 'chunked' });
  expect(framing('Transfer-Encoding: identity')).toEqual({ kind: 'none' });
  for (const lines of ['Content-Length: 5\r\nContent-Length: 6', 'Content-Length: +5', 'Content-Length: 5\r\nTransfer-Encoding: chunked', 'Transfer-Encoding: gzip, chunked']) {
    expect(framing(lines)).toHaveProperty('wrong');
  }
});

test('an answer\'s length depends on what was asked', () => {
  const answer = head('HTTP/1.1 200 OK\r\nContent-Length: 5', 'answer');
  expect(answerFraming(answer, 'GET')).toEqual({ kind: 'length', bytes: 5 });
  expect(answerFraming(answer, 'HEAD')).toEqual({ kind: 'none' });
  expect(answerFraming(head('HTTP/1.1 304 Not Modified\r\nContent-Length: 5', 'answer'), 'GET')).toEqual({ kind: 'none' });
  expect(answerFraming(head('HTTP/1.0 200 OK', 'answer'), 'GET')).toEqual({ kind: 'until-end' });
});

test('heads are read strictly', () => {
  const wrong = (text: string): boolean => 'wrong' in readHead(Buffer.from(`${text}\r\n\r\n`), 'request');
  for (const text of ['GET /', 'GET / HTTP/2.0', 'GET  / HTTP/1.1', 'G(T / HTTP/1.1', 'GET / HTTP/1.1\r\nA : b', 'GET / HTTP/1.1\r\n b', 'GET / HTTP/1.1\r\nA: b\u0000c', 'GET / HTTP/1.1\r\n: b', 'GET / HTTP/1.1\r\nA: b\nC: d']) expect(wrong(text)).toBe(true);
  expect(valueOf(head('GET / HTTP/1.1\r\nX-A:  1 \r\nx-a:2'), 'x-a')).toBe('1,2');
  expect(headEnd(Buffer.from('a\r\n\r\nb'))).toBe(5);
});

test('headers about one connection stay on it, all but the one that gRPC needs', () => {
  const asked = head('GET / HTTP/1.1\r\nHost: a\r\nConnection: X-Hop, close\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nTE: gzip\r\nTE: trailers\r\nAccept: b');
  expect(onward(asked, new Set(['accept']))).toEqual([['Host', 'a'], ['TE', 'trailers']]);
  expect(persists(asked)).toBe(false);
  expect(persists(head('GET / HTTP/1.0\r\nConnection: keep-alive'))).toBe(true);
  expect(upgradeOf(head('GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket'))).toBe('websocket');
  expect(upgradeOf(head('GET / HTTP/1.1\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c'))).toBeUndefined();
});
