import type { Blocked, Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { described, unmet } from './match.ts';
import { read } from './read.ts';
import type { RoutesSpec } from './spec.ts';

/** Which destination a proxy chooses for a request: by the VirtualServices of its host, or the Service itself. */
export const kind: Kind<RoutesSpec> = { name: 'virtual-service', stage: 'station', order: 0, answers: ['route', 'vhost'], read, lower, explain };

/** The route that came closest to a request that none takes, and what it lacks. */
function explain({ groups }: RoutesSpec, { cause, request }: Blocked): string | undefined {
  if (cause !== 'no-route') return undefined;
  const rules = groups.flatMap(({ sources }) => sources.flatMap((source) => source.rules)).map((rule) => ({ ...rule, lacks: unmet(rule.conditions, request) }));
  const [closest] = rules.sort((a, b) => a.lacks.length - b.lacks.length);
  if (closest === undefined) return undefined;
  const lacks = closest.lacks.map((condition) => `${described(condition)}, and ${told(condition.field, request[condition.field])}`);
  return `the closest is ${closest.name} of ${closest.resource}: it wants that ${lacks.join('; that ')}`;
}

function told(field: string, value: string | number | undefined): string {
  return value === undefined ? 'there is none' : field === 'path' ? `the path is ${value}` : `it is ${value}`;
}
