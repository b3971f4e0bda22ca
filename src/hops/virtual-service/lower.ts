import { doubt } from '../../dialects/istio/chain.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, any, not, present, type Match } from '../../ir/match.ts';
import type { Case, Op, Origin, Share } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ConditionSpec, RouteSpec, RoutesSpec } from './spec.ts';

/** Route rules in their order; a request that none of them takes gets 404. */
export function lower(spec: RoutesSpec): Lowered {
  const origin: Origin = { resource: spec.resource ?? spec.proxy, rule: `routes of ${spec.host}`, ...(spec.at === undefined ? {} : { at: spec.at }) };
  const unsure = spec.doubts.map((reason) => doubt(reason, origin));
  const ops: readonly Op[] = spec.otherwise === undefined ? [{ op: 'switch', origin, cases: [...spec.rules.map(ruleCase), unmatched(spec, origin)] }] : [{ op: 'goto', hop: spec.otherwise, origin }];
  return { title: spec.proxy, dialler: 'proxy', ops: [...unsure, ...ops] };
}

function ruleCase(rule: RouteSpec): Case {
  const says = originOf(rule);
  const unsure = rule.doubts.map((reason) => doubt(reason, says));
  const { note: _note, ...quiet } = says;
  return { match: rule.matches.length === 0 ? always : any(...rule.matches.map(together)), then: [...unsure, ...actions(rule, quiet)], origin: says };
}

function together(conditions: readonly ConditionSpec[]): Match {
  return all(...conditions.map(({ field, is, not: reversed }): Match => {
    const found: Match = is === undefined ? present(field as Field) : { field: field as Field, in: [is] };
    return reversed === true ? not(found) : found;
  }));
}

function actions({ action, resource, name }: RouteSpec, origin: Origin): readonly Op[] {
  switch (action.to) {
    case 'redirect':
      return [{ op: 'stop', verdict: { kind: 'answered', status: action.status, cause: 'redirected' }, origin: { ...origin, note: `${name} redirects to ${action.where}` } }];
    case 'answer':
      return [{ op: 'stop', verdict: { kind: 'answered', status: action.status, cause: 'fixed-answer', ...(action.body === undefined ? {} : { body: action.body }) }, origin: { ...origin, note: `${name} answers by itself` } }];
    case 'destinations': {
      const [only, ...others] = action.destinations;
      if (only === undefined) return [{ op: 'stop', verdict: { kind: 'answered', status: 503, cause: 'destination-unknown' }, origin: { ...origin, note: `${name} of ${resource} names no destination` } }];
      if (others.length === 0) return [{ op: 'goto', hop: only.hop, origin }];
      const among = action.destinations.map((each): Share => ({ value: each.name, weight: each.weight, origin: { ...origin, note: `${name} sends ${each.weight} parts to ${each.name}` }, then: [{ op: 'goto', hop: each.hop, origin }] }));
      return [{ op: 'pick', bind: 'target', among, origin }];
    }
    default:
      return action;
  }
}

function unmatched({ host, resource }: RoutesSpec, origin: Origin): Case {
  const note = `${resource ?? 'nothing'} has a route for none such request to ${host}`;
  return { match: always, then: [{ op: 'stop', verdict: { kind: 'answered', status: 404, cause: 'no-route' }, origin: { ...origin, note } }], origin };
}

function originOf({ resource, name, attribute, at }: RouteSpec): Origin {
  return { resource, rule: name, note: `the route ${name} takes the request`, ...(attribute === undefined ? {} : { attribute }), ...(at === undefined ? {} : { at }) };
}
