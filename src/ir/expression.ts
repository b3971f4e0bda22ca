/**
 * What a text may be: sets of characters in sequence, in choice, repeated; `start` and `end` are the two ends of the
 * text. All text patterns that are not plain ranges become one of these, so points and sets have one meaning.
 */
export type Expression =
  | { readonly kind: 'one'; readonly of: Characters }
  /** `group`: what it takes is kept under this number, where somebody asks (replace.ts). */
  | { readonly kind: 'sequence'; readonly parts: readonly Expression[]; readonly group?: number }
  | { readonly kind: 'choice'; readonly parts: readonly Expression[] }
  /** `lazy`: as few as will do. It says nothing about which texts are taken, only about which part of one. */
  | { readonly kind: 'repeat'; readonly part: Expression; readonly from: number; readonly to: number; readonly lazy?: boolean }
  | { readonly kind: 'start' }
  | { readonly kind: 'end' };

/** Code points: sorted, disjoint, half-open ranges `[from, to, from, to, ...]`. */
export type Characters = readonly number[];

/** One past the last code point. */
export const beyond = 0x110000;

export const everyCharacter: Characters = [0, beyond];

/** One character of a set of ranges: pairs of first and last. */
export function one(...of: number[]): Expression {
  return { kind: 'one', of };
}

/** The parts one after another. */
export function sequence(parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { kind: 'sequence', parts };
}

/** One of the parts. */
export function choice(parts: readonly Expression[]): Expression {
  return parts.length === 1 ? parts[0]! : { kind: 'choice', parts };
}

/** Any run of characters, also none. */
export function anything(): Expression {
  return { kind: 'repeat', part: one(...everyCharacter), from: 0, to: Infinity };
}

/** The text itself, in letters of either case if `ignoreCase`; only ASCII letters have a case here, as in Envoy and ALB. */
export function literal(text: string, ignoreCase: boolean): Expression[] {
  return [...text].map((character) => {
    const code = character.codePointAt(0)!;
    return one(...(ignoreCase ? bothCases([code, code + 1]) : [code, code + 1]));
  });
}

/** Sorts ranges and joins those that touch. */
export function tidy(ranges: readonly number[]): Characters {
  const pairs: [number, number][] = [];
  for (let at = 0; at < ranges.length; at += 2) if (ranges[at]! < ranges[at + 1]!) pairs.push([ranges[at]!, ranges[at + 1]!]);
  pairs.sort((a, b) => a[0] - b[0]);
  const tidied: number[] = [];
  for (const [from, to] of pairs) {
    if (tidied.length > 0 && from <= tidied.at(-1)!) tidied[tidied.length - 1] = Math.max(tidied.at(-1)!, to);
    else tidied.push(from, to);
  }
  return tidied;
}

/** All characters outside the ranges. */
export function others(of: Characters): Characters {
  const ranges = [0, ...of, beyond];
  return tidy(ranges);
}

/** Adds the other case of each ASCII letter. */
export function bothCases(of: Characters): Characters {
  const ranges = [...of];
  for (let at = 0; at < of.length; at += 2) {
    const [from, to] = [of[at]!, of[at + 1]!];
    ranges.push(Math.max(from, 65) + 32, Math.min(to, 91) + 32, Math.max(from, 97) - 32, Math.min(to, 123) - 32);
  }
  return tidy(ranges);
}

/** Takes what the expression takes, back to front. */
export function mirrored(expression: Expression): Expression {
  switch (expression.kind) {
    case 'sequence':
      return { kind: 'sequence', parts: expression.parts.map(mirrored).reverse() };
    case 'choice':
      return { kind: 'choice', parts: expression.parts.map(mirrored) };
    case 'repeat':
      return { ...expression, part: mirrored(expression.part) };
    case 'start':
      return { kind: 'end' };
    case 'end':
      return { kind: 'start' };
    default:
      return expression;
  }
}

/** The text every match starts with, and what follows it. */
export function headed(expression: Expression): { readonly head: string; readonly rest: Expression } {
  const parts = [...flattened(expression)];
  let head = '';
  let at = parts[0]?.kind === 'start' ? 1 : 0;
  for (; at < parts.length; at++) {
    const part = parts[at]!;
    if (part.kind !== 'one' || part.of.length !== 2 || part.of[1] !== part.of[0]! + 1) break;
    if (part.of[0]! >= 0xd800 && (part.of[0]! < 0xe000 || part.of[0]! > 0xffff)) break;
    head += String.fromCharCode(part.of[0]!);
  }
  const rest = sequence(parts.slice(at));
  return { head, rest: head === '' ? rest : begun(rest) };
}

/** Behind a head the text no longer starts: what asks for its start takes nothing. */
function begun(expression: Expression): Expression {
  switch (expression.kind) {
    case 'start':
      return { kind: 'choice', parts: [] };
    case 'sequence':
    case 'choice':
      return { kind: expression.kind, parts: expression.parts.map(begun) };
    case 'repeat':
      return { ...expression, part: begun(expression.part) };
    default:
      return expression;
  }
}

/** The alternatives an expression consists of, at most 32 of them: alternatives have longer heads. */
export function alternatives(expression: Expression): readonly Expression[] {
  let open: readonly Expression[] = [expression];
  for (;;) {
    const next = open.flatMap((one) => divided(one) ?? [one]);
    if (next.length === open.length || next.length > 32) return open;
    open = next;
  }
}

/** Divides at the first choice or optional part, if only literals stand before it. */
function divided(expression: Expression): readonly Expression[] | undefined {
  const parts = flattened(expression);
  const at = parts.findIndex(({ kind }) => kind !== 'one' && kind !== 'start');
  const part = parts[at];
  const around = (inner: Expression): Expression => sequence([...parts.slice(0, at), inner, ...parts.slice(at + 1)]);
  if (part?.kind === 'choice' && part.parts.length > 1) return part.parts.map(around);
  return part?.kind === 'repeat' && part.from === 0 && part.to === 1 ? [around(sequence([])), around(part.part)] : undefined;
}

function flattened(expression: Expression): readonly Expression[] {
  return expression.kind === 'sequence' ? expression.parts.flatMap(flattened) : [expression];
}
