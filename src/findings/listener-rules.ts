import type { Condition, Rule } from '../dialects/aws/rules.ts';
import { headerFits, hostFits, pathFits, type Fits } from '../dialects/aws/patterns.ts';
import { all, always, type Match } from '../ir/match.ts';
import type { Field } from '../ir/field.ts';

/** What a rule surely takes, or what it may take at most; undefined: a condition of it is not modelled. */
export function matchOf({ conditions }: Rule, bound: 'surely' | 'at most'): Match | undefined {
  const matches = conditions.map((condition) => conditionMatch(condition, bound));
  return matches.every((match) => match !== undefined) ? (matches.length === 0 ? always : all(...matches)) : undefined;
}

function conditionMatch(condition: Condition, bound: 'surely' | 'at most'): Match | undefined {
  const fitting = (field: Field, { sure, perhaps }: Fits): Match => ({ field, in: bound === 'surely' ? sure : [...sure, ...perhaps] });
  switch (condition.on) {
    case 'host-header':
      return fitting('host', hostFits(condition.values, condition.regexes));
    case 'path-pattern':
      return fitting('path', pathFits(condition.values, condition.regexes));
    case 'http-header':
      return fitting(`header(${condition.name.toLowerCase()})`, headerFits(condition.values, condition.regexes));
    case 'http-request-method':
      return { field: 'method', in: condition.values.map((exact) => ({ exact })) };
    case 'source-ip':
      return { field: 'src.address', in: condition.values.map((cidr) => ({ cidr })) };
    case 'query-string':
    case 'other':
      return undefined;
    default:
      return condition;
  }
}

/** `host shop.example.com, path /a or /a/*` */
export function conditionsText({ conditions }: Rule): string {
  return conditions.map(conditionText).join(', ') || 'every request';
}

function conditionText(condition: Condition): string {
  const either = (values: readonly string[]): string => values.join(' or ');
  switch (condition.on) {
    case 'host-header':
      return `host ${either([...condition.values, ...condition.regexes])}`;
    case 'path-pattern':
      return `path ${either([...condition.values, ...condition.regexes])}`;
    case 'http-header':
      return `header ${condition.name} ${either([...condition.values, ...condition.regexes])}`;
    case 'http-request-method':
      return either(condition.values);
    case 'source-ip':
      return `from ${either(condition.values)}`;
    case 'query-string':
      return `query ${either(condition.pairs.map(({ key, value }) => (key === undefined ? value : `${key}=${value}`)))}`;
    case 'other':
      return condition.name;
    default:
      return condition;
  }
}

/** Whether two rules may take the same request: their hosts and paths tell mostly that they do not. */
export function mayOverlap(one: Rule, other: Rule): boolean {
  return (['host-header', 'path-pattern'] as const).every((on) => {
    const [a, b] = [one, other].map(({ conditions }) => conditions.flatMap((condition) => (condition.on === on ? [condition] : [])));
    return a!.every((each) => b!.every((against) => each.regexes.length + against.regexes.length > 0 || each.values.some((value) => against.values.some((pattern) => patternsMeet(value.toLowerCase(), pattern.toLowerCase())))));
  });
}

/** Whether some text may fit two patterns. True where only a set could tell. */
function patternsMeet(one: string, other: string): boolean {
  const [first, second] = [endsOf(one), endsOf(other)];
  if (!first.wild && !second.wild) return one === other;
  if (!first.wild) return globTakes(other, one);
  if (!second.wild) return globTakes(one, other);
  return (first.head.startsWith(second.head) || second.head.startsWith(first.head)) && (first.tail.endsWith(second.tail) || second.tail.endsWith(first.tail));
}

/** A pattern, and what stands before its first and behind its last wildcard. */
interface Ends {
  readonly head: string;
  readonly tail: string;
  readonly wild: boolean;
}

function endsOf(pattern: string): Ends {
  const parts = pattern.split(/[*?]/);
  return { head: parts[0] ?? '', tail: parts.at(-1) ?? '', wild: parts.length > 1 };
}

/** Whether a pattern of a listener rule takes a text: `*` any run of characters, `?` one. */
export function globTakes(pattern: string, text: string): boolean {
  let [at, from, star, again] = [0, 0, -1, 0];
  while (from < text.length) {
    if (pattern[at] === '*') [star, again, at] = [at, from, at + 1];
    else if (pattern[at] === '?' || pattern[at] === text[from]) [at, from] = [at + 1, from + 1];
    else if (star >= 0) [at, again, from] = [star + 1, again + 1, again + 1];
    else return false;
  }
  return [...pattern.slice(at)].every((character) => character === '*');
}
