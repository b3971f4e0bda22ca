import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { gatewayController } from '../../facts/gateway-api.ts';
import { compareTexts } from '../../resource/order.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { conditionsOver, type Conditions, type Refusal, type Status } from './conditions.ts';
import { isMesh, referenceText, type Attachment } from './parents.ts';
import type { MadeRules } from './rules.ts';

/** What went wrong with the rules of a route, for gateways and for the mesh. */
export interface RuleRefusals {
  readonly gateway: Pick<MadeRules, 'refused' | 'refusals'>;
  readonly mesh: Pick<MadeRules, 'refused' | 'refusals'>;
}

/**
 * The status of a route: one entry a reference, whose parents are told as one. It is accepted if any of them takes it.
 * Entries of other controllers stay; Istio's own that no reference asks for any more go.
 */
export function routeStatus(route: Resource, attachments: readonly Attachment[], rules: RuleRefusals): Status {
  const local = route.namespace ?? '';
  const before = record(route.body['status']);
  const entries = list(before['parents']).map(record);
  const refusals: Refusal[] = [];
  const told = new Map<string, JsonObject>();
  for (const group of byReference(attachments)) {
    const conditions = conditionsOf(group, rules);
    const { refused } = conditions['Accepted']!;
    refusals.push(...(refused === undefined ? [] : [refused]), ...(isMesh(group[0]!) ? rules.mesh : rules.gateway).refusals);
    const { reference } = group[0]!;
    const key = referenceText(reference, local);
    const existing = entries.find((entry) => isOurs(entry) && referenceText(record(entry['parentRef']), local) === key);
    told.set(key, { parentRef: reference, controllerName: gatewayController, conditions: conditionsOver(existing?.['conditions'], conditions, route) });
  }
  const kept = entries.flatMap((entry) => {
    if (!isOurs(entry)) return [entry];
    const key = referenceText(record(entry['parentRef']), local);
    const now = told.get(key);
    told.delete(key);
    return now === undefined ? [] : [now];
  });
  const fresh = [...told].sort(([a], [b]) => compareTexts(b, a)).map(([, entry]) => entry);
  return { resource: route, status: { ...before, parents: [...kept, ...fresh] }, refusals: once(refusals) };
}

function isOurs(entry: JsonObject): boolean {
  return text(entry['controllerName']) === gatewayController;
}

function byReference(attachments: readonly Attachment[]): readonly (readonly Attachment[])[] {
  const groups = new Map<number, Attachment[]>();
  for (const attachment of attachments) groups.set(attachment.index, [...(groups.get(attachment.index) ?? []), attachment]);
  return [...groups.values()];
}

function conditionsOf(group: readonly Attachment[], rules: RuleRefusals): Conditions {
  const taken = group.filter(({ refused }) => refused === undefined).length;
  const accepted = { reason: 'Accepted', message: taken > 1 ? `Route was valid, bound to ${taken} parents` : 'Route was valid' };
  const refused = taken > 0 ? undefined : joined(group);
  const { refused: wrong } = isMesh(group[0]!) ? rules.mesh : rules.gateway;
  return {
    Accepted: { ...accepted, ...(refused === undefined ? {} : { refused }) },
    ResolvedRefs: { reason: 'ResolvedRefs', message: 'All references resolved', ...(wrong === undefined ? {} : { refused: wrong }) },
  };
}

/** Reasons that tell most come first: a parent that would take the route but for one thing. */
const ranks: readonly string[] = ['NotAllowedByListeners', 'NoMatchingListenerHostname', 'ParentRefConflict', 'NoMatchingParent'];

function joined(group: readonly Attachment[]): Refusal {
  const refusals = group.flatMap(({ refused }) => (refused === undefined ? [] : [refused]));
  const best = Math.min(...refusals.map(({ reason }) => ranks.indexOf(reason)));
  const telling = refusals.filter(({ reason }) => ranks.indexOf(reason) === best);
  return { ...telling[0]!, message: telling.map(({ message }) => message).join('; ') };
}

function once(refusals: readonly Refusal[]): readonly Refusal[] {
  return refusals.filter((refusal, index) => refusals.findIndex(({ message, path }) => message === refusal.message && path?.join() === refusal.path?.join()) === index);
}
