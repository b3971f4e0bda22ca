import { privateBlocks } from '../../src/facts/networks.ts';
import { pointCarrier, pointOf, type Point, type PointValue } from '../../src/engine/point.ts';
import { pushSession, popSession } from '../../src/engine/traffic.ts';
import { fieldRules, ruleOf, type Field, type FieldName } from '../../src/ir/field.ts';
import type { Session, Verdict } from '../../src/ir/program.ts';

/** What a row sends to the hop: the traffic, and what comes back where the hop dials. */
export interface Sent {
  readonly point: Point;
  /** Absent: the row looks at the dial itself. */
  readonly reply?: Verdict;
}

/**
 * Reads a request cell: `src.address=10.0.0.1, method=GET, header(x-a)=b`. `tls(...)` is a session around the request,
 * the last one outermost; `ended(...)` one that was terminated on this connection; `reply(502)`, `reply(reset
 * plaintext-refused)` what the hop's dial gets back. A row without `protocol` is tcp; `path.raw` follows `path`.
 */
export function readRequest(cell: string): Sent {
  const fields: Partial<Record<Field, PointValue>> = {};
  const sessions: { readonly ended: boolean; readonly parts: ReadonlyMap<string, string> }[] = [];
  let reply: Verdict | undefined;
  for (const part of partsOf(cell)) {
    const call = /^(tls|ended|reply)\((.*)\)$/s.exec(part);
    if (call?.[1] === 'reply') reply = readOutcome(call[2]!);
    else if (call !== null) sessions.push({ ended: call[1] === 'ended', parts: new Map(partsOf(call[2]!).map(pair)) });
    else {
      const [name, text] = pair(part);
      const field = fieldOf(name);
      const value = valueOf(field, text);
      if (value !== undefined) fields[field] = value;
    }
  }
  fields.protocol ??= 'tcp';
  const path = fields.path ?? fields['path.raw'];
  if (path !== undefined) Object.assign(fields, { path, 'path.raw': path, ...fields });
  let point = pointOf(fields);
  for (const { ended, parts } of sessions) {
    point = pushSession(pointCarrier(), point, sessionOf(parts));
    if (ended) point = popSession(point, parts.has('offer'));
  }
  return { point, ...(reply === undefined ? {} : { reply }) };
}

/** `reset plaintext-refused`, `answered 503 no-endpoints`, `502`. */
export function readOutcome(text: string): Verdict {
  const words = text.trim().split(/\s+/);
  const [kind, ...rest] = /^\d+$/.test(words[0]!) ? ['answered', ...words] : words;
  if (kind === 'delivered') return { kind, workload: rest.join(' ') || 'ns/pod' };
  if (kind === 'answered') return { kind, status: Number(rest[0]), ...(rest[1] === undefined ? {} : { cause: rest[1] as never }) };
  if (['refused', 'reset', 'handshake', 'dropped', 'unresolved', 'loop'].includes(kind!)) return { kind, cause: rest[0] ?? 'guard-dropped' } as Verdict;
  throw new Error(`no such outcome: ${text}`);
}

/** Splits at commas that stand before the next name; commas inside parentheses and values stay. */
export function partsOf(cell: string): readonly string[] {
  if (cell === '' || cell === '-' || cell === 'any' || cell === '(any)') return [];
  const parts: string[] = [];
  let [depth, from] = [0, 0];
  for (let at = 0; at < cell.length; at++) {
    if (cell[at] === '(') depth++;
    if (cell[at] === ')') depth--;
    const next = /^,\s*(?:[a-z][a-z.]*(?:\([^)]*\))?\s*=|(?:tls|ended|reply)\()/.test(cell.slice(at));
    if (depth === 0 && next) {
      parts.push(cell.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...parts, cell.slice(from).trim()];
}

function pair(part: string): readonly [string, string] {
  const at = /^[^=(]*(?:\([^)]*\))?/.exec(part)![0].length;
  if (part[at] !== '=') throw new Error(`no field=value: ${part}`);
  return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
}

/** Checks the name against the closed list. */
export function fieldOf(name: string): Field {
  const open = name.indexOf('(');
  const known = (open < 0 ? name : name.slice(0, open)) in fieldRules;
  const family = known && 'parameter' in fieldRules[(open < 0 ? name : name.slice(0, open)) as FieldName];
  if (!known || family !== open >= 0) throw new Error(`no such field: ${name}`);
  return name as Field;
}

/** Undefined for `absent`. Members of a field that may have several are separated by `+`. */
export function valueOf(field: Field, text: string): PointValue | undefined {
  if (text === 'absent') return undefined;
  const inside = /^private\((.*)\)$/.exec(text);
  if (inside !== null) return { unknown: inside[1]!, within: privateBlocks };
  const unknown = /^unknown(?:\((.*)\))?$/.exec(text);
  if (unknown !== null) return { unknown: unknown[1] ?? 'not known' };
  const rule = ruleOf(field);
  if (rule.domain === 'number') return Number(text);
  return rule.repetition === 'any' ? text.split('+') : text;
}

function sessionOf(parts: ReadonlyMap<string, string>): Session {
  const [sni, alpn, name] = [parts.get('sni'), parts.get('alpn'), parts.get('name')];
  const [authority, principal] = halves(parts.get('offer'));
  const demand = parts.get('demand');
  return {
    ...(sni === undefined ? {} : { sni }),
    ...(alpn === undefined ? {} : { alpn }),
    ...(authority === undefined ? {} : { offer: { authority, principal: principal ?? '' } }),
    ...(demand === undefined ? {} : { demand: { authority: demand, ...(name === undefined ? {} : { name }) } }),
  };
}

/** `AUTHORITY PRINCIPAL`: the principal is the last word. */
function halves(offer: string | undefined): readonly [string?, string?] {
  if (offer === undefined) return [];
  const at = offer.lastIndexOf(' ');
  return at < 0 ? [offer] : [offer.slice(0, at), offer.slice(at + 1)];
}
