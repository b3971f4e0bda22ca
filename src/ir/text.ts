import { blockOf, covers } from './address.ts';
import { accepts, automatonOf } from './automaton.ts';
import type { Automaton } from './automaton.ts';
import { anything, everyCharacter, literal, one, sequence } from './expression.ts';
import type { Expression } from './expression.ts';
import type { Pattern } from './pattern.ts';
import { readRegex } from './regex.ts';
import type { Reading } from './regex.ts';

/**
 * Whether the pattern takes the value; undefined if the pattern cannot be represented (`refusal` names why). Texts are
 * never taken by number ranges, nor numbers by text patterns. `ignoreCase` concerns ASCII letters only.
 */
export function takes(pattern: Pattern, value: string | number): boolean | undefined {
  if ('any' in pattern) return true;
  if ('from' in pattern) return typeof value === 'number' && pattern.from <= value && value < pattern.to;
  if ('cidr' in pattern && blockOf(pattern.cidr) === undefined) return undefined;
  if (typeof value === 'number') return refusal(pattern) === undefined ? false : undefined;
  if ('cidr' in pattern) return covers(pattern.cidr, value) ?? false;
  if ('segments' in pattern) return value === pattern.segments || value.startsWith(`${pattern.segments}/`);
  if ('regex' in pattern || 'glob' in pattern) {
    const automaton = compiled(pattern);
    return typeof automaton === 'string' ? undefined : accepts(automaton, value);
  }
  const text = pattern.ignoreCase === true ? lower(value) : value;
  if ('exact' in pattern) return text === written(pattern.exact, pattern.ignoreCase);
  if ('prefix' in pattern) return text.startsWith(written(pattern.prefix, pattern.ignoreCase));
  return text.endsWith(written(pattern.suffix, pattern.ignoreCase));
}

/** Names the construct because of which the pattern cannot be represented; undefined: it can. */
export function refusal(pattern: Pattern): string | undefined {
  if ('cidr' in pattern) return blockOf(pattern.cidr) === undefined ? `address block ${pattern.cidr}` : undefined;
  if (!('regex' in pattern || 'glob' in pattern)) return undefined;
  const automaton = compiled(pattern);
  return typeof automaton === 'string' ? automaton : undefined;
}

/** What a text pattern takes, as an expression; a refusal if there is none. Number ranges take no text. */
export function readingOf(pattern: Pattern): Reading {
  if ('any' in pattern) return { expression: anything() };
  if ('exact' in pattern) return { expression: sequence(literal(pattern.exact, pattern.ignoreCase === true)) };
  if ('prefix' in pattern) return { expression: sequence([...literal(pattern.prefix, pattern.ignoreCase === true), anything()]) };
  if ('suffix' in pattern) return { expression: sequence([anything(), ...literal(pattern.suffix, pattern.ignoreCase === true)]) };
  if ('glob' in pattern) return { expression: sequence([...pattern.glob].flatMap((character) => wild(character, pattern.ignoreCase === true))) };
  if ('regex' in pattern) return readRegex(pattern.regex, pattern.ignoreCase === true);
  if ('segments' in pattern) {
    const below = sequence([...literal('/', false), anything()]);
    return { expression: sequence([...literal(pattern.segments, false), { kind: 'choice', parts: [sequence([]), below] }]) };
  }
  return { refused: 'cidr' in pattern ? 'an address block asked of a text' : 'a number asked of a text' };
}

function wild(character: string, ignoreCase: boolean): Expression[] {
  if (character === '*') return [anything()];
  return character === '?' ? [one(...everyCharacter)] : literal(character, ignoreCase);
}

function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function written(text: string, ignoreCase: true | undefined): string {
  return ignoreCase === true ? lower(text) : text;
}

let memo: Map<string, Automaton | string> | undefined;

type Compiled = Extract<Pattern, { readonly glob: string } | { readonly regex: string }>;

/** Automata are kept, because points meet the same patterns again and again; at most 4,096 of them. */
function compiled(pattern: Compiled): Automaton | string {
  const key = `${'glob' in pattern ? 'g' : 'r'}${pattern.ignoreCase === true ? 'i' : ' '}${'glob' in pattern ? pattern.glob : pattern.regex}`;
  memo ??= new Map();
  const known = memo.get(key);
  if (known !== undefined) return known;
  const reading = readingOf(pattern);
  const made = 'refused' in reading ? reading.refused : (automatonOf(reading.expression, 'forward') ?? 'an automaton too large');
  if (memo.size >= 4096) memo.clear();
  memo.set(key, made);
  return made;
}
