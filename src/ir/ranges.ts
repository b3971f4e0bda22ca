import { addressKey, blockOf } from './address.ts';
import { alternatives, beyond, headed, mirrored } from './expression.ts';
import type { Expression } from './expression.ts';
import type { Domain } from './field.ts';
import type { Pattern } from './pattern.ts';
import { readingOf, refusal } from './text.ts';

/**
 * How values become keys, and patterns become ranges of keys. A key is a number, or a text compared by code unit;
 * numbers and texts never meet in one field. The first key is 0 or ''.
 */
export type Key = string | number;

/** Half-open; without `to` there is no end. */
export interface Range {
  readonly from: Key;
  readonly to: Key | undefined;
}

/** Texts that start with `head` and go on as `rest` says. */
export interface Tail {
  readonly head: string;
  readonly rest: Expression;
}

/** What a list of patterns takes of a field: the union of ranges and tails. What cannot be represented is refused by name. */
export interface Extent {
  readonly ranges: readonly Range[];
  readonly tails: readonly Tail[];
  readonly refused: readonly string[];
}

/** How a field's values are kept: `reversed` texts are stored back to front. */
export interface Kept {
  readonly domain: Domain;
  readonly reversed: boolean;
}

/** The ranges and tails of a list of patterns. */
export function extentOf(patterns: readonly Pattern[], kept: Kept): Extent {
  const parts = patterns.map((pattern) => extentOfOne(pattern, kept));
  return {
    ranges: union(parts.flatMap(({ ranges }) => ranges)),
    tails: parts.flatMap(({ tails }) => tails),
    refused: [...new Set(parts.flatMap(({ refused }) => refused))],
  };
}

/** The key of a value; undefined if the field cannot hold it (no address, a text for a number). */
export function keyOf(value: string | number, kept: Kept): Key | undefined {
  if (kept.domain === 'number') return typeof value === 'number' ? value : undefined;
  if (kept.domain === 'address') return addressKey(String(value));
  return kept.reversed ? backToFront(String(value)) : String(value);
}

/** The code units of a text in the opposite order: suffixes become prefixes. */
export function backToFront(text: string): string {
  let turned = '';
  for (let at = text.length - 1; at >= 0; at--) turned += text[at];
  return turned;
}

/** The first text after all texts that start with `prefix`; undefined if there is none. */
export function successor(prefix: string): string | undefined {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const unit = prefix.charCodeAt(at);
    if (unit < 0xffff) return prefix.slice(0, at) + String.fromCharCode(unit + 1);
  }
  return undefined;
}

/** The longest text that all texts from `low` on and before `high` start with. */
export function headOf(low: string, high: string | undefined): string {
  if (high === undefined) return '';
  let at = 0;
  while (at < low.length && low[at] === high[at]) at++;
  const next = low.slice(0, at + 1);
  return at < low.length && at + 1 === high.length && successor(next) === high ? next : low.slice(0, at);
}

function extentOfOne(pattern: Pattern, kept: Kept): Extent {
  if ('any' in pattern) return only([{ from: kept.domain === 'number' ? 0 : '', to: undefined }]);
  if (kept.domain === 'number') return only('from' in pattern && pattern.from < pattern.to ? [{ from: Math.max(0, pattern.from), to: pattern.to }] : []);
  if (kept.domain === 'address') return addresses(pattern);
  const reading = 'from' in pattern ? undefined : readingOf(pattern);
  if (reading === undefined) return only([]);
  if ('refused' in reading) return refused(reading.refused);
  const parts = alternatives(kept.reversed ? mirrored(reading.expression) : reading.expression).map(extentOfText);
  return { ranges: parts.flatMap(({ ranges }) => ranges), tails: parts.flatMap(({ tails }) => tails), refused: [] };
}

function extentOfText(expression: Expression): Extent {
  const { head, rest } = headed(expression);
  if (rest.kind === 'sequence' && rest.parts.length === 0) return only([{ from: head, to: `${head}\0` }]);
  if (rest.kind === 'repeat' && rest.from === 0 && rest.to === Infinity && everything(rest.part)) return only([{ from: head, to: successor(head) }]);
  return { ranges: [], tails: [{ head, rest }], refused: [] };
}

function everything(expression: Expression): boolean {
  return expression.kind === 'one' && expression.of.length === 2 && expression.of[0] === 0 && expression.of[1] === beyond;
}

function addresses(pattern: Pattern): Extent {
  if ('exact' in pattern) return addressKey(pattern.exact) === undefined ? only([]) : addresses({ cidr: pattern.exact });
  if (!('cidr' in pattern)) return 'from' in pattern ? only([]) : refused('a text pattern asked of an address');
  const block = blockOf(pattern.cidr);
  if (block === undefined) return refused(refusal(pattern)!);
  return only([{ from: firstOf(block.first), to: afterAddress(block.last) }]);
}

/** Keys of the two families adjoin: everything before the first IPv6 address is IPv4. */
function firstOf(key: string): string {
  return /^[46]\0*$/.test(key) ? (key[0] === '4' ? '' : '6') : key;
}

function afterAddress(key: string): string | undefined {
  for (let at = key.length - 1; at > 0; at--) {
    const unit = key.charCodeAt(at);
    if (unit < 0xffff) return key.slice(0, at) + String.fromCharCode(unit + 1) + '\0'.repeat(key.length - at - 1);
  }
  return key[0] === '4' ? '6' : undefined;
}

function only(ranges: readonly Range[]): Extent {
  return { ranges, tails: [], refused: [] };
}

function refused(reason: string): Extent {
  return { ranges: [], tails: [], refused: [reason] };
}

/** Sorted and disjoint; ranges that touch are one. */
export function union(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const joined: Range[] = [];
  for (const range of sorted) {
    const last = joined.at(-1);
    if (last === undefined || (last.to !== undefined && last.to < range.from)) joined.push(range);
    else if (last.to !== undefined && (range.to === undefined || range.to > last.to)) joined[joined.length - 1] = { from: last.from, to: range.to };
  }
  return joined;
}
