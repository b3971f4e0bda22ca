import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import type { Data } from '../suite.ts';
import { part } from './answers.ts';
import type { Asked, Unit } from './areas.ts';
import { says } from './ingress-estate.ts';

/** How a unit is asked: what is planned, and the part of it that upstream's test asserts. */
export interface Asking {
  plan(asked: Asked): Plan;
  pick(plan: Plan, asked: Asked): Data;
  /** The member of the expectation that is asserted; default: `want`. */
  readonly want?: string;
  /** Brings that member into the shape of what is picked. */
  see?(wanted: Data): Data;
  /** Members that are asserted of upstream's program and not of what it makes: caches, counters. */
  readonly aside?: readonly string[];
}

const errors: ReadonlySet<string> = new Set(['wantErr', 'wantError', 'errSubString', 'expectedErrMsg', 'errMsg']);

/** Answers with what is planned, or with the first refusal; upstream asks for an error, for a part of its text, or for all of it. */
export function asserted({ plan, pick, want = 'want', see = (wanted) => wanted, aside = [] }: Asking): Unit {
  return {
    answer: (asked) => {
      const made = plan(asked);
      const error = says(made);
      return error === null ? { error, want: pick(made, asked) } : { error };
    },
    expected: (expected, _asked, answer) => {
      const members = part(expected);
      // What nobody compares is no pass.
      const unknown = Object.keys(members).filter((name) => !errors.has(name) && name !== want && !aside.includes(name));
      if (unknown.length > 0) return { unknown };
      const error = errorOf(members);
      return error === undefined ? { error: null, want: see(members[want] ?? null) } : { error: agrees(error, part(answer)['error'] ?? null) };
    },
  };
}

interface Wanted {
  /** Absent: any error will do. */
  readonly text?: string;
  readonly whole?: boolean;
}

/** What upstream asks of the error; undefined: there is none. */
export function errorOf(expected: { readonly [key: string]: Data }): Wanted | undefined {
  const { wantErr, wantError, errSubString, expectedErrMsg, errMsg } = expected;
  const partly = [errSubString, expectedErrMsg, errMsg].find((each) => typeof each === 'string' && each !== '') as string | undefined;
  if (partly !== undefined) return { text: partly, whole: false };
  const error = wantErr ?? wantError ?? null;
  if (error === null || error === false || error === '' || part(error)['error'] === false) return undefined;
  if (typeof error === 'string') return { text: error, whole: true };
  const { equals, contains } = part(error);
  return typeof equals === 'string' ? { text: equals, whole: true } : typeof contains === 'string' ? { text: contains, whole: false } : {};
}

/** The answer's words if they are what is asked for; else what is asked for. */
function agrees({ text, whole }: Wanted, answer: Data): Data {
  if (typeof answer !== 'string') return text ?? true;
  const fits = text === undefined || (whole === true ? answer === text : answer.includes(text));
  return fits ? answer : (text ?? true);
}
