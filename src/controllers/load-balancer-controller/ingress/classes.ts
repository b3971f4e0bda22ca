import { record, text } from '../../../dialects/kubernetes/fields.ts';
import { selectorOf, selects } from '../../../dialects/kubernetes/labels.ts';
import { defaultClassAnnotation, defaultIngressClass, ingressController, oldClassAnnotation, paramsGroup } from '../../../facts/load-balancer-controller.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { classParamsRefusals } from '../admission/class-params.ts';
import { annotationsOf } from '../annotations.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Place, Refusal } from '../place.ts';

/** What an IngressClass brings. Both absent: no class is named and none is the default. */
export interface ClassConfiguration {
  readonly class?: Resource;
  readonly params?: Resource;
  /** What is taken for granted of them. */
  readonly assumption?: string;
}

/** Whether an Ingress is the controller's, and by which class; or why that cannot be told. */
export type Classified = (ClassConfiguration & { readonly managed: boolean }) | ClassFailure;

export interface ClassFailure {
  readonly refusal: Refusal;
  /** The class is the controller's own; false: that cannot be told. */
  readonly own: boolean;
  /** The class that no file holds; absent: another failure. */
  readonly absent?: string;
}

/** The class annotation beats the field, and skips the class's parameters (pkg/ingress/group_loader.go, classifyIngress). */
export function classified(estate: Estate, facts: ControllerFacts, ingress: Resource): Classified {
  const old = classAnnotationOf(ingress);
  if (old !== undefined) return { managed: isOwnClass(facts, old) };
  const found = classOf(estate, ingress);
  if ('refusal' in found) return found;
  return { ...found, managed: found.class === undefined ? facts.flags.ingressClass === '' : controllerOf(found.class) === ingressController };
}

/** The value of the old class annotation, if it stands. */
export function classAnnotationOf(ingress: Resource): string | undefined {
  return annotationsOf(ingress, () => {}, '').text(oldClassAnnotation);
}

/** Whether a value of the class annotation means this controller (class_annotation_matcher.go). */
export function isOwnClass({ flags }: ControllerFacts, value: string): boolean {
  return value === flags.ingressClass || (flags.ingressClass === '' && value === defaultIngressClass);
}

/**
 * The class that an Ingress names, or the default one, with its parameters (pkg/ingress/class_loader.go). `without` parameters:
 * as the webhook looks, which reads the class only.
 */
export function classOf(estate: Estate, ingress: Resource, parameters: 'with' | 'without' = 'with'): ClassConfiguration | ClassFailure {
  const named = text(record(ingress.body['spec'])['ingressClassName']);
  const classes = estate.ofType('IngressClass').filter(({ scope }) => scope === ingress.scope);
  if (named === undefined) {
    const defaults = classes.filter((each) => annotationsOf(each, () => {}, '').text(defaultClassAnnotation) === 'true');
    if (defaults.length > 1) return { own: defaults.some((each) => controllerOf(each) === ingressController), refusal: { at: [ingress, ['spec']], message: `it names no class, and ${defaults.map(({ name }) => name).join(' and ')} are both marked as the default class`, says: 'multiple default IngressClasses found' } };
    return defaults[0] === undefined ? {} : withParameters(estate, ingress, defaults[0], parameters);
  }
  const at: Place = [ingress, ['spec', 'ingressClassName']];
  const found = classes.find(({ name }) => name === named);
  if (found === undefined) return { own: false, absent: named, refusal: { at, message: `no file holds an IngressClass ${named}`, says: `invalid ingress class: IngressClass.networking.k8s.io ${JSON.stringify(named)} not found` } };
  return withParameters(estate, ingress, found, parameters);
}

function withParameters(estate: Estate, ingress: Resource, found: Resource, parameters: 'with' | 'without'): ClassConfiguration | ClassFailure {
  const written = record(found.body['spec'])['parameters'];
  if (controllerOf(found) !== ingressController || written === undefined || written === null || parameters === 'without') return { class: found };
  const { apiGroup, kind, name } = record(written);
  if (apiGroup !== paramsGroup || kind !== 'IngressClassParams') {
    return { own: true, refusal: { at: [found, ['spec', 'parameters']], message: `IngressClass ${found.name} takes its parameters from ${text(kind) ?? 'something'}${text(apiGroup) === undefined ? '' : ` of ${text(apiGroup)!}`}, where the controller takes IngressClassParams of ${paramsGroup} only`, says: `invalid ingress class: IngressClass ${found.name} references unknown parameters` } };
  }
  const params = estate.find({ scope: ingress.scope, type: 'IngressClassParams', name: text(name) ?? '' });
  if (params === undefined) {
    return { own: true, refusal: { at: [found, ['spec', 'parameters', 'name']], message: `IngressClass ${found.name} takes its parameters from IngressClassParams ${text(name) ?? ''}, which no file holds`, says: `invalid ingress class: IngressClassParams.elbv2.k8s.aws ${JSON.stringify(text(name) ?? '')} not found` } };
  }
  const wrong = classParamsRefusals(params)[0];
  if (wrong !== undefined) return { own: true, refusal: { ...wrong, message: `IngressClassParams ${params.name} is refused by the API server, so class ${found.name} has no parameters to work with: ${wrong.message}` } };
  const outside = outsideNamespaces(estate, ingress, params);
  if (typeof outside === 'string') return { class: found, params, assumption: outside };
  return outside === undefined ? { class: found, params } : { own: true, refusal: outside };
}

/** Why parameters are not for the namespace of an Ingress; undefined where they are, a sentence where that is assumed. Without a selector they are for all. */
export function outsideNamespaces(estate: Estate, ingress: Resource, params: Resource): Refusal | string | undefined {
  const selector = selectorOf(record(params.body['spec'])['namespaceSelector']);
  if (selector === undefined) return undefined;
  const name = ingress.namespace ?? 'default';
  const namespace = estate.find({ scope: ingress.scope, type: 'Namespace', name });
  const at: Place = [params, ['spec', 'namespaceSelector']];
  const asked = [...Object.keys(selector.matchLabels), ...selector.matchExpressions.map(({ key }) => key)];
  if (namespace === undefined && asked.some((key) => key !== nameLabel)) return `Namespace ${name}, which no file holds, has the labels that IngressClassParams ${params.name} select`;
  const labels = Object.fromEntries(Object.entries(record(record(namespace?.body['metadata'])['labels'])).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])));
  if (selects(selector, { [nameLabel]: name, ...labels })) return undefined;
  return { at, message: `IngressClassParams ${params.name} is not for namespace ${name}`, says: `invalid ingress class: namespaceSelector of IngressClassParams ${params.name} mismatch` };
}

/** Every namespace carries its own name (Kubernetes, "Well-known labels"). */
const nameLabel = 'kubernetes.io/metadata.name';

function controllerOf(found: Resource): string | undefined {
  return text(record(found.body['spec'])['controller']);
}
