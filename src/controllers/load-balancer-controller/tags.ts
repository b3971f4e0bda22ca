import { clusterTag } from '../../facts/load-balancer-network.ts';
import type { ControllerFacts, Tags } from './facts.ts';
import type { Place } from './place.ts';
import type { Drafting, Plan } from './plan.ts';
import { isOn } from './settings/gates.ts';
import type { Stack } from './stack.ts';

/** What the controller's own tags and labels begin with, by what it makes something of. */
export const tagPrefixes = { 'ingress-group': 'ingress.k8s.aws', service: 'service.k8s.aws' } as const satisfies Readonly<Record<Plan['kind'], string>>;

/** The same of a stack: only that of a group of Ingresses has the list of groups in front. */
export function tagPrefixOf({ pieces }: Stack): string {
  return pieces.some(({ type }) => type === 'FrontendNLBTargetGroup') ? tagPrefixes['ingress-group'] : tagPrefixes.service;
}

/** The tag by which the controller knows its own resources of one kind of object: its value is the id of a piece. */
export function resourceIdTag(prefix: string): string {
  return `${prefix}/resource`;
}

/** Tags that the controller puts on everything it makes of one group, Service or Gateway, and finds it by. Without the cluster's name, those that are known. */
export function stackTags(prefix: string, cluster: string | undefined, stack: string): Tags {
  return { ...(cluster === undefined ? {} : { [clusterTag]: cluster }), [`${prefix}/stack`]: stack };
}

/** Labels of the objects that it makes in the cluster. A group with a name of its own has no namespace. */
export function stackLabels(prefix: string, { namespace, name }: { readonly namespace?: string; readonly name: string }): Tags {
  return namespace === undefined ? { [`${prefix}/stack`]: name } : { [`${prefix}/stack-namespace`]: namespace, [`${prefix}/stack-name`]: name };
}

/** The controller's error for a tag that flag --external-managed-tags keeps for others; undefined if there is none. */
export function keptForOthers(tags: Tags, facts: ControllerFacts): string | undefined {
  const kept = keptTag(tags, facts);
  return kept === undefined ? undefined : `external managed tag key ${kept} cannot be specified`;
}

function keptTag(tags: Tags, { flags }: ControllerFacts): string | undefined {
  return Object.keys(tags).find((key) => flags.externalManagedTags.includes(key));
}

/** Refuses a tag that flag --external-managed-tags keeps for others; `says` puts the controller's error into its context. */
export function refuseKept(drafting: Drafting, tags: Tags, at: Place, says: (error: string) => string): void {
  const error = keptForOthers(tags, drafting.facts);
  if (error !== undefined) drafting.refuse({ at, message: `tag ${keptTag(tags, drafting.facts)} may not be set here: flag --external-managed-tags keeps it for another program`, says: says(error) });
}

/** Tags as asked for, with those of flag --default-tags, which win unless gate EnableDefaultTagsLowPriority is on. Undefined: none, as in the controller's own JSON. */
export function withDefaultTags(tags: Tags, facts: ControllerFacts): Tags | undefined {
  const all = isOn(facts, 'EnableDefaultTagsLowPriority') ? { ...facts.flags.defaultTags, ...tags } : { ...tags, ...facts.flags.defaultTags };
  return Object.keys(all).length === 0 ? undefined : all;
}
