import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import type { Resource } from '../../resource/resource.ts';
import { annotationsOf } from './annotations.ts';
import type { ControllerFacts, Tags } from './facts.ts';
import { isOn } from './settings/gates.ts';
import type { Member } from './ingress/group.ts';
import type { Place } from './place.ts';
import type { Drafting } from './plan.ts';

/** The tag by which the controller knows its own resources of one kind of object; `ingress.k8s.aws` or `service.k8s.aws`. */
export function resourceIdTag(prefix: string): string {
  return `${prefix}/resource`;
}

/** Tags that the controller puts on everything it makes of one group, Service or Gateway, and finds it by. */
export function stackTags(prefix: string, cluster: string, stack: string): Tags {
  return { 'elbv2.k8s.aws/cluster': cluster, [`${prefix}/stack`]: stack };
}

/** Labels of the objects that it makes in the cluster. A group with a name of its own has no namespace. */
export function stackLabels(prefix: string, { namespace, name }: { readonly namespace?: string; readonly name: string }): Tags {
  return namespace === undefined ? { [`${prefix}/stack`]: name } : { [`${prefix}/stack-namespace`]: namespace, [`${prefix}/stack-name`]: name };
}

/** The controller's error for a tag that flag --external-managed-tags keeps for others; undefined if there is none. */
export function keptForOthers(tags: Tags, { flags }: ControllerFacts): string | undefined {
  const kept = Object.keys(tags).find((key) => flags.externalManagedTags.includes(key));
  return kept === undefined ? undefined : `external managed tag key ${kept} cannot be specified`;
}

/** Tags as asked for, with those of flag --default-tags, which win unless gate EnableDefaultTagsLowPriority is on. */
export function withDefaultTags(tags: Tags, facts: ControllerFacts): Tags {
  return isOn(facts, 'EnableDefaultTagsLowPriority') ? { ...facts.flags.defaultTags, ...tags } : { ...tags, ...facts.flags.defaultTags };
}

/** Tags that one Ingress asks for; those of its IngressClassParams win. */
export function ingressTags(drafting: Drafting, member: Member): Tags {
  const own = member.annotations.map('tags') ?? {};
  refuseKept(drafting, own, member.annotations.place('tags'), `Ingress ${member.namespace}/${member.name}`);
  return { ...own, ...classTags(drafting, member.params) };
}

/** Tags of the load balancer, its security group and its listeners: those of all Ingresses, which may not differ. */
export function groupTags(drafting: Drafting, members: readonly Member[]): Tags {
  const tags: Record<string, string> = {};
  for (const member of members) {
    for (const [key, value] of Object.entries(ingressTags(drafting, member))) {
      const earlier = tags[key];
      if (earlier !== undefined && earlier !== value) drafting.refuse({ at: member.annotations.place('tags'), message: `tag ${key} is "${value}" here and "${earlier}" for another Ingress of the group`, says: `conflicting tag ${key}: ${earlier} | ${value}` });
      tags[key] = value;
    }
  }
  return tags;
}

/** Tags of a target group: the Service's beat the Ingress's. */
export function backendTags(drafting: Drafting, member: Member, service: Resource): Tags {
  const annotations = annotationsOf(service, (refusal) => drafting.refuse(refusal));
  const tags = { ...member.annotations.map('tags'), ...annotations.map('tags') };
  refuseKept(drafting, tags, annotations.text('tags') === undefined ? member.annotations.place('tags') : annotations.place('tags'), `Ingress ${member.namespace}/${member.name} and Service ${service.namespace ?? 'default'}/${service.name}`);
  return { ...tags, ...classTags(drafting, member.params) };
}

/** Tags of `IngressClassParams`. */
export function classTags(drafting: Drafting, params: Resource | undefined): Tags {
  if (params === undefined) return {};
  const pairs = list(record(params.body['spec'])['tags']).map(record);
  const tags = Object.fromEntries(pairs.flatMap(({ key, value }) => (text(key) === undefined ? [] : [[key as string, text(value) ?? '']])));
  refuseKept(drafting, tags, [params, ['spec', 'tags']], `IngressClassParams ${params.name}`);
  return tags;
}

function refuseKept(drafting: Drafting, tags: Tags, at: Place, whose: string): void {
  const says = keptForOthers(tags, drafting.facts);
  if (says === undefined) return;
  const kept = Object.keys(tags).find((key) => drafting.facts.flags.externalManagedTags.includes(key));
  drafting.refuse({ at, message: `tag ${kept} may not be set here: flag --external-managed-tags keeps it for another program`, says: `failed build tags for ${whose}: ${says}` });
}
