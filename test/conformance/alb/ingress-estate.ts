import { annotationsOf } from '../../../src/controllers/load-balancer-controller/annotations.ts';
import type { ControllerFacts, Flags, SecurityGroup, Tags } from '../../../src/controllers/load-balancer-controller/facts.ts';
import { buildGroup } from '../../../src/controllers/load-balancer-controller/ingress/build.ts';
import type { Group, Member } from '../../../src/controllers/load-balancer-controller/ingress/group.ts';
import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import type { Piece, PieceType } from '../../../src/controllers/load-balancer-controller/stack.ts';
import { estateOf, type Estate } from '../../../src/resource/estate.ts';
import { valueAt, type Json, type JsonObject, type Path, type Resource } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { factsWith, part, parts, string, strings } from './answers.ts';

/** What a test says beside its Ingresses. */
export interface Setting {
  readonly flags?: Partial<Flags>;
  readonly gates?: Readonly<Record<string, boolean>>;
  readonly aws?: ControllerFacts['aws'];
  readonly services?: readonly Data[];
}

/** Facts of a controller in a test; what it does not say of AWS is not known. */
export function factsFrom({ flags = {}, gates = {}, aws = {} }: Setting, cluster = ''): ControllerFacts {
  const facts = factsWith(cluster);
  return { ...facts, flags: { ...facts.flags, ...flags }, gates, aws };
}

/** Default tags, tags that are kept for others, and gates, where a test says them. */
export function tagSetting(fields: Data | undefined): Setting {
  const { defaultTags, externalManagedTags, enabledFeatureGates } = part(fields);
  return {
    gates: part(enabledFeatureGates) as Readonly<Record<string, boolean>>,
    flags: { defaultTags: part(defaultTags) as Tags, externalManagedTags: strings(externalManagedTags) },
  };
}

/** An object of a case as a resource. In Go an absent name is the empty one. */
export function resourceFrom(data: Data | undefined, type: string, otherwise: { readonly namespace?: string; readonly name: string }): Resource {
  const object = part(data);
  const metadata = part(object['metadata']);
  const name = string(metadata['name']) || otherwise.name;
  const namespace = string(metadata['namespace']) || otherwise.namespace;
  return { scope: '.', type, name, ...(namespace === undefined ? {} : { namespace }), apiVersion: string(object['apiVersion']), body: { ...object, metadata: { ...metadata } } as JsonObject, locate: () => undefined };
}

/** A member of a group, in either spelling of upstream's tests. */
export function memberFrom(data: Data | undefined, index = 0): Member {
  const given = part(data);
  const resource = resourceFrom(given['ing'] ?? given['ingress'], 'Ingress', { namespace: 'default', name: `ingress-${index}` });
  const params = part(given['ingClassConfig'])['ingClassParams'] ?? given['ingressClassParams'] ?? null;
  return {
    resource,
    namespace: resource.namespace ?? 'default',
    name: resource.name,
    annotations: annotationsOf(resource, () => undefined),
    ...(params === null ? {} : { params: resourceFrom(params, 'IngressClassParams', { name: 'params' }) }),
  };
}

/** The group of a test; a name without a namespace is that of an explicit group. */
export function groupFrom(id: Data | undefined, members: Data | undefined, inactive?: Data): Group {
  const { namespace, name } = part(id);
  const own = string(namespace);
  return {
    ...(own === '' ? { id: string(name) } : { id: `${own}/${string(name)}`, ingress: { namespace: own, name: string(name) } }),
    members: parts(members).map(memberFrom),
    inactive: parts(inactive).map((each) => resourceFrom(each, 'Ingress', { namespace: 'default', name: '' })),
    refusals: [],
  };
}

/** Services of a test. Their absent UID is Go's empty one. */
export function estateFrom(services: readonly Data[]): Estate {
  return estateOf(services.map((each): Resource => {
    const resource = resourceFrom(each, 'Service', { namespace: 'default', name: 'service' });
    return { ...resource, body: { ...resource.body, metadata: { uid: '', ...part(resource.body['metadata'] as Data) } as JsonObject } };
  })).estate;
}

/** Plans the group `ingGroup` of a test. */
export function planned(ingGroup: Data | undefined, setting: Setting = {}, cluster = ''): Plan {
  const { id, members } = part(ingGroup);
  return buildGroup(estateFrom(setting.services ?? []), factsFrom(setting, cluster), groupFrom(id, members));
}

/** Security groups that a mocked look-up gives: those that nobody asks for by id have the names that are asked for, in order. */
export function groupsAsked(asked: readonly string[], ids: readonly string[], vpc: string): readonly SecurityGroup[] {
  const names = asked.filter((each) => !each.startsWith('sg-'));
  const named = ids.filter((id) => !asked.includes(id));
  return ids.map((id) => ({ id, name: '', vpc, tags: named.includes(id) ? { Name: names[named.indexOf(id)] ?? '' } : {} }));
}

/** What an annotation of the members of a group lists. */
export function listedBy(members: Data | undefined, annotation: string): readonly string[] {
  return [...new Set(parts(members).flatMap((member, index) => memberFrom(member, index).annotations.list(annotation) ?? []))];
}

/** The text of the first refusal, which is the error that upstream returns. */
export function says({ refusals: [first] }: Plan): string | null {
  return first === undefined ? null : (first.says ?? first.message);
}

/** The piece of that type and id. */
export function pieceOf({ stack }: Plan, type: PieceType, id?: string): Piece | undefined {
  return stack?.pieces.find((each) => each.type === type && (id === undefined || each.id === id));
}

/** A part of a piece's spec; null where it is absent, or where nothing is made. */
export function specOf(plan: Plan, type: PieceType, path: Path, id?: string): Data {
  const value: Json | undefined = valueAt(pieceOf(plan, type, id)?.spec, path);
  return (value ?? null) as Data;
}

export const balancer: PieceType = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
export const listener: PieceType = 'AWS::ElasticLoadBalancingV2::Listener';
export const securityGroup: PieceType = 'AWS::EC2::SecurityGroup';
export const targetGroup: PieceType = 'AWS::ElasticLoadBalancingV2::TargetGroup';
export const binding: PieceType = 'K8S::ElasticLoadBalancingV2::TargetGroupBinding';
