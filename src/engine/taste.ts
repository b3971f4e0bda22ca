import type { Field } from '../ir/field.ts';
import { ruleOf } from '../ir/field.ts';
import { addressOf } from '../ir/address.ts';
import type { Match } from '../ir/match.ts';
import type { Pattern } from '../ir/pattern.ts';
import { takes } from '../ir/text.ts';
import { setOf } from './compile-switch.ts';
import { meet } from './diagram.ts';
import type { Fields } from './lookup.ts';
import type { Diagram, Store } from './store.ts';
import { supportOf } from './support.ts';
import { unchangedBy } from './unchanged.ts';

/** Values that a reader would rather see, best first; taken where the set allows one. */
export type Taste = (field: Field) => readonly (string | number)[];

/** What most people would write: GET /, port 443, an address from the blocks reserved for documentation. */
export const plainTaste: Taste = (field) => liked[field] ?? [];

const liked: Readonly<Partial<Record<Field, readonly (string | number)[]>>> = {
  host: ['www.example.org'],
  'session.sni': ['www.example.org'],
  path: ['/', '/index.html'],
  method: ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'],
  scheme: ['https', 'http'],
  'http.version': ['1.1'],
  protocol: ['tcp', 'udp'],
  'dst.port': [443, 80, 8443, 8080],
  'src.port': [50000],
  // RFC 5737 and RFC 3849
  'src.address': ['203.0.113.10', '198.51.100.10', '2001:db8::10'],
};

/** Fields every request has: a witness without one is only taken where nothing else is possible. */
export function expected(field: Field): boolean {
  return field in liked;
}

/** The part of a set that a client can really send: host names of letters, digits and hyphens, visible paths, upper-case methods. */
export function wellFormed(store: Store, set: Diagram): Diagram {
  let part = set;
  const fields = new Set([...supportOf(store, set)].flatMap((level) => (store.levels[level]!.asks === 'value' && store.levels[level]!.fresh === undefined ? [store.levels[level]!.field!] : [])));
  for (const field of fields) {
    const pattern = formOf(field);
    if (pattern === undefined) continue;
    const formed: Match = { any: [{ not: { field, in: [{ any: true }] } }, { field, in: [pattern] }] };
    part = meet(store, part, setOf(store, formed));
  }
  return part;
}

/** Whether a client can send a request of these fields, its path being in normal form. */
export function ordinary(fields: Fields): boolean {
  const form = unchangedBy('normalise-path:MERGE_SLASHES');
  return Object.entries(fields).every(([field, value]) => {
    const pattern = formOf(field as Field);
    if (pattern === undefined || value === undefined || typeof value === 'object') return true;
    return takes(pattern, value) === true && (field !== 'path' || form === undefined || takes(form, value) === true);
  });
}

/** The part of a set with paths that are in normal form for everybody. */
export function plainPaths(store: Store, set: Diagram): Diagram {
  const form = unchangedBy('normalise-path:MERGE_SLASHES');
  if (form === undefined || ![...supportOf(store, set)].some((level) => store.levels[level]!.field === 'path')) return set;
  return meet(store, set, setOf(store, { any: [{ not: { field: 'path', in: [{ any: true }] } }, { field: 'path', in: [form] }] }));
}

function formOf(field: Field): Pattern | undefined {
  if (field.startsWith('header(') || field.startsWith('cookie(') || field === 'forwarded') return { regex: '[!-~]([ -~]*[!-~])?' };
  return ruleOf(field).domain === 'text' ? forms[field] : field === 'dst.port' || field === 'src.port' ? { from: 1, to: 65536 } : undefined;
}

const host: Pattern = { regex: '[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?' };

const forms: Readonly<Partial<Record<Field, Pattern>>> = {
  host,
  'session.sni': { regex: '[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*' },
  // Neither a blank nor what would begin a query or a fragment.
  path: { regex: '/[!-"$->@-~]*' },
  method: { regex: '[A-Z]+' },
  scheme: { regex: 'https?' },
  protocol: { regex: 'tcp|udp|icmp' },
};

/** An address of the range that is no network or broadcast address, if there is one. */
export function addressIn(low: string, high: string | undefined): string {
  const first = low.length > 1 ? low : low[0] === '6' ? `6${'\0'.repeat(8)}` : '4\0\0';
  for (const step of [10, 1]) {
    const unit = first.charCodeAt(first.length - 1) + step;
    const next = first.slice(0, -1) + String.fromCharCode(unit);
    if (unit < 0x10000 && (unit & 255) !== 255 && (high === undefined || next < high)) return addressOf(next);
  }
  return addressOf(first);
}
