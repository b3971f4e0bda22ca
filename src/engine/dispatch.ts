import type { Field } from '../ir/field.ts';
import type { Match } from '../ir/match.ts';
import type { Case } from '../ir/program.ts';

/**
 * A switch on ten thousand exact hosts is a lookup: cases that need one exact value of the switch's dispatch field are
 * found by that value, all others are always considered.
 */
export interface Dispatch {
  readonly field: Field;
  /** Case indices in order: those that need this value, merged with those that need none. */
  candidates(value: string | number | null): readonly number[];
}

/** The dispatch of a list of cases, made when first asked for; undefined where it would not save work. */
export function dispatchOf(cases: readonly Case[]): Dispatch | undefined {
  if (cases.length < 8) return undefined;
  const known = made.get(cases);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const dispatch = make(cases);
  made.set(cases, dispatch ?? 'none');
  return dispatch;
}

const made = new WeakMap<readonly Case[], Dispatch | 'none'>();

function make(cases: readonly Case[]): Dispatch | undefined {
  const field = cases.map(({ match }) => needs(match)?.field).find((found) => found !== undefined);
  if (field === undefined) return undefined;
  const byValue = new Map<string | number, number[]>();
  const always: number[] = [];
  cases.forEach(({ match }, index) => {
    const needed = needs(match);
    if (needed?.field !== field) always.push(index);
    else for (const value of needed.values) (byValue.get(value) ?? byValue.set(value, []).get(value)!).push(index);
  });
  return {
    field,
    candidates: (value) => {
      const found = value === null ? undefined : byValue.get(value);
      return found === undefined ? always : [...found, ...always].sort((a, b) => a - b);
    },
  };
}

/** The exact values one of which a match cannot do without. */
function needs(match: Match): { field: Field; values: readonly (string | number)[] } | undefined {
  if ('all' in match) return match.all.map(needs).find((found) => found !== undefined);
  if (!('field' in match)) return undefined;
  const values: (string | number)[] = [];
  for (const pattern of match.in) {
    if ('exact' in pattern && pattern.ignoreCase === undefined) values.push(pattern.exact);
    else if ('from' in pattern && pattern.to === pattern.from + 1) values.push(pattern.from);
    else return undefined;
  }
  return { field: match.field, values };
}
