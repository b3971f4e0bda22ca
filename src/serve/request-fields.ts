import type { Field } from '../ir/field.ts';
import { sizesOf } from '../ir/sizes.ts';
import type { PointValue } from '../engine/point.ts';
import type { Conversation } from './conversation.ts';
import type { Preamble } from './preamble.ts';
import { valueOf, type Head } from './head.ts';

/** A field of the request that is on the wire, as the path reads requests at its entry (path/request.ts). */
export function fieldOf(talk: Conversation, field: Field): PointValue | null {
  if (field === 'preamble') return named(talk.layers[0]?.preamble);
  const head = talk.layer().head;
  if (head === undefined) return null;
  switch (field) {
    case 'method':
      return head.line[0];
    case 'path.raw':
      return targetOf(head);
    case 'path':
      return targetOf(head).replace(/\?.*$/s, '');
    case 'query.raw':
      return /\?.*$/s.exec(targetOf(head))?.[0] ?? null;
    case 'host':
      return hostOf(head)?.toLowerCase() ?? null;
    case 'scheme':
      return talk.depth > 0 ? 'https' : 'http';
    case 'http.version':
      return head.line[2].slice('HTTP/'.length);
    case 'header.underscored':
      return head.headers.find(([name]) => name.includes('_'))?.[0].toLowerCase() ?? null;
    case 'forwarded':
      return valueOf(head, 'x-forwarded-for') ?? null;
    case 'line.bytes':
    case 'header.bytes':
    case 'headers.bytes':
    case 'path.bytes':
    case 'query.bytes':
    case 'cookie.bytes':
      return sizesOf([head.line[0], targetOf(head), 'HTTP/1.1'], head.headers)[field] ?? null;
    case 'body.bytes':
      return bodyBytes(head);
    case 'body':
      return { unknown: 'the body is not looked at in a rehearsal' };
    default:
      return familyOf(head, field);
  }
}

function named(preamble: Preamble | undefined): PointValue | null {
  return preamble === undefined ? null : (preamble.address ?? { unknown: 'a PROXY protocol header that names no client' });
}

/** The request target without its authority: absolute form is for proxies, and its authority is the host. */
export function targetOf(head: Head): string {
  const target = head.line[1];
  return target.startsWith('/') ? target : target.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/, '').replace(/^(?=[^/*]|$)/, '/');
}

/** The host a request is for: of an absolute target, else of the first Host header. */
export function hostOf(head: Head): string | undefined {
  const absolute = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(head.line[1])?.[1];
  return absolute ?? head.headers.find(([name]) => name.toLowerCase() === 'host')?.[1];
}

function bodyBytes(head: Head): PointValue | null {
  const length = valueOf(head, 'content-length');
  if (length !== undefined) return Number(length);
  return valueOf(head, 'transfer-encoding') === undefined ? null : { unknown: 'the size of a chunked body' };
}

function familyOf(head: Head, field: Field): PointValue | null {
  const open = field.indexOf('(');
  if (open < 0) return null;
  const name = field.slice(open + 1, -1);
  switch (field.slice(0, open)) {
    case 'header':
      return valueOf(head, name) ?? null;
    case 'cookie':
      return cookieOf(head, name) ?? null;
    case 'query':
      return new URLSearchParams(targetOf(head).split('?').slice(1).join('?')).get(name);
    default:
      return null;
  }
}

/** The first cookie of that name. */
export function cookieOf(head: Head, name: string): string | undefined {
  const lines = head.headers.filter(([each]) => each.toLowerCase() === 'cookie').map(([, value]) => value);
  for (const pair of lines.flatMap((line) => line.split(';'))) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
