import { anything, beyond, bothCases, choice, everyCharacter, one, others, sequence, tidy } from './expression.ts';
import type { Characters, Expression } from './expression.ts';
import { perlSet, posixSet, strange } from './regex-sets.ts';

/**
 * Reads the RE2 syntax: literals, escapes, classes, groups, alternation, repetition, anchors, and the flags `i`, `s`, `U`.
 * What is refused is named: what RE2 itself refuses, and `\b`, `\B`, `\p`, multi-line anchors and letters outside ASCII
 * under `i`, which our automata do not represent.
 */
export type Reading = { readonly expression: Expression } | { readonly refused: string };

/** What a pattern says with its groups: how many there are, and the names of those that have one, in order. */
export type Capturing = { readonly expression: Expression; readonly groups: number; readonly names: readonly string[] } | { readonly refused: string };

interface State {
  readonly text: string;
  at: number;
  ignoreCase: boolean;
  dotTakesNewline: boolean;
  multiLine: boolean;
  ungreedy: boolean;
  /** How many capturing groups have opened; undefined: nobody asks what they take. */
  groups: number | undefined;
  readonly names: Set<string>;
  depth: number;
  refused: string | undefined;
}

const most = 1000;

/** Parses a pattern as a full match. */
export function readRegex(text: string, ignoreCase: boolean): Reading {
  const read = reading(text, ignoreCase, undefined);
  return 'refused' in read ? read : { expression: read.expression };
}

/** Parses a pattern for what its groups take: capturing groups are numbered sequences, and lazy repetitions say so. */
export function readCapturing(text: string): Capturing {
  return reading(text, false, 0);
}

function reading(text: string, ignoreCase: boolean, groups: number | undefined): Capturing {
  const state: State = { text, at: 0, ignoreCase, dotTakesNewline: false, multiLine: false, ungreedy: false, groups, names: new Set(), depth: 0, refused: undefined };
  const expression = alternatives(state);
  if (state.refused === undefined && state.at < text.length) refuse(state, 'unmatched )');
  if (state.refused === undefined && !repeatsFit(expression, most)) refuse(state, `repetition above ${most}`);
  return state.refused === undefined ? { expression, groups: state.groups ?? 0, names: [...state.names] } : { refused: state.refused };
}

function refuse(state: State, construct: string): Expression {
  state.refused ??= construct;
  state.at = state.text.length;
  return anything();
}

function alternatives(state: State): Expression {
  const parts = [run(state)];
  while (state.text[state.at] === '|') {
    state.at++;
    parts.push(run(state));
  }
  return choice(parts);
}

function run(state: State): Expression {
  const parts: Expression[] = [];
  while (state.at < state.text.length && state.text[state.at] !== '|' && state.text[state.at] !== ')') {
    const quoted = state.text.startsWith('\\Q', state.at) ? quotation(state) : undefined;
    if (quoted === undefined) parts.push(repeated(state, atom(state)));
    else if (quoted.length > 0) parts.push(...quoted.slice(0, -1), repeated(state, quoted.at(-1)!));
  }
  return sequence(parts);
}

function quotation(state: State): Expression[] {
  const end = state.text.indexOf('\\E', state.at + 2);
  const quoted = state.text.slice(state.at + 2, end < 0 ? undefined : end);
  state.at = end < 0 ? state.text.length : end + 2;
  return [...quoted].map((character) => cased(state, [character.codePointAt(0)!, character.codePointAt(0)! + 1]));
}

function repeated(state: State, part: Expression | undefined): Expression {
  if (part === undefined) return sequence([]);
  const times = count(state);
  if (times === undefined) return part;
  const swapped = state.text[state.at] === '?';
  if (swapped) state.at++;
  if (count(state) !== undefined) return refuse(state, 'repetition of a repetition');
  const lazy = state.groups !== undefined && swapped !== state.ungreedy;
  return { kind: 'repeat', part, from: times[0], to: times[1], ...(lazy ? { lazy } : {}) };
}

