import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Resource } from '../../../resource/resource.ts';
import { annotationsOf } from '../annotations.ts';
import type { Tags } from '../facts.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { refuseKept } from '../tags.ts';
import { agreedPairs, named } from './agreement.ts';
import type { Member } from './group.ts';

/** Tags that one Ingress asks for; those of its IngressClassParams win. */
export function ingressTags(drafting: Drafting, member: Member): Tags {
  const own = member.annotations.map('tags') ?? {};
  refuse(drafting, own, member.annotations.place('tags'), named(member));
  return { ...own, ...classTags(drafting, member.params) };
}

/** Tags of the load balancer, its security group and its listeners: those of all Ingresses, which may not differ. */
export function groupTags(drafting: Drafting, members: readonly Member[]): Tags {
  return agreedTags(drafting, members, 'tags', (member) => ingressTags(drafting, member), { what: 'tag', says: 'conflicting tag' });
}

/** Tags of the network load balancer in front, without the controller's default ones; undefined: it gets those of the load balancer behind. */
export function frontendTags(drafting: Drafting, members: readonly Member[]): Tags | undefined {
  const tags = agreedTags(drafting, members, 'frontend-nlb-tags', ({ annotations }) => annotations.map('frontend-nlb-tags') ?? {}, { what: 'tag of the network load balancer in front', says: 'conflicting frontend NLB tags' });
  return Object.keys(tags).length === 0 ? undefined : tags;
}

/** Tags of a target group: the Service's beat the Ingress's. */
export function backendTags(drafting: Drafting, member: Member, service: Resource): Tags {
  const annotations = annotationsOf(service, (refusal) => drafting.refuse(refusal));
  const tags = { ...member.annotations.map('tags'), ...annotations.map('tags') };
  const { place } = annotations.text('tags') === undefined ? member.annotations : annotations;
  refuse(drafting, tags, place('tags'), `${named(member)} and Service ${service.namespace ?? 'default'}/${service.name}`);
  return { ...tags, ...classTags(drafting, member.params) };
}

function agreedTags(drafting: Drafting, members: readonly Member[], annotation: string, tagsOf: (member: Member) => Tags, { what, says }: { readonly what: string; readonly says: string }): Tags {
  const agreed = agreedPairs(drafting, members, annotation, tagsOf, (key, value, earlier) => ({ message: `${what} ${key} is "${value}" here and "${earlier.value}" for ${named(earlier.member)} of the group`, says: `${says} ${key}: ${earlier.value} | ${value}` }));
  return Object.fromEntries([...agreed].map(([key, { value }]) => [key, value]));
}

/** Tags of `IngressClassParams`. */
function classTags(drafting: Drafting, params: Resource | undefined): Tags {
  if (params === undefined) return {};
  const pairs = list(record(params.body['spec'])['tags']).map(record);
  const tags = Object.fromEntries(pairs.flatMap(({ key, value }) => (text(key) === undefined ? [] : [[key as string, text(value) ?? '']])));
  refuse(drafting, tags, [params, ['spec', 'tags']], `IngressClassParams ${params.name}`);
  return tags;
}

function refuse(drafting: Drafting, tags: Tags, at: Place, whose: string): void {
  refuseKept(drafting, tags, at, (error) => `failed build tags for ${whose}: ${error}`);
}
