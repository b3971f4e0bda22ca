import { beyond, mirrored } from './expression.ts';
import type { Characters, Expression } from './expression.ts';

/**
 * A nondeterministic automaton over UTF-16 code units. It decides points by itself and is what partitions are built
 * from. A character beyond U+FFFF is two units; texts are taken to be well-formed UTF-16.
 */
export interface Automaton {
  readonly start: number;
  readonly accept: number;
  readonly states: readonly Step[];
  /** What each state leads to without reading, away from the ends of the text; worked out when first needed. */
  readonly closures: (readonly number[] | undefined)[];
  /** By state when it was met last, for unions of closures; behind the states how many there have been. */
  readonly met: Uint32Array;
}

/** Reads one unit in the half-open ranges `units`; without `units` reads nothing, at the named end of the text if there is one. */
interface Step {
  readonly units: readonly number[];
  readonly only?: 'start' | 'end';
  to: readonly number[];
}

/** More states than any rule that a provider accepts needs. */
const mostStates = 100_000;

const surrogates = [0xd800, 0xe000];

/** Builds the automaton that takes what the expression takes, back to front if asked. Undefined: too large. */
export function automatonOf(expression: Expression, direction: 'forward' | 'backward'): Automaton | undefined {
  const states: Step[] = [{ units: [], to: [] }];
  const start = build(states, direction === 'forward' ? inUnits(expression) : mirrored(inUnits(expression)), 0);
  return start === undefined ? undefined : { start, accept: 0, states, closures: [], met: new Uint32Array(states.length + 1) };
}

/** Whether the automaton takes the text. Time: length of the text times number of states. */
export function accepts(automaton: Automaton, text: string): boolean {
  let present = closure(automaton, [automaton.start], 'start');
  for (let at = 0; at < text.length && present.length > 0; at++) {
    present = closure(automaton, after(automaton, present, text.charCodeAt(at)), undefined);
  }
  return acceptsNow(automaton, present, text === '' ? 'both' : 'end');
}

/** Which ends of the text a place is at. */
export type Place = 'start' | 'end' | 'both' | undefined;

/** The states reached without reading, ascending; `place` opens the assertions that hold there. */
export function closure(automaton: Automaton, from: readonly number[], place: Place): readonly number[] {
  if (place !== undefined) return reached(automaton, from, place);
  const closures = from.map((state) => (automaton.closures[state] ??= reached(automaton, [state], undefined)));
  return closures.length === 1 ? closures[0]! : union(automaton.met, closures);
}

/** A text that looks for hundreds of words has thousands of such unions, each of hundreds of states. */
function union(met: Uint32Array, closures: readonly (readonly number[])[]): readonly number[] {
  const round = ++met[met.length - 1]!;
  const found: number[] = [];
  for (const closure of closures) {
    for (const state of closure) {
      if (met[state] === round) continue;
      met[state] = round;
      found.push(state);
    }
  }
  return found.sort((a, b) => a - b);
}

function reached(automaton: Automaton, from: readonly number[], place: Place): readonly number[] {
  const seen = new Set(from);
  const open = [...from];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const step = automaton.states[state]!;
    if (step.units.length > 0 || (step.only !== undefined && step.only !== place && place !== 'both')) continue;
    for (const to of step.to) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  // States that only lead on are what they lead to.
  return [...seen].filter((state) => state === automaton.accept || automaton.states[state]!.units.length > 0 || automaton.states[state]!.only !== undefined).sort((a, b) => a - b);
}

/** The states that reading one unit leads to, before closure. */
export function after(automaton: Automaton, present: readonly number[], unit: number): number[] {
  const next: number[] = [];
  for (const state of present) {
    const step = automaton.states[state]!;
    for (let at = 0; at < step.units.length; at += 2) {
      if (step.units[at]! <= unit && unit < step.units[at + 1]!) next.push(...step.to);
    }
  }
  return next;
}

/** Whether the text is taken if it ends here; `both` if it also starts here. */
export function acceptsNow(automaton: Automaton, present: readonly number[], place: 'end' | 'both'): boolean {
  return closure(automaton, present, place).includes(automaton.accept);
}

function build(states: Step[], expression: Expression, next: number): number | undefined {
  if (states.length > mostStates) return undefined;
  switch (expression.kind) {
    case 'one':
      return states.push({ units: expression.of, to: [next] }) - 1;
    case 'start':
    case 'end':
      return states.push({ units: [], only: expression.kind, to: [next] }) - 1;
    case 'sequence': {
      let entry: number | undefined = next;
      for (let at = expression.parts.length - 1; at >= 0 && entry !== undefined; at--) entry = build(states, expression.parts[at]!, entry);
      return entry;
    }
    case 'choice': {
      const entries = expression.parts.map((part) => build(states, part, next));
      return entries.includes(undefined) ? undefined : states.push({ units: [], to: entries as number[] }) - 1;
    }
    case 'repeat':
      return repetition(states, expression, next);
  }
}