function count(state: State): readonly [number, number] | undefined {
  const character = state.text[state.at];
  if (character === '*' || character === '+' || character === '?') {
    state.at++;
    return [character === '+' ? 1 : 0, character === '?' ? 1 : Infinity];
  }
  const written = character === '{' ? /^\{([0-9]+)(,?)([0-9]*)\}/.exec(state.text.slice(state.at, state.at + 30)) : null;
  if (written === null || (written[2] === '' && written[3] !== '')) return undefined;
  const from = Number(written[1]);
  const to = written[2] === '' ? from : written[3] === '' ? Infinity : Number(written[3]);
  state.at += written[0].length;
  if (from > to) refuse(state, `repetition ${written[0]}`);
  if (from > most || (to !== Infinity && to > most)) refuse(state, `repetition above ${most}`);
  return [from, to];
}

/** Undefined: something that takes no text and cannot be repeated, such as flags for the rest of the group. */
function atom(state: State): Expression | undefined {
  const character = state.text[state.at]!;
  switch (character) {
    case '(':
      return group(state);
    case '[':
      return bracket(state);
    case '\\':
      return escape(state);
    case '*':
    case '+':
    case '?':
      return refuse(state, `${character} without anything to repeat`);
    case '.':
      state.at++;
      return one(...(state.dotTakesNewline ? everyCharacter : others([10, 11])));
    case '^':
    case '$':
      state.at++;
      if (state.multiLine) return refuse(state, `${character} in multi-line mode`);
      return { kind: character === '^' ? 'start' : 'end' };
    default:
      if (count({ ...state }) !== undefined) return refuse(state, '{ without anything to repeat');
      return cased(state, singly(next(state)));
  }
}

