import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { nowhere } from '../../facts/gateway-api.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { both, type Refusal } from './conditions.ts';
import { destinationOf, weighted, weightSum, type Asking } from './destinations.ts';
import { backendHeaders, filtered, patience } from './filters.ts';
import { grpcMatch, httpMatch } from './matches.ts';
import type { World } from './world.ts';

/** One rule of a VirtualService and what it is made of. */
export interface MadeRule {
  readonly body: JsonObject;
  readonly route: Resource;
  /** The rule in the route, and the match, where the rule has any. */
  readonly path: Path;
  readonly match?: Path;
}

/** The rules of a route; none at all if one of them falls. */
export interface MadeRules {
  readonly rules: readonly MadeRule[];
  /** What the status says: of several the last. */
  readonly refused?: Refusal;
  readonly refusals: readonly Refusal[];
}

type Made = { readonly rule: MadeRule; readonly refused?: Refusal | undefined; readonly refusals: readonly Refusal[] } | { readonly fallen: Refusal };

/** The HTTP rules of an HTTPRoute or GRPCRoute, one for each match. */
export function httpRules(world: World, asking: Asking): MadeRules {
  const { route } = asking;
  return collected(
    rulesWritten(world, route).flatMap((value, index) => {
      const rule = record(value);
      const path: Path = ['spec', 'rules', index];
      const matches = matchesOf(world, route, rule);
      if (matches.length === 0) return [httpRule(world, asking, rule, path, index, undefined, path)];
      return matches.map((match, at) => httpRule(world, asking, rule, path, index, match, [...path, 'matches', at]));
    }),
  );
}

/** The rules of a TCPRoute or TLSRoute. */
export function streamRules(world: World, asking: Asking): MadeRules {
  const { route } = asking;
  const names = list(record(route.body['spec'])['hostnames']);
  const match = [{ sniHosts: names.length === 0 ? ['*'] : names }];
  return collected(
    list(record(route.body['spec'])['rules']).map((value, index): Made => {
      const path: Path = ['spec', 'rules', index];
      const references = list(record(value)['backendRefs']);
      // A rule without weight leads to a cluster that does not exist, and loses its match (conversion.go, convertTLSRoute).
      if (weightSum(references) === 0) return { rule: { body: { route: [{ destination: nowhere }] }, route, path }, refusals: [] };
      const { destinations, refusals, fallen } = destinationsOf(world, asking, references, [...path, 'backendRefs']);
      if (fallen !== undefined) return { fallen };
      return { rule: { body: body({ match: route.type === 'TLSRoute' ? match : undefined, route: destinations }), route, path }, refused: refusals.at(-1), refusals };
    }),
  );
}

/** An HTTPRoute without rules has one: the object's schema says so. */
function rulesWritten({ settings }: World, route: Resource): readonly Json[] {
  const written = record(route.body['spec'])['rules'];
  return settings.admitted && route.type === 'HTTPRoute' && written === undefined ? [{}] : list(written);
}

/** An HTTPRoute's rule has a match for every path where none is written. */
function matchesOf({ settings }: World, route: Resource, rule: JsonObject): readonly Json[] {
  if (settings.admitted && route.type === 'HTTPRoute' && rule['matches'] === undefined) return [{ path: { type: 'PathPrefix', value: '/' } }];
  return list(rule['matches']);
}

function httpRule(world: World, asking: Asking, rule: JsonObject, path: Path, index: number, match: Json | undefined, at: Path): Made {
  const { route } = asking;
  const matched = match === undefined ? undefined : (route.type === 'GRPCRoute' ? grpcMatch : httpMatch)(record(match), at);
  if (matched !== undefined && 'refused' in matched) return { fallen: matched.refused };
  const { parts, refused: mirrors, fallen } = filtered(world, asking, list(rule['filters']), [...path, 'filters']);
  if (fallen !== undefined) return { fallen };
  const references = list(rule['backendRefs']);
  const together = world.settings.admitted && parts['redirect'] !== undefined ? (references.length > 0 ? 'backendRefs' : parts['rewrite'] === undefined ? undefined : 'URLRewrite') : undefined;
  if (together !== undefined) return { fallen: { reason: 'InvalidFilter', message: `the API server refuses a RequestRedirect together with ${together}`, path: [...path, 'filters'] } };
  const base = {
    name: text(rule['name']) ?? `${route.namespace}.${route.name}.${index}`,
    match: matched === undefined ? undefined : [matched.match],
    ...parts,
    ...(route.type === 'HTTPRoute' ? patience(rule) : {}),
  };
  const place = { route, path, ...(match === undefined ? {} : { match: at }) };
  if (weightSum(references) === 0 && parts['redirect'] === undefined) return { rule: { body: body({ ...base, directResponse: { status: 500 } }), ...place }, refused: mirrors, refusals: some(mirrors) };
  const { destinations, refusals, fallen: backend } = destinationsOf(world, asking, references, [...path, 'backendRefs']);
  if (backend !== undefined) return { fallen: backend };
  return { rule: { body: body({ ...base, route: destinations.length === 0 ? undefined : destinations }), ...place }, refused: both(refusals.at(-1), mirrors), refusals: [...refusals, ...some(mirrors)] };
}

/** Every member with some weight. One that cannot be reached stays, empty: its share of requests is answered with 500. */
function destinationsOf(world: World, asking: Asking, references: readonly Json[], path: Path): { readonly destinations: readonly JsonObject[]; readonly refusals: readonly Refusal[]; readonly fallen?: Refusal } {
  const destinations: JsonObject[] = [];
  const refusals: Refusal[] = [];
  for (const { reference, index, weight } of weighted(references)) {
    const { destination, refused } = destinationOf(world, asking, reference, [...path, index]);
    if (destination === undefined) return { destinations, refusals, fallen: refused! };
    refusals.push(...some(refused));
    const headers = backendHeaders(list(reference['filters']), [...path, index, 'filters']);
    if ('refused' in headers) return { destinations, refusals, fallen: headers.refused as Refusal };
    destinations.push(body({ destination, weight: weight === 0 ? undefined : weight, headers: headers.headers }));
  }
  return { destinations, refusals };
}

function collected(made: readonly Made[]): MadeRules {
  const rules: MadeRule[] = [];
  const refusals: Refusal[] = [];
  let last: Refusal | undefined;
  for (const each of made) {
    if ('fallen' in each) return { rules: [], refused: each.fallen, refusals: [each.fallen] };
    rules.push(each.rule);
    refusals.push(...each.refusals);
    last = each.refused ?? last;
  }
  return { rules, refusals, ...(last === undefined ? {} : { refused: last }) };
}

function some(refused: Refusal | undefined): readonly Refusal[] {
  return refused === undefined ? [] : [refused];
}
