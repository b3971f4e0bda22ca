import { createdAt } from '../dialects/istio/mesh/order.ts';
import { list, record } from '../dialects/kubernetes/fields.ts';
import { writtenBy, writtenName } from '../dialects/kubernetes/origin.ts';
import type { Estate } from '../resource/estate.ts';
import { nameOf, type Json, type Path as Place, type Resource } from '../resource/resource.ts';
import type { Assumption } from './assumption.ts';
import type { Outcome } from './trace.ts';

/**
 * Routes of the Gateway API that want the same requests: the older one gets them (Gateway API, HTTPRouteRule: conflicts), and
 * where no file says their age the first one by name is taken for it.
 */
export function undatedRivals(estate: Estate, outcomes: readonly Outcome[]): readonly Assumption[] {
  const taken = new Set(outcomes.flatMap(({ steps }) => steps.filter(({ hop, op }) => op === 'case' && /^(vhost|route)\//.test(hop)).map(({ origin }) => `${origin.resource} ${origin.rule}`)));
  const rules = estate.ofType('VirtualService').filter(({ derived }) => derived !== undefined).flatMap(rulesOf);
  const found = rules.flatMap((one) => {
    if (!taken.has(`${writtenName(one.virtualService, one.place)} ${one.name}`)) return [];
    return rules.filter((other) => other.virtualService === one.virtualService && other.match === one.match && undated(one.route, other.route)).map((other) => assumption(one.route, other.route));
  });
  return [...new Map(found.map((each) => [each.text, each])).values()];
}

interface RuleMade {
  readonly virtualService: Resource;
  readonly place: Place;
  readonly name: string;
  /** As text, to compare it. */
  readonly match: string;
  readonly route: Resource;
}

function rulesOf(virtualService: Resource): readonly RuleMade[] {
  return list(record(virtualService.body['spec'])['http']).map((value: Json, index): RuleMade => {
    const { name, match } = record(value);
    const place: Place = ['spec', 'http', index];
    return { virtualService, place, name: typeof name === 'string' ? name : '', match: JSON.stringify(match ?? []), route: writtenBy(virtualService, place) };
  });
}

function undated(one: Resource, other: Resource): boolean {
  return nameOf(one) !== nameOf(other) && createdAt(one) === undefined && createdAt(other) === undefined;
}

function assumption(first: Resource, other: Resource): Assumption {
  return { name: 'older-route-wins', layer: 'order', text: `${writtenName(first)} is taken for older than ${writtenName(other)}, which wants the same requests; no file holds a creationTimestamp, and the older one gets them` };
}
