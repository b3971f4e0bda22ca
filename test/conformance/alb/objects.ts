import { annotationsOf } from '../../../src/controllers/load-balancer-controller/annotations.ts';
import type { ControllerFacts } from '../../../src/controllers/load-balancer-controller/facts.ts';
import type { GroupDrafting, Member } from '../../../src/controllers/load-balancer-controller/ingress/group.ts';
import type { Refusal } from '../../../src/controllers/load-balancer-controller/place.ts';
import { drafting } from '../../../src/controllers/load-balancer-controller/plan.ts';
import { tokenOf } from '../../../src/controllers/load-balancer-controller/stack.ts';
import { estateOf, type Estate } from '../../../src/resource/estate.ts';
import type { JsonObject, Resource } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { factsWith, part, string } from './answers.ts';

/** An object of a case as a resource of the one cluster there is. Names that a case leaves out are said beside it. */
export function objectOf(data: Data | undefined, kind = string(part(data)['kind']), name = string(part(part(data)['metadata'])['name'])): Resource {
  const { namespace } = part(part(data)['metadata']);
  return { scope: '.', type: kind, name, ...(namespace === undefined ? {} : { namespace: string(namespace) }), body: part(data) as JsonObject, locate: () => undefined };
}

export function estateWith(objects: readonly Resource[]): Estate {
  return estateOf(objects).estate;
}

/** Annotations under another prefix than the product's own, moved to it. */
export function underOwnPrefix(data: Data | undefined, prefix: string): Data {
  const object = part(data);
  const metadata = part(object['metadata']);
  const annotations = Object.entries(part(metadata['annotations'])).map(([key, value]) => [key.startsWith(`${prefix}/`) ? `alb.ingress.kubernetes.io/${key.slice(prefix.length + 1)}` : key, value] as const);
  return { ...object, metadata: { ...metadata, annotations: Object.fromEntries(annotations) } };
}

/** An Ingress with annotations and nothing else. */
export function annotated(annotations: Data | undefined, namespace = 'awesome-ns'): Resource {
  return objectOf({ kind: 'Ingress', metadata: { namespace, name: 'ing', annotations: part(annotations) }, spec: {} });
}

export function memberOf(ingress: Resource, params?: Resource, own?: Resource): Member {
  return { resource: ingress, namespace: ingress.namespace ?? 'default', name: ingress.name, annotations: annotationsOf(ingress, () => {}), ...(params === undefined ? {} : { params }), ...(own === undefined ? {} : { class: own }) };
}

/** What the builders of a group with these members share; `refusals` are in the order in which they are found. */
export function groupDrafting(objects: readonly Resource[], members: readonly Member[], facts: ControllerFacts = factsWith('cluster')): GroupDrafting & { readonly refusals: readonly Refusal[] } {
  const own = drafting(estateWith(objects), facts);
  return { ...own, group: { id: 'group', members, inactive: [], refusals: [] }, targetGroup: (_member, service, port) => tokenOf('AWS::ElasticLoadBalancingV2::TargetGroup', `${service.name}:${port}`, 'targetGroupARN') };
}

/** The controller's own text of the first refusal; null where there is none. */
export function firstText(refusals: readonly Refusal[]): string | null {
  return refusals[0] === undefined ? null : (refusals[0].says ?? refusals[0].message);
}

/** Production values are plain data. */
export function data(value: unknown): Data {
  return value === undefined ? null : (JSON.parse(JSON.stringify(value)) as Data);
}

/** Upstream's tests ask a fake API server, which names what it does not find in another way than the controller's own cache (aws/eks-charts issue 628). */
export function inClusterWords(expected: Data): Data {
  return JSON.parse(JSON.stringify(expected).replaceAll('ingressclasses.networking.k8s.io', 'IngressClass.networking.k8s.io')) as Data;
}
