import { takes } from '../../ir/text.ts';
import type { Blocked, Kind } from '../kind.ts';
import { described, lower, missingCounts } from './lower.ts';
import { read } from './read.ts';
import type { ConditionSpec, RoutesSpec } from './spec.ts';

/** Which destination a proxy chooses for a request: by the VirtualServices of its host, or the Service itself. */
export const kind: Kind<RoutesSpec> = { name: 'virtual-service', stage: 'station', order: 0, answers: ['route', 'vhost'], read, lower, explain };

/** The route that came closest to a request that none takes, and what it lacks. */
function explain({ groups }: RoutesSpec, { cause, request }: Blocked): string | undefined {
  if (cause !== 'no-route') return undefined;
  const rules = groups.flatMap(({ sources }) => sources.flatMap((source) => source.rules)).map((rule) => ({ ...rule, lacks: unmet(rule.conditions, request) }));
  const near = (rule: (typeof rules)[number]): number => nearness(rule.lacks, String(request['path'] ?? ''));
  const [closest] = rules.sort((a, b) => a.lacks.length - b.lacks.length || near(b) - near(a));
  if (closest === undefined) return undefined;
  const lacks = closest.lacks.map((condition) => `${described(condition)}, and ${told(condition.field, request[condition.field])}`);
  return `the closest is ${closest.name} of ${closest.resource}: it wants that ${lacks.join('; that ')}`;
}

/** How many characters of the path are what a route wants; a path that fits is nearest of all. */
function nearness(lacks: readonly ConditionSpec[], path: string): number {
  const is = lacks.find(({ field }) => field === 'path')?.is;
  if (is === undefined) return Infinity;
  const wanted = 'exact' in is ? is.exact : 'prefix' in is ? is.prefix : 'segments' in is ? is.segments : '';
  const differs = [...wanted].findIndex((character, index) => character !== path[index]);
  return differs < 0 ? wanted.length : differs;
}

function told(field: string, value: string | number | undefined): string {
  return value === undefined ? 'there is none' : field === 'path' ? `the path is ${value}` : `it is ${value}`;
}

/** Conditions that a request does not meet; `values` are its fields by name. What cannot be decided counts as met. */
function unmet(conditions: readonly ConditionSpec[], values: Readonly<Record<string, string | number | undefined>>): readonly ConditionSpec[] {
  return conditions.filter(({ field, is, not }) => {
    const value = values[field];
    const met = value === undefined ? false : is === undefined ? true : (takes(is, value) ?? true);
    return not === true ? met || (value === undefined && missingCounts(field, is)) : !met;
  });
}