function group(state: State): Expression | undefined {
  const { ignoreCase, dotTakesNewline, multiLine, ungreedy, depth } = state;
  const captures = state.groups !== undefined && /^\((?!\?)|^\(\?P?</.test(state.text.slice(state.at, state.at + 4));
  const number = captures ? ++state.groups! : undefined;
  if (depth === most) return refuse(state, `groups nested above ${most}`);
  state.at++;
  state.depth++;
  if (state.text[state.at] === '?') {
    const opening = /^\?(?:P?<([^>]*)>|([a-zA-Z]*(?:-[a-zA-Z]+)?)([:)]))/.exec(state.text.slice(state.at));
    if (opening === null || /^\?<[=!]/.test(opening[0])) {
      return refuse(state, `(${/^\?<?./.exec(state.text.slice(state.at))?.[0] ?? '?'}`);
    }
    state.at += opening[0].length;
    if (opening[1] !== undefined) name(state, opening[1]);
    else if (!flags(state, opening[2]!, opening[3]!)) return refuse(state, `(?${opening[2]}`);
    if (opening[3] === ')') {
      state.depth = depth;
      return undefined;
    }
  }
  const inner = alternatives(state);
  if (state.text[state.at] !== ')') return refuse(state, 'missing )');
  state.at++;
  Object.assign(state, { ignoreCase, dotTakesNewline, multiLine, ungreedy, depth });
  return number === undefined ? inner : { kind: 'sequence', parts: [inner], group: number };
}

function name(state: State, given: string): void {
  if (!/^\w+$/.test(given) || state.names.has(given)) refuse(state, `group name ${given}`);
  state.names.add(given);
}

function flags(state: State, letters: string, close: string): boolean {
  if (letters === '' && close === ')') return false;
  let on = true;
  for (const letter of letters) {
    if (letter === '-') on = false;
    else if (letter === 'i') state.ignoreCase = on;
    else if (letter === 's') state.dotTakesNewline = on;
    else if (letter === 'm') state.multiLine = on;
    else if (letter === 'U') state.ungreedy = on;
    else return false;
  }
  return true;
}

function bracket(state: State): Expression {
  const negated = state.text[state.at + 1] === '^';
  state.at += negated ? 2 : 1;
  let ranges: Characters = [];
  for (let first = true; first || state.text[state.at] !== ']'; first = false) {
    if (state.at >= state.text.length) return refuse(state, 'missing ]');
    const named = /^\[:(\^?)(\w+):\]/.exec(state.text.slice(state.at));
    const set = named === null ? perl(state) : posix(state, named[2]!, named[1] === '^');
    if (named !== null) state.at += named[0].length;
    if (named !== null && set === undefined) return refuse(state, named[0]);
    ranges = [...ranges, ...(set === undefined ? fold(state, range(state)) : setFold(state, set))];
  }
  state.at++;
  const characters = tidy(ranges);
  return one(...(negated ? others(characters) : characters));
}

function range(state: State): Characters {
  const from = member(state);
  if (state.text[state.at] !== '-' || state.text[state.at + 1] === ']' || state.at + 1 >= state.text.length) return [from, from + 1];
  state.at++;
  const to = member(state);
  if (to < from) refuse(state, 'character range out of order');
  return [from, to + 1];
}

function member(state: State): number {
  if (state.at >= state.text.length) refuse(state, 'missing ]');
  return state.text[state.at] === '\\' ? escaped(state) : next(state);
}

function escape(state: State): Expression | undefined {
  const set = perl(state);
  if (set !== undefined) return one(...setFold(state, set));
  const letter = state.text[state.at + 1];
  if (letter === 'A' || letter === 'z') {
    state.at += 2;
    return { kind: letter === 'A' ? 'start' : 'end' };
  }
  return cased(state, singly(escaped(state)));
}

/** One character written with a backslash. */
function escaped(state: State): number {
  const rest = state.text.slice(state.at + 1);
  const written = /^(?:x([0-9A-Fa-f]{2})|x\{([0-9A-Fa-f]{1,8})\}|(0[0-7]{0,2}|[1-7][0-7]{1,2})|([afnrtv])|([!-/:-@[-`{-~]))/.exec(rest);
  if (written === null) {
    refuse(state, `\\${[...rest][0] ?? ''}`);
    return 0;
  }
  state.at += 1 + written[0].length;
  if (written[4] !== undefined) return { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 }[written[4]] ?? 0;
  if (written[5] !== undefined) return written[5].charCodeAt(0);
  const code = written[3] === undefined ? parseInt(written[1] ?? written[2]!, 16) : parseInt(written[3], 8);
  if (code >= beyond) refuse(state, `\\${written[0]}`);
  return code;
}

/** `\d`, `\s`, `\w` and their opposites. */
function perl(state: State): Characters | undefined {
  const written = state.text[state.at] === '\\' ? state.text[state.at + 1] : undefined;
  const set = written === undefined ? undefined : perlSet(written.toLowerCase());
  if (set === undefined) return undefined;
  state.at += 2;
  return written === written!.toLowerCase() ? set : others(setFold(state, set));
}

function posix(state: State, name: string, negated: boolean): Characters | undefined {
  const set = posixSet(name);
  return set === undefined || !negated ? set : others(setFold(state, set));
}

function next(state: State): number {
  const code = state.text.codePointAt(state.at) ?? 0;
  state.at += code > 0xffff ? 2 : 1;
  return code;
}

function singly(code: number): Characters {
  return [code, code + 1];
}

function cased(state: State, of: Characters): Expression {
  return one(...fold(state, of));
}

function fold(state: State, of: Characters): Characters {
  if (!state.ignoreCase) return of;
  const outside = of.at(-1)! > 128 && of.at(-1)! !== beyond;
  const caseless = of.length === 2 && of[1] === of[0]! + 1 && swapless(String.fromCodePoint(of[0]!));
  if (outside && !caseless) refuse(state, 'a letter outside ASCII whose case is to be ignored');
  return strange(bothCases(of));
}

function swapless(character: string): boolean {
  return character.toLowerCase() === character && character.toUpperCase() === character;
}

function setFold(state: State, of: Characters): Characters {
  return state.ignoreCase && of.at(-1)! <= 128 ? strange(bothCases(of)) : of;
}

function repeatsFit(expression: Expression, room: number): boolean {
  switch (expression.kind) {
    case 'repeat': {
      const times = expression.to === Infinity ? expression.from : expression.to;
      return times <= room && repeatsFit(expression.part, times > 0 ? Math.floor(room / times) : room);
    }
    case 'sequence':
    case 'choice':
      return expression.parts.every((part) => repeatsFit(part, room));
    default:
      return true;
  }
}