function repetition(states: Step[], { part, from, to }: Expression & { kind: 'repeat' }, next: number): number | undefined {
  let entry: number | undefined = next;
  if (to === Infinity) {
    entry = states.push({ units: [], to: [next] }) - 1;
    const body = build(states, part, entry);
    if (body === undefined) return undefined;
    states[entry]!.to = [body, next];
    if (from > 0) return before(states, part, from - 1, body);
  } else {
    for (let times = from; times < to && entry !== undefined; times++) {
      const body = build(states, part, entry);
      entry = body === undefined ? undefined : states.push({ units: [], to: [body, next] }) - 1;
    }
  }
  return before(states, part, from, entry);
}

function before(states: Step[], part: Expression, times: number, next: number | undefined): number | undefined {
  let entry = next;
  for (let built = 0; built < times && entry !== undefined; built++) entry = build(states, part, entry);
  return entry;
}

/**
 * Characters beyond U+FFFF become pairs of units. A run of a set that has all of them takes surrogates singly: the same
 * on well-formed texts, and one state instead of two.
 */
function inUnits(expression: Expression): Expression {
  switch (expression.kind) {
    case 'one':
      return character(expression.of);
    case 'sequence':
    case 'choice':
      return { kind: expression.kind, parts: expression.parts.map(inUnits) };
    case 'repeat': {
      const { part, from, to } = expression;
      if (part.kind !== 'one' || to !== Infinity || from > 1 || !hasAllPairs(part.of)) return { ...expression, part: inUnits(part) };
      const loop: Expression = { kind: 'repeat', part: { kind: 'one', of: merged(part.of, surrogates) }, from: 0, to: Infinity };
      if (from === 0) return loop;
      return { kind: 'sequence', parts: [{ kind: 'one', of: merged(part.of, [0xd800, 0xdc00]) }, loop] };
    }
    default:
      return expression;
  }
}

function hasAllPairs(of: Characters): boolean {
  return of.length > 0 && of.at(-1) === beyond && of.at(-2)! <= 0x10000;
}

/** The single units of a set, and the given surrogates. */
function merged(of: Characters, extra: readonly number[]): Characters {
  const single = within(of, 0, 0xd800);
  const upper = within(of, 0xe000, 0x10000);
  const ranges: number[] = [];
  for (const bound of [...single, ...extra, ...upper]) {
    if (ranges.length > 0 && ranges.at(-1) === bound && ranges.length % 2 === 0) ranges.pop();
    else ranges.push(bound);
  }
  return ranges;
}

function character(of: Characters): Expression {
  const choices: Expression[] = [];
  const single = merged(of, []);
  if (single.length > 0) choices.push({ kind: 'one', of: single });
  const astral = within(of, 0x10000, beyond);
  for (let at = 0; at < astral.length; at += 2) choices.push(...pairs(astral[at]! - 0x10000, astral[at + 1]! - 0x10000));
  return choices.length === 1 ? choices[0]! : { kind: 'choice', parts: choices };
}

function pairs(from: number, to: number): Expression[] {
  const [first, last] = [from >> 10, to >> 10];
  const pair = (high: number, highTo: number, low: number, lowTo: number): Expression => ({
    kind: 'sequence',
    parts: [
      { kind: 'one', of: [0xd800 + high, 0xd800 + highTo] },
      { kind: 'one', of: [0xdc00 + low, 0xdc00 + lowTo] },
    ],
  });
  if (first === last) return [pair(first, first + 1, from & 1023, to & 1023)];
  const head = (from & 1023) === 0 ? first : first + 1;
  return [
    ...(head > first ? [pair(first, first + 1, from & 1023, 1024)] : []),
    ...(last > head ? [pair(head, last, 0, 1024)] : []),
    ...((to & 1023) > 0 ? [pair(last, last + 1, 0, to & 1023)] : []),
  ];
}

function within(of: Characters, from: number, to: number): number[] {
  const ranges: number[] = [];
  for (let at = 0; at < of.length; at += 2) {
    const [low, high] = [Math.max(of[at]!, from), Math.min(of[at + 1]!, to)];
    if (low < high) ranges.push(low, high);
  }
  return ranges;
}
