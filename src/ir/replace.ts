import type { Characters, Expression } from './expression.ts';
import { readCapturing } from './regex.ts';

/**
 * RE2's GlobalReplace: every match of a pattern, leftmost first, is replaced; `\1` in the replacement is what the first
 * group took, `\0` the whole match. A pattern runs as a list of threads in the order in which RE2 prefers them, each with
 * what its groups took so far, so a search takes the length of the text times the size of the pattern.
 */
export type Replacer = { readonly replace: (text: string) => string } | { readonly refused: string };

/** Prepares a replacement; refused where RE2 would refuse the pattern or the replacement, or we cannot represent them. */
export function replacerOf(pattern: string, rewrite: string): Replacer {
  memo ??= new Map();
  const key = `${pattern}\n${rewrite}`;
  const known = memo.get(key);
  if (known !== undefined) return known;
  const made = prepared(pattern, rewrite);
  if (memo.size >= 1024) memo.clear();
  memo.set(key, made);
  return made;
}

let memo: Map<string, Replacer> | undefined;

function prepared(pattern: string, rewrite: string): Replacer {
  const reading = readCapturing(pattern);
  if ('refused' in reading) return reading;
  const parts = rewriteParts(rewrite);
  if (parts === undefined) return { refused: `${rewrite} as a replacement` };
  const highest = Math.max(0, ...parts.filter((part) => typeof part === 'number'));
  const machine = machineOf(reading.expression);
  if (machine === undefined) return { refused: 'a pattern too large' };
  if (highest > reading.groups) return { refused: `\\${highest} in the replacement, which the pattern has no group for` };
  return { replace: (text) => replaced(machine, parts, text) };
}

/** Looks for a pattern in texts, leftmost first. */
export interface Finder {
  readonly groups: number;
  readonly names: readonly string[];
  /** The first match from a place on; `meter` counts the steps it takes, and below zero it gives up. */
  readonly find: (text: string, from: number, meter: Meter) => Slots | undefined;
}

export interface Meter {
  left: number;
}

/** Prepares a search; refused where RE2 would refuse the pattern, or we cannot represent it. */
export function finderOf(pattern: string): Finder | { readonly refused: string } {
  const reading = readCapturing(pattern);
  if ('refused' in reading) return reading;
  const machine = machineOf(reading.expression);
  if (machine === undefined) return { refused: 'a pattern too large' };
  return { groups: reading.groups, names: reading.names, find: (text, from, meter) => search(machine, text, from, meter) };
}

function machineOf(expression: Expression): Machine | undefined {
  const steps: Step[] = [];
  const start = build(steps, sequenceOf(expression), steps.push({ is: 'match' }) - 1);
  return start === undefined ? undefined : { steps, start };
}

/** Literal text, and numbers of groups; undefined: a backslash before anything but a digit or a backslash. */
function rewriteParts(rewrite: string): readonly (string | number)[] | undefined {
  const parts = rewrite.split(/(\\[\s\S]?)/).filter((part) => part !== '');
  if (parts.some((part) => part.startsWith('\\') && !/^\\[0-9\\]$/.test(part))) return undefined;
  return parts.map((part) => (!part.startsWith('\\') ? part : part === '\\\\' ? '\\' : Number(part[1])));
}

/** One step of a pattern; `to` of a fork are tried in this order. */
type Step =
  | { readonly is: 'match' }
  | { readonly is: 'one'; readonly of: Characters; readonly to: number }
  | { readonly is: 'keep'; readonly slot: number; readonly to: number }
  | { readonly is: 'only'; readonly at: 'start' | 'end'; readonly to: number }
  | { readonly is: 'fork'; to: readonly number[] };

interface Machine {
  readonly steps: readonly Step[];
  readonly start: number;
}

const mostSteps = 100_000;

/** The whole match is group 0. */
function sequenceOf(expression: Expression): Expression {
  return { kind: 'sequence', parts: [expression], group: 0 };
}

function build(steps: Step[], expression: Expression, next: number | undefined): number | undefined {
  if (next === undefined || steps.length > mostSteps) return undefined;
  switch (expression.kind) {
    case 'one':
      return steps.push({ is: 'one', of: expression.of, to: next }) - 1;
    case 'start':
    case 'end':
      return steps.push({ is: 'only', at: expression.kind, to: next }) - 1;
    case 'sequence': {
      const { group, parts } = expression;
      const end = group === undefined ? next : steps.push({ is: 'keep', slot: 2 * group + 1, to: next }) - 1;
      const entry = parts.reduceRight<number | undefined>((after, part) => build(steps, part, after), end);
      return group === undefined || entry === undefined ? entry : steps.push({ is: 'keep', slot: 2 * group, to: entry }) - 1;
    }
    case 'choice': {
      const entries = expression.parts.map((part) => build(steps, part, next));
      return entries.includes(undefined) ? undefined : steps.push({ is: 'fork', to: entries as number[] }) - 1;
    }
    case 'repeat':
      return repetition(steps, expression, next);
  }
}

