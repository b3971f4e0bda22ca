import { albPage } from '../../facts/alb.ts';
import { tokenCookie, webAclStatus } from '../../facts/web-acl.ts';
import { always, every, negated, never, not, present, some, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { Condition, RuleSpec, WebAclSpec } from './spec.ts';
import { managedMatch, matchOf, perhapsMatch, rewrittenBy, type Around } from './statements.ts';

/** Rules by priority: what allows or blocks ends the evaluation, what counts goes on ("Web ACL rule evaluation"). */
export function lower(spec: WebAclSpec): Lowered {
  return { title: spec.title, dialler: 'load-balancer', ops: opsFrom(matched(spec), ended(spec)) };
}

type Managed = Extract<Condition, { is: 'managed' }>;

/** A rule, or what rules that AWS manages might take. */
type Asked = Omit<RuleSpec, 'condition'> & { readonly condition: Condition | { readonly is: 'perhaps'; readonly of: readonly Managed[] } };

interface Matched {
  readonly rule: Asked;
  readonly match: Match;
}

/** Every rule with the requests that it takes; labels become the conditions of the rules that add them. */
function matched({ acl, rules: written, rewrites }: WebAclSpec): readonly Matched[] {
  const rules = written.flatMap((rule, at) => [rule, ...perhapsBehind(written, at)]);
  const rewritten = rewrittenBy(rewrites);
  const labels: { label: string; match: Match }[] = [];
  const ends = new Map<string, Match[]>();
  return rules.map((rule): Matched => {
    const around: Around = { rule: `rule ${rule.name} of web ACL ${acl}`, labels: [...labels], rewritten };
    const own = conditionOf(rule, around, acl);
    const before = rule.group === undefined ? [] : (ends.get(rule.name.split('/')[0]!) ?? []);
    const match = every([...(rule.within === undefined ? [] : [matchOf(rule.within, around)]), own, negated(some(before))]);
    for (const label of rule.labels) labels.push({ label, match });
    if (rule.ends !== undefined) ends.set(rule.ends.group, [...before, match]);
    return { rule, match };
  });
}

function conditionOf({ condition }: Asked, around: Around, acl: string): Match {
  if (condition.is === 'perhaps') return perhapsMatch(condition.of, acl);
  return condition.is === 'managed' ? managedMatch(condition.group, condition.rule, around) : matchOf(condition.of, around);
}

/** Behind groups that follow each other: what their rules might take, and AWS does not say. */
function perhapsBehind(rules: readonly RuleSpec[], at: number): readonly Asked[] {
  const last = rules[at]!;
  const next = rules[at + 1];
  const together = (one: RuleSpec | undefined): boolean => one?.condition.is === 'managed' && JSON.stringify(one.within) === JSON.stringify(last.within);
  if (last.condition.is !== 'managed' || together(next)) return [];
  const from = rules.slice(0, at + 1).findLastIndex((each) => !together(each)) + 1;
  const deciding = rules.slice(from, at + 1).filter(({ action }) => action.do !== 'count');
  const [first] = deciding;
  if (first === undefined) return [];
  const of = deciding.flatMap(({ condition }) => (condition.is === 'managed' ? [condition] : []));
  const names = [...new Set(deciding.map(({ name }) => name.split('/')[0]))].join(', ');
  const origin: Origin = { ...first.origin, rule: names, note: 'perhaps blocked: AWS does not publish the patterns of its rules' };
  const { group: _place, ends: _ends, intent: _intent, ...rest } = first;
  return [{ ...rest, name: names, condition: { is: 'perhaps', of }, labels: [], origin }];
}

/** What follows the last rule: nothing, where the default is to allow. */
function ended({ otherwise: { action, origin } }: WebAclSpec): readonly Op[] {
  return action.do === 'block' ? [{ op: 'stop', verdict: blocked(action), instead: [], origin }] : [];
}

/** What stands behind a rule. `cases`: it is one switch of them, and a rule in front can become its first case. */
interface Behind {
  readonly ops: readonly Op[];
  readonly cases?: readonly Case[];
}

/** Built from the last rule to the first: what a rule lets go on is what stands behind it. */
function opsFrom(rules: readonly Matched[], last: readonly Op[]): readonly Op[] {
  return rules.toReversed().reduce<Behind>((behind, each) => ruleBefore(each, behind), { ops: last }).ops;
}

function ruleBefore({ rule, match }: Matched, behind: Behind): Behind {
  const { action, origin } = rule;
  const silent = quiet(origin);
  if (match === never) return behind;
  switch (action.do) {
    case 'count':
      return { ops: [{ op: 'switch', origin: silent, cases: [{ match, then: [], origin }, { match: always, then: [], origin: silent }] }, ...behind.ops] };
    case 'allow':
      return decided([{ match, then: [], origin }], behind, silent);
    case 'block':
      return decided([{ match, then: [stop(blocked(action), origin, behind.ops)], origin: silent }], behind, silent);
    case 'captcha':
    case 'challenge':
      return decided(puzzled(match, webAclStatus[action.do], origin, behind.ops), behind, silent);
    default:
      return action;
  }
}

/** One switch for rules that follow each other: the first one that takes the request decides. */
function decided(first: readonly Case[], behind: Behind, silent: Origin): Behind {
  const cases = [...first, ...(behind.cases ?? [{ match: always, then: behind.ops, origin: silent }])];
  return { cases, ops: [{ op: 'switch', origin: silent, cases }] };
}

/** A client with a token that is still good goes on; whether it is, AWS alone knows ("Web request tokens"). */
function puzzled(match: Match, status: number, origin: Origin, behind: readonly Op[]): readonly Case[] {
  const token = present(`cookie(${tokenCookie})`);
  const reason = `whether the token in cookie ${tokenCookie} is still good: nobody but AWS can read it`;
  const verdict: Verdict = { kind: 'answered', status, cause: 'web-acl-blocked' };
  const then = [stop(verdict, { ...origin, note: `${origin.note ?? ''}; a client with a good token goes on` }, behind)];
  return [
    { match: every([match, not(token)]), then, origin: quiet(origin) },
    { match: every([match, token, { unknown: { reason } }]), then, origin: quiet(origin) },
  ];
}

function stop(verdict: Verdict, origin: Origin, behind: readonly Op[]): Op {
  return { op: 'stop', verdict, instead: behind, origin };
}

function blocked({ status = webAclStatus.block, body = albPage(status), type }: { readonly status?: number; readonly body?: string; readonly type?: string }): Verdict {
  return { kind: 'answered', status, cause: 'web-acl-blocked', ...(body === undefined ? {} : { body }), ...(type === undefined ? {} : { type }) };
}
