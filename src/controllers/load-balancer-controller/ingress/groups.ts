import { record, text, words } from '../../../dialects/kubernetes/fields.ts';
import { nearest } from '../../../dialects/kubernetes/nearest.ts';
import { annotationPrefix, groupFinalizers, groupNameLimit, groupOrder } from '../../../facts/load-balancer-controller.ts';
import type { Estate } from '../../../resource/estate.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { Resource } from '../../../resource/resource.ts';
import { admissionRefusals } from '../admission/ingress.ts';
import { annotationsOf } from '../annotations.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Place, Refusal, Remark } from '../place.ts';
import { classified, isOwnClass, type ClassConfiguration } from './classes.ts';
import type { Group, Member } from './group.ts';
import { bypassedParameters, classNotInInput, classless, openGroup, overruledAnnotations } from './group-remarks.ts';
import { ignoredAnnotations } from './ignored-annotations.ts';

/** Where is said what cannot be given to any group. */
export interface Report {
  /** Nothing is made of this Ingress. */
  refuse(ingress: Resource, refusal: Refusal): void;
  remark(remark: Remark): void;
  assume(text: string): void;
  /** The group as it would be with an Ingress that the webhook keeps out of the cluster. */
  keptOut?(ingress: Resource, group: Group): void;
}

/** The groups of the Ingresses of one cluster that are the controller's, in the order of their names. */
export function groupsOf(estate: Estate, facts: ControllerFacts, report: Report): readonly Group[] {
  const active = new Map<string, Member[]>();
  const inactive = new Map<string, Resource[]>();
  const ids = new Map<string, GroupName>();
  const outside: Membership[] = [];
  for (const ingress of estate.ofType('Ingress')) {
    if (ingress.scope !== facts.scope || (facts.flags.watchNamespace !== '' && ingress.namespace !== facts.flags.watchNamespace)) continue;
    const found = membershipOf(estate, facts, ingress, report);
    if (found?.keptOut === true) outside.push(found);
    const own = found?.keptOut === true ? undefined : found;
    if (own !== undefined) {
      ids.set(own.id.id, own.id);
      active.set(own.id.id, [...(active.get(own.id.id) ?? []), own.member]);
    }
    for (const { id } of finalizedGroups(ingress)) if (id !== own?.id.id) inactive.set(id, [...(inactive.get(id) ?? []), ingress]);
  }
  for (const service of estate.ofType('Service')) if (service.scope === facts.scope) for (const remark of ignoredAnnotations(service, 'Service')) report.remark(remark);
  for (const [id, members] of active) for (const remark of openGroup(facts, id, members)) report.remark(remark);
  for (const { id, member } of outside) report.keptOut?.(member.resource, { ...id, members: inOrder([...(active.get(id.id) ?? []), member], () => {}), inactive: [], refusals: [] });
  return [...ids.values()].sort((a, b) => compareTexts(a.id, b.id)).map((id) => {
    const refusals: Refusal[] = [];
    return { ...id, members: inOrder(active.get(id.id)!, (refusal) => refusals.push(refusal)), inactive: inactive.get(id.id) ?? [], refusals };
  });
}

/** The group with members whose annotations say to `refuse` what of them cannot be read. */
export function reportingTo(group: Group, refuse: (refusal: Refusal) => void): Group {
  return { ...group, members: group.members.map((member) => ({ ...member, annotations: member.annotations.reporting(refuse) })) };
}

/** Refuses in the name of a member: the controller begins such errors with the Ingress. */
export function ofMember({ namespace, name }: Member, refuse: (refusal: Refusal) => void): (refusal: Refusal) => void {
  return (refusal) => refuse(refusal.says === undefined ? refusal : { ...refusal, says: `ingress: ${namespace}/${name}: ${refusal.says}` });
}

/** Identity of a group. */
export type GroupName = Pick<Group, 'id' | 'ingress'>;

/** The group of one Ingress alone. */
export function implicitGroup(namespace: string, name: string): GroupName {
  return { id: `${namespace}/${name}`, ingress: { namespace, name } };
}

interface Membership {
  readonly id: GroupName;
  readonly member: Member;
  /** The webhook refuses the Ingress: its group goes on without it. */
  readonly keptOut: boolean;
}

/** Undefined: another controller's Ingress, one that is being deleted, or one that is refused. */
function membershipOf(estate: Estate, facts: ControllerFacts, ingress: Resource, report: Report): Membership | undefined {
  if (record(ingress.body['metadata'])['deletionTimestamp'] !== undefined) return undefined;
  const own = configurationOf(estate, facts, ingress, report);
  if (own === undefined) return undefined;
  for (const remark of [...ignoredAnnotations(ingress, 'Ingress'), ...bypassedParameters(estate, ingress)]) report.remark(remark);
  const kept = admissionRefusals({ estate, facts, ingress, assumed: own.assumed, ...(isInCluster(ingress) ? { previous: ingress } : {}) });
  for (const refusal of kept) report.refuse(ingress, refusal);
  return grouped(ingress, own, kept.length > 0, report);
}