/** As RE2 simplifies: `x{2,}` is `xx+`, `x{2,4}` is `xx(x(x)?)?`, and `x*` of an x that may be empty is `(x+)?`. */
function repetition(steps: Step[], { part, from, to, lazy }: Expression & { kind: 'repeat' }, next: number): number | undefined {
  const prefer = (body: number, skip: number): readonly number[] => (lazy === true ? [skip, body] : [body, skip]);
  const copies = (times: number, after: number | undefined): number | undefined => (times <= 0 || after === undefined ? after : copies(times - 1, build(steps, part, after)));
  if (to !== Infinity) {
    let entry: number | undefined = next;
    for (let times = from; times < to && entry !== undefined; times++) {
      const body = build(steps, part, entry);
      entry = body === undefined ? undefined : steps.push({ is: 'fork', to: prefer(body, next) }) - 1;
    }
    return copies(from, entry);
  }
  const loop: Extract<Step, { is: 'fork' }> = { is: 'fork', to: [] };
  const again = steps.push(loop) - 1;
  const body = build(steps, part, again);
  if (body === undefined) return undefined;
  loop.to = prefer(body, next);
  if (from > 0) return copies(from - 1, body);
  return mayBeEmpty(part) ? steps.push({ is: 'fork', to: prefer(body, next) }) - 1 : again;
}

function mayBeEmpty(expression: Expression): boolean {
  switch (expression.kind) {
    case 'one':
      return false;
    case 'sequence':
      return expression.parts.every(mayBeEmpty);
    case 'choice':
      return expression.parts.some(mayBeEmpty);
    case 'repeat':
      return expression.from === 0 || mayBeEmpty(expression.part);
    default:
      return true;
  }
}

/** Where a match and its groups begin and end: slots `2n` and `2n + 1` for group n. */
export type Slots = readonly (number | undefined)[];

/** An empty match right behind another one does not count (RE2, GlobalReplace). */
function replaced(machine: Machine, parts: readonly (string | number)[], text: string): string {
  let [out, at, last] = ['', 0, -1];
  while (at <= text.length) {
    const slots = search(machine, text, at);
    if (slots === undefined) break;
    const [from, to] = [slots[0]!, slots[1]!];
    out += text.slice(at, from);
    if (from === to && from === last) {
      const width = widthAt(text, from);
      out += text.slice(from, from + width);
      at = from + Math.max(width, 1);
      continue;
    }
    out += parts.map((part) => (typeof part === 'string' ? part : taken(text, slots, part))).join('');
    at = last = to;
  }
  return out + text.slice(at);
}

function taken(text: string, slots: Slots, group: number): string {
  const [from, to] = [slots[2 * group], slots[2 * group + 1]];
  return from === undefined || to === undefined ? '' : text.slice(from, to);
}

/** The leftmost match from a place on, of several there the one that RE2 prefers. */
function search({ steps, start }: Machine, text: string, from: number, meter: Meter = { left: Infinity }): Slots | undefined {
  let [threads, found]: [Threads, Slots | undefined] = [nobody(), undefined];
  for (let at = from; ; ) {
    if (found === undefined) follow(steps, threads, start, at, text, []);
    if (found !== undefined && threads.slots.size === 0) return found;
    const width = widthAt(text, at);
    const code = width === 0 ? -1 : text.codePointAt(at)!;
    const next = nobody();
    for (const [step, slots] of threads.slots) {
      const { is } = steps[step]!;
      if (is === 'match') {
        found = slots;
        break;
      }
      const one = steps[step] as Extract<Step, { is: 'one' }>;
      if (includes(one.of, code)) follow(steps, next, one.to, at + width, text, slots);
    }
    if (width === 0) return found;
    meter.left -= 1 + threads.seen.size;
    if (meter.left < 0) return undefined;
    threads = next;
    at += width;
  }
}

/** Threads by the step they stand at, one that reads or matches, the preferred one first; `seen` are all steps reached at this place. */
interface Threads {
  readonly slots: Map<number, Slots>;
  readonly seen: Set<number>;
}

function nobody(): Threads {
  return { slots: new Map(), seen: new Set() };
}

function follow(steps: readonly Step[], threads: Threads, first: number, at: number, text: string, slots: Slots): void {
  const open: [number, Slots][] = [[first, slots]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [number, kept] = next;
    if (threads.seen.has(number)) continue;
    threads.seen.add(number);
    const step = steps[number]!;
    if (step.is === 'fork') for (const to of [...step.to].reverse()) open.push([to, kept]);
    else if (step.is === 'keep') open.push([step.to, withSlot(kept, step.slot, at)]);
    else if (step.is === 'only') {
      if (step.at === 'start' ? at === 0 : at === text.length) open.push([step.to, kept]);
    } else threads.slots.set(number, kept);
  }
}

function withSlot(slots: Slots, slot: number, at: number): Slots {
  const changed = [...slots];
  changed[slot] = at;
  return changed;
}

function includes(of: Characters, code: number): boolean {
  for (let at = 0; at < of.length; at += 2) if (of[at]! <= code && code < of[at + 1]!) return true;
  return false;
}

/** UTF-16 units of the character at a place; 0 at the end. */
function widthAt(text: string, at: number): number {
  const code = text.codePointAt(at);
  return code === undefined ? 0 : code > 0xffff ? 2 : 1;
}
