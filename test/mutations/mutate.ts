/** One small change of a source text. */
export interface Mutant {
  /** One-based. */
  readonly line: number;
  readonly was: string;
  readonly becomes: string;
  readonly text: string;
}

/**
 * Every single change of a case, a value, a number or an operator in a lowering. Works on text: what is not a rule
 * (comments, imports, types, words for people) is blanked out first and never changed.
 */
export function mutantsOf(text: string): readonly Mutant[] {
  const rules = rulesOnly(text);
  const mutants: Mutant[] = [];
  const replace = (from: number, to: number, becomes: string): void => {
    const line = text.slice(0, from).split('\n').length;
    mutants.push({ line, was: text.slice(from, to), becomes, text: text.slice(0, from) + becomes + text.slice(to) });
  };
  for (const { index, 0: found } of rules.matchAll(/'(?:[^'\\\n]|\\.)*'/g)) if (!silent(rules, index, found)) replace(index, index + found.length, `'${found.slice(1, -1)}~'`);
  for (const { index, 0: found } of rules.matchAll(/(?<![\w.$'])\d+(?![\w'])(?!\.\d)/g)) replace(index, index + found.length, String(Number(found) + 1));
  for (const [from, to] of swaps) for (const { index, 0: found } of rules.matchAll(from)) replace(index, index + found.length, to);
  for (const [from, to] of casesIn(rules)) replace(from, to, '');
  return mutants;
}

const swaps: readonly (readonly [RegExp, string])[] = [
  // `x === undefined ? {} : { x }` only leaves a member out.
  [/===(?! undefined \? \{\})/g, '!=='],
  [/!==/g, '==='],
  [/&&/g, '||'],
  [/\|\|/g, '&&'],
  [/\btrue\b/g, 'false'],
  [/\bfalse\b/g, 'true'],
  [/(?<![\w.])not(?=\()/g, ''],
  [/(?<![\w.])all(?=\()/g, 'any'],
  [/(?<![\w.])any(?=\()/g, 'all'],
  [/\ball(?=: \[)/g, 'any'],
  [/\bany(?=: \[)/g, 'all'],
  [/\.some(?=\()/g, '.every'],
  [/\.every(?=\()/g, '.some'],
  [/\balways\b/g, 'never'],
];

/**
 * `op: 'switch'` with another word is no program at all and shows nothing; sentences are for people, and so is who a
 * dialler is: findings choose their words by it.
 */
function silent(text: string, index: number, found: string): boolean {
  const before = text.slice(Math.max(0, index - 20), index);
  return found === "''" || / \S+ /.test(found) || /\b(?:op|dialler): $/.test(before) || (found === "'session'" && /\bfield: $/.test(before));
}

/** Members of lists that are cases, shares or ops, with the comma behind them; calls that push one. */
function casesIn(text: string): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const { index } of text.matchAll(/\{\s*(?:match|op|value)(?=[:,])/g)) {
    const before = text.slice(0, index).trimEnd().at(-1);
    const end = closing(text, index);
    if (end === undefined || (before !== '[' && before !== ',')) continue;
    const comma = /^\s*,/.exec(text.slice(end))?.[0].length ?? 0;
    found.push([index, end + comma]);
  }
  for (const { index, 0: head } of text.matchAll(/^ *(?:if \([^\n]*\) )?[a-z]\w*\.push(?=\()/gim)) {
    const end = closing(text, index + head.length);
    if (end !== undefined) found.push([index, end]);
  }
  return found;
}

/** One past the bracket that closes the one at `open`. Strings are short and hold no brackets that matter. */
function closing(text: string, open: number): number | undefined {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if ('([{'.includes(text[at]!)) depth++;
    if (')]}'.includes(text[at]!) && --depth === 0) return at + 1;
  }
  return undefined;
}

const blank = (found: string): string => found.replace(/[^\n]/g, ' ');

/** The text with everything that is not a rule replaced by blanks, so that offsets stay. */
function rulesOnly(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/\/\/[^\n]*/g, blank)
    .replace(/^import [\s\S]*?;$/gm, blank)
    .replace(/^(?:export )?interface [\s\S]*?^\}/gm, blank)
    .replace(/^(?:export )?type [\s\S]*?;$/gm, blank)
    .replace(/\b(?:note|title|rule|resource|attribute|reason|text|body): (?:'(?:[^'\\\n]|\\.)*'|`[^`]*`)/g, blank)
    .replace(/`[^`]*`/g, blank)
    .replace(/: [A-Z]\w*\['[^']*'\]/g, blank);
}