/** The class that makes an Ingress the controller's; undefined where none does. */
function configurationOf(estate: Estate, facts: ControllerFacts, ingress: Resource, report: Report): (ClassConfiguration & { readonly assumed: boolean }) | undefined {
  const found = classified(estate, facts, ingress);
  if (!('refusal' in found)) {
    if (found.assumption !== undefined) report.assume(found.assumption);
    if (!found.managed && found.class === undefined) for (const remark of classless(ingress)) report.remark(remark);
    return found.managed ? { ...found, assumed: false } : undefined;
  }
  // A class that no file holds is the controller's own if it has the name that its chart gives.
  if (found.absent !== undefined && isOwnClass(facts, found.absent)) {
    report.assume(`IngressClass ${found.absent}, which no file holds, is the load balancer controller's, without parameters`);
    return { assumed: true };
  }
  const names = estate.ofType('IngressClass').filter(({ scope }) => scope === ingress.scope).map(({ name }) => name);
  const near = found.absent === undefined ? undefined : nearest(found.absent, [...names, facts.flags.ingressClass]);
  if (near !== undefined) report.refuse(ingress, { ...found.refusal, message: `${found.refusal.message}; ${near} is one` });
  else if (found.own || carriesOwnAnnotations(ingress)) report.refuse(ingress, found.refusal);
  else if (found.absent !== undefined && facts.stated === true) for (const remark of classNotInInput(found.absent, found.refusal)) report.remark(remark);
  return undefined;
}

/** Whether an object was read from a cluster: then the API server took it as it is. */
function isInCluster({ body }: Resource): boolean {
  return record(body['metadata'])['uid'] !== undefined;
}

function grouped(ingress: Resource, { class: own, params }: ClassConfiguration, keptOut: boolean, report: Report): Membership | undefined {
  const { namespace = 'default', name } = ingress;
  const member: Member = { resource: ingress, namespace, name, annotations: annotationsOf(ingress, () => {}), ...(own === undefined ? {} : { class: own }), ...(params === undefined ? {} : { params }) };
  for (const remark of overruledAnnotations(member)) report.remark(remark);
  const id = groupIdOf(member);
  if ('message' in id) {
    report.refuse(ingress, id);
    return undefined;
  }
  return { id, member, keptOut };
}

/** IngressClassParams beat the annotation; without either an Ingress is a group of its own (group_loader.go, loadGroupID). */
export function groupIdOf({ params, annotations, namespace, name }: Member): GroupName | Refusal {
  const pinned = record(params?.body['spec'])['group'];
  const [written, at] = params !== undefined && pinned !== undefined && pinned !== null ? [text(record(pinned)['name']) ?? '', [params, ['spec', 'group', 'name']] as Place] : [annotations.text('group.name'), annotations.place('group.name')];
  if (written === undefined) return implicitGroup(namespace, name);
  const says = groupNameFailure(written);
  if (says === undefined) return { id: written };
  return { at, message: `"${written}" is no name for a group: lower-case letters, digits, - and . only, a letter or digit first and last, at most ${groupNameLimit}`, says: `invalid ingress group: ${says}` };
}

/** Why the controller takes no group of this name, in its words; undefined if it does. */
export function groupNameFailure(name: string): string | undefined {
  if (!/^([a-z0-9][-a-z0-9.]*)?[a-z0-9]$/.test(name)) return "groupName must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return name.length > groupNameLimit ? `groupName must be no more than ${groupNameLimit} characters` : undefined;
}

/** By `group.order`, then by namespace and name. An order that cannot be read fails the whole group. */
export function inOrder(members: readonly Member[], refuse: (refusal: Refusal) => void): readonly Member[] {
  const ordered = members.map((member) => {
    const at = member.annotations.place('group.order');
    const full = `${member.namespace}/${member.name}`;
    const written = member.annotations.reporting((refusal) => refuse({ ...refusal, says: `failed to load Ingress group order for ingress: ${full}: ${refusal.says ?? ''}` })).number('group.order');
    if (written !== undefined && (written < groupOrder.from || written > groupOrder.to)) {
      refuse({ at, message: `group.order ${written} is outside ${groupOrder.from} to ${groupOrder.to}`, says: `explicit Ingress group order must be within [${groupOrder.from}:${groupOrder.to}], Ingress: ${full}, order: ${written}` });
    }
    return { member, full, order: written ?? groupOrder.default };
  });
  return ordered.sort((a, b) => a.order - b.order || compareTexts(a.full, b.full)).map(({ member }) => member);
}

/** The groups whose finalizer an Ingress holds: those it is or was a member of. */
export function finalizedGroups({ body, namespace = 'default', name }: Resource): readonly GroupName[] {
  return words(record(body['metadata'])['finalizers']).flatMap((finalizer) => {
    if (finalizer === groupFinalizers.implicit) return [implicitGroup(namespace, name)];
    return finalizer.startsWith(groupFinalizers.explicit) ? [{ id: finalizer.slice(groupFinalizers.explicit.length) }] : [];
  });
}

function carriesOwnAnnotations(ingress: Resource): boolean {
  return Object.keys(annotationsOf(ingress, () => {}).written).some((key) => key.startsWith(annotationPrefix));
}
