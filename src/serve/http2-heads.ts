import { STATUS_CODES } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http2';
import { valueOf, type Head, type Header } from './head.ts';

/**
 * Heads of HTTP/2 as those of HTTP/1.1, and back. Stations speak of one exchange in the words of HTTP/1.1; only the two
 * ends of a connection know how it was carried (RFC 9113, section 8).
 */
export type Raw = readonly string[];

/** The version of a request that came as an HTTP/2 stream. */
export const streamVersion = 'HTTP/2';

/** A request of a stream; `open`: a body follows. One whose length was not said is framed in chunks. */
export function requestOf(fields: IncomingHttpHeaders & Readonly<Record<string, unknown>>, raw: Raw, body: 'open' | 'none'): Head {
  const text = (name: string): string => String(fields[name] ?? '');
  const headers = plainHeaders(raw);
  const authority = text(':authority');
  const crumbs = headers.filter(([name]) => name === 'cookie').map(([, value]) => value);
  return {
    line: [text(':method'), text(':path') === '' ? '/' : text(':path'), streamVersion],
    headers: [
      ...(authority === '' ? [] : [['Host', authority] as const]),
      ...headers.filter(([name]) => name !== 'cookie' && (name !== 'host' || authority === '')),
      ...(crumbs.length === 0 ? [] : [['cookie', crumbs.join('; ')] as const]),
      ...framed(headers, body),
    ],
  };
}

/** An answer of a stream. */
export function answerOf(status: number, raw: Raw, method: string, body: 'open' | 'none'): Head {
  const headers = plainHeaders(raw);
  const bare = status < 200 || status === 204 || status === 304 || method === 'HEAD';
  const empty: readonly Header[] = bare || body === 'open' || headers.some(([name]) => name === 'content-length') ? [] : [['content-length', '0']];
  return { line: ['HTTP/1.1', String(status), STATUS_CODES[status] ?? ''], headers: [...headers, ...empty, ...(bare ? [] : framed(headers, body))] };
}

/** What a request's head is in HTTP/2. */
export function requestFields(head: Head, scheme: 'http' | 'https'): OutgoingHttpHeaders {
  const host = valueOf(head, 'host');
  return { ':method': head.line[0], ':scheme': scheme, ':path': head.line[1], ...(host === undefined ? {} : { ':authority': host }), ...fieldsOf(head) };
}

/** What an answer's head is in HTTP/2. */
export function answerFields(head: Head): OutgoingHttpHeaders {
  return { ':status': Number(head.line[1]), ...fieldsOf(head) };
}

/** The header lines of a trailer section. */
export function trailerFields(lines: readonly string[]): OutgoingHttpHeaders {
  return collected(lines.map((line): Header => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]));
}

/** Names and values in turn, without those that begin with a colon. */
export function plainHeaders(raw: Raw): readonly Header[] {
  const headers: Header[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) if (!raw[at]!.startsWith(':')) headers.push([raw[at]!, raw[at + 1]!]);
  return headers;
}

function framed(headers: readonly Header[], body: 'open' | 'none'): readonly Header[] {
  return body === 'none' || headers.some(([name]) => name === 'content-length') ? [] : [['transfer-encoding', 'chunked']];
}

function fieldsOf(head: Head): OutgoingHttpHeaders {
  return collected(head.headers.filter(([name, value]) => !ofConnection.has(name.toLowerCase()) && (name.toLowerCase() !== 'te' || value === 'trailers')));
}

function collected(headers: readonly Header[]): OutgoingHttpHeaders {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    const before = fields[lower];
    fields[lower] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return fields;
}

/** Fields that HTTP/2 has no place for (RFC 9113, section 8.2.2). */
const ofConnection: ReadonlySet<string> = new Set(['connection', 'host', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'http2-settings']);
