import type { Field } from '../ir/field.ts';
import type { Live } from '../ir/program.ts';
import type { Point, PointValue, Unknown } from '../engine/point.ts';
import { onward, printable, printHead, upgradeOf, written, type Head, type Header } from './head.ts';
import { listed, type Made } from './live.ts';
import { hostOf, targetOf } from './request-fields.ts';

/**
 * The request as it goes on: what came, with what this station's rules have set. A field that holds an unknown keeps
 * what came, unless the live connection tells it; the forwarded list gets the address that really is on the wire, so that
 * its positions stay right.
 */
export function outgoing(head: Head, point: Point, peer: string, made: Made): string {
  const replaced = new Map<string, string | undefined>();
  const host = textOf(point.cells.get('host'));
  const sent = hostOf(head);
  if (host !== undefined && host !== sent?.toLowerCase()) replaced.set('host', host);
  else if (!head.line[1].startsWith('/') && sent !== undefined) replaced.set('host', sent);
  const forwarded = point.cells.get('forwarded');
  if (forwarded !== undefined) replaced.set('x-forwarded-for', unknown(forwarded) ? (liveIn(forwarded, made) ?? listed(head, peer)) : textOf(forwarded));
  for (const [field, value] of point.cells) {
    const name = headerOf(field);
    if (name === undefined) continue;
    if (!unknown(value)) replaced.set(name, textOf(value));
    else if (isLive(value)) replaced.set(name, liveIn(value, made));
  }
  const upgrade = upgradeOf(head);
  const dropped = point.cells.get('header.underscored') === null;
  const headers: Header[] = onward(head, new Set(replaced.keys())).filter(([name]) => !dropped || !name.includes('_'));
  for (const [name, value] of replaced) if (value !== undefined) headers.push([written(name), value]);
  if (upgrade !== undefined) headers.push(['Connection', 'Upgrade'], ['Upgrade', upgrade]);
  return printHead([textOf(point.cells.get('method')) ?? head.line[0], pathOf(head, point), 'HTTP/1.1'], headers);
}

/** A path that was rewritten keeps the query that came, unless that or the whole target was written. */
function pathOf(head: Head, point: Point): string {
  const raw = textOf(point.cells.get('path.raw'));
  if (raw !== undefined) return raw;
  const target = targetOf(head);
  const written = point.cells.get('query.raw');
  const query = written === undefined || unknown(written) ? (/\?.*$/s.exec(target)?.[0] ?? '') : (textOf(written) ?? '');
  return (textOf(point.cells.get('path')) ?? target.replace(/\?.*$/s, '')) + query;
}

function headerOf(field: Field): string | undefined {
  return field.startsWith('header(') ? field.slice('header('.length, -1) : undefined;
}

function unknown(value: PointValue | null): boolean {
  return value !== null && typeof value === 'object' && 'unknown' in value;
}

function isLive(value: PointValue | null): value is Unknown & { readonly live: Live } {
  return value !== null && typeof value === 'object' && 'unknown' in value && value.live !== undefined;
}

function liveIn(value: PointValue | null, made: Made): string | undefined {
  const text = isLive(value) ? made(value.live) : undefined;
  return text === undefined ? undefined : printable(text);
}

function textOf(value: PointValue | null | undefined): string | undefined {
  return value === null || value === undefined || unknown(value) ? undefined : printable(String(value));
}
