import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import { membersIn } from '../../../dialects/kubernetes/go-values.ts';
import { annotationPrefix, ingressController, oldClassAnnotation, resourceTagLimits } from '../../../facts/load-balancer-controller.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { annotationsOf } from '../annotations.ts';
import type { ControllerFacts } from '../facts.ts';
import { classAnnotationOf, classOf, isOwnClass } from '../ingress/classes.ts';
import { writtenConditions } from '../ingress/conditions.ts';
import type { Place, Refusal } from '../place.ts';

/** An Ingress that is written, and what stood in the cluster before; absent: it is new. */
export interface Write {
  readonly estate: Estate;
  readonly facts: ControllerFacts;
  readonly ingress: Resource;
  readonly previous?: Resource;
  /** Its class stands in no file and is taken to be the controller's. */
  readonly assumed?: boolean;
}

/** Why the API server does not take an Ingress: what the controller's webhook answers (webhooks/networking/ingress_validator.go). */
export function admissionRefusals(write: Write): readonly Refusal[] {
  const own = checks.isOwn(write);
  if (own !== true) return own === false ? [] : [own];
  return [...checks.classAnnotation(write), ...checks.groupName(write), ...checks.className(write), ...checks.conditions(write), ...checks.frontendTags(write)];
}

/** What the webhook asks, one question each. */
export const checks = {
  /** Whether it looks any further; a refusal where the class cannot be told. */
  isOwn: ({ estate, facts, ingress, assumed }: Write): boolean | Refusal => {
    if (assumed === true) return true;
    const old = classAnnotationOf(ingress);
    if (old !== undefined) return isOwnClass(facts, old);
    const found = classOf(estate, ingress, 'without');
    if ('refusal' in found) return found.refusal;
    return found.class === undefined ? facts.flags.ingressClass === '' : text(record(found.class.body['spec'])['controller']) === ingressController;
  },

  /** With --disable-ingress-class-annotation no Ingress starts to use the annotation. */
  classAnnotation: ({ facts, ingress, previous }: Write): readonly Refusal[] => {
    const uses = (each: Resource | undefined): boolean => {
      const value = each === undefined ? undefined : classAnnotationOf(each);
      return value !== undefined && isOwnClass(facts, value);
    };
    if (!facts.flags.disableIngressClassAnnotation || !uses(ingress) || uses(previous)) return [];
    return [{ at: keyed(ingress, oldClassAnnotation), message: `the annotation ${oldClassAnnotation} is switched off for new Ingresses (--disable-ingress-class-annotation): spec.ingressClassName says the class`, says: `new usage of \`${oldClassAnnotation}\` annotation is forbidden` }];
  },

  /** With --disable-ingress-group-name-annotation no Ingress joins another group by itself. */
  groupName: ({ facts, ingress, previous }: Write): readonly Refusal[] => {
    const key = `${annotationPrefix}group.name`;
    const name = (each: Resource | undefined): string | undefined => (each === undefined ? undefined : annotationsOf(each, () => {}).text('group.name'));
    if (!facts.flags.disableIngressGroupNameAnnotation || name(ingress) === undefined || name(ingress) === name(previous)) return [];
    return [{ at: keyed(ingress, key), message: `the annotation ${key} is switched off (--disable-ingress-group-name-annotation): IngressClassParams say the group`, says: `new usage of \`${key}\` annotation is forbidden` }];
  },

  /** A class that is written anew has to exist. */
  className: ({ estate, ingress, previous, assumed }: Write): readonly Refusal[] => {
    const name = (each: Resource | undefined): string | undefined => text(record(each?.body['spec'])['ingressClassName']);
    if (assumed === true || name(ingress) === undefined || name(ingress) === name(previous)) return [];
    const found = classOf(estate, ingress, 'without');
    return 'refusal' in found ? [found.refusal] : [];
  },

  /** `conditions.NAME` of every Service that a rule names. */
  conditions: ({ ingress }: Write): readonly Refusal[] => {
    const refusals: Refusal[] = [];
    const annotations = annotationsOf(ingress, () => {});
    const names = list(record(ingress.body['spec'])['rules']).flatMap((rule) => list(record(record(rule)['http'])['paths'])).map((path) => text(record(record(record(path)['backend'])['service'])['name']));
    for (const name of new Set(names)) {
      if (name === undefined) continue;
      const wrapped = (says: string): string => (says.startsWith('failed to parse') ? says : `ignoring Ingress ${ingress.namespace ?? 'default'}/${ingress.name} since invalid ${annotationPrefix}conditions.${name} annotation: ${says}`);
      writtenConditions(annotations, `conditions.${name}`, (refusal) => refusals.push({ ...refusal, ...(refusal.says === undefined ? {} : { says: wrapped(refusal.says) }) }));
    }
    return refusals;
  },

  /** `frontend-nlb-tags`, which AWS would refuse much later. */
  frontendTags: ({ ingress }: Write): readonly Refusal[] => {
    const written = annotationsOf(ingress, () => {}).text('frontend-nlb-tags');
    const failure = written === undefined ? undefined : tagsFailure(written);
    return failure === undefined ? [] : [{ at: keyed(ingress, `${annotationPrefix}frontend-nlb-tags`), ...failure }];
  },
} as const;

function tagsFailure(written: string): Pick<Refusal, 'message' | 'says'> | undefined {
  const tags = new Map<string, string>();
  for (const pair of membersIn(written)) {
    const [, key = '', value = ''] = /^([^=]*)=(.*)$/s.exec(pair)?.map((each) => each.trim()) ?? [];
    if (!pair.includes('=')) return { message: `"${pair}" is no tag: key=value`, says: `invalid frontend NLB tags format: tag '${pair}' must be in 'key=value' format` };
    if (key === '') return { message: `"${pair}" is a tag without a key`, says: 'invalid frontend NLB tags format: tag key cannot be empty' };
    if (value === '') return { message: `"${pair}" is a tag without a value`, says: 'invalid frontend NLB tags format: tag value cannot be empty' };
    if (tags.has(key)) return { message: `the tag ${key} stands twice`, says: `invalid frontend NLB tags: duplicate tag key '${key}'` };
    tags.set(key, value);
  }
  const { count, key: longestKey, value: longestValue } = resourceTagLimits;
  if (tags.size > count) return { message: `${tags.size} tags stand here; a resource has ${count} at most`, says: `invalid frontend NLB tags: number of tags (${tags.size}) exceeds maximum allowed (${count})` };
  for (const [key, value] of tags) {
    if (key.length > longestKey) return { message: `the key of tag ${key.slice(0, 20)}... has ${key.length} characters; ${longestKey} at most are taken`, says: `invalid frontend NLB tags: tag key exceeds maximum length of ${longestKey} characters` };
    if (value.length > longestValue) return { message: `the value of tag ${key} has ${value.length} characters; ${longestValue} at most are taken`, says: `invalid frontend NLB tags: tag value exceeds maximum length of ${longestValue} characters` };
    if (key.toLowerCase().startsWith('aws:')) return { message: `the tag ${key} is AWS' own`, says: `invalid frontend NLB tags: tag key '${key}' is reserved (aws:* pattern)` };
  }
  return undefined;
}

function keyed(ingress: Resource, key: string): Place {
  return [ingress, ['metadata', 'annotations', key]];
}
