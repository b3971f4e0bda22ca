import { classParamsRefusals } from '../../../src/controllers/load-balancer-controller/admission/class-params.ts';
import { checks, type Write } from '../../../src/controllers/load-balancer-controller/admission/ingress.ts';
import { annotationsOf, type Annotations } from '../../../src/controllers/load-balancer-controller/annotations.ts';
import { decoded } from '../../../src/controllers/load-balancer-controller/decoded.ts';
import type { Flags } from '../../../src/controllers/load-balancer-controller/facts.ts';
import type { Refusal } from '../../../src/controllers/load-balancer-controller/place.ts';
import type { Json } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { factsWith, part, parts, string, strings } from './answers.ts';
import type { Area, Asked, Unit } from './areas.ts';
import { estateWith, firstText, inClusterWords, objectOf } from './objects.ts';

/** Upstream's tests of the webhook for Ingresses. */
export const ingressAdmission: Area = {
  ingressValidator_checkIngressClass: {
    expected: inClusterWords,
    answer: ({ input }) => {
      const facts = factsWith('cluster');
      const classes = parts(input['ingClassList']).map((object) => objectOf(object));
      const own = checks.isOwn({ estate: estateWith(classes), facts: { ...facts, flags: { ...facts.flags, ingressClass: string(input['configuredIngressClass']) } }, ingress: objectOf(input['ing']) });
      return { expected: own === false, expectedErr: typeof own === 'boolean' ? '' : (firstText([own]) ?? '') };
    },
  },
  ingressValidator_checkIngressClassAnnotationUsage: { answer: (question) => ({ wantErr: firstText(checks.classAnnotation(writeOf(question))) }) },
  ingressValidator_checkGroupNameAnnotationUsage: { answer: (question) => ({ wantErr: firstText(checks.groupName(writeOf(question))) }) },
  ingressValidator_checkIngressClassUsage: { answer: (question) => ({ wantErr: firstText(checks.className(writeOf(question))) }) },
  ingressValidator_checkIngressAnnotationConditions: { answer: (question) => ({ wantErr: firstText(checks.conditions(writeOf(question))) }) },
};

/** Upstream's tests of the webhook for IngressClassParams. */
export const classParamsAdmission: Area = {
  ingressClassParamsValidator_ValidateCreate: {
    answer: ({ input }) => {
      return { wantErr: firstText(classParamsRefusals(objectOf(input['obj']))) };
    },
    // How often a metric is counted is none of ours.
    expected: (expected) => ({ wantErr: part(expected)['wantErr'] ?? null }),
  },
};

/** Upstream's tests of how annotations are read. */
export const annotationUnits: Area = {
  annotationParser_ParseStringAnnotation: read((annotations, name) => annotations.text(name), ''),
  serviceAnnotationParser_ParseInt64Annotation: read((annotations, name) => annotations.number(name), 0),
  serviceAnnotationParser_ParseBoolAnnotation: read((annotations, name) => annotations.flag(name), false),
  serviceAnnotationParser_ParseStringSliceAnnotation: read((annotations, name) => {
    const members = annotations.list(name);
    return members?.length === 0 ? null : members;
  }, null),
  serviceAnnotationParser_ParseStringMapAnnotation: read((annotations, name) => annotations.map(name), null),
  serviceAnnotationParser_ParseJSONAnnotation: read((annotations, name) => {
    const value = annotations.json(name);
    const found = value === undefined ? undefined : decoded(value, { fields: { name: 'string', value: 'string', weight: 'integer' } });
    return found === undefined || 'wrong' in found ? undefined : found.value;
  }, null),
};

function writeOf({ input }: Asked): Write {
  const facts = factsWith('cluster');
  const { ing, oldIng } = part(input['args']);
  const { disableIngressClassAnnotation, disableIngressGroupAnnotation } = part(input['fields']);
  const flags: Flags = { ...facts.flags, disableIngressClassAnnotation: disableIngressClassAnnotation === true, disableIngressGroupNameAnnotation: disableIngressGroupAnnotation === true };
  const { ingClassList, ingClassParamsList, nsList } = part(input['env']);
  const objects = [ingClassList, ingClassParamsList, nsList].flatMap((each) => parts(each).map((object) => objectOf(object)));
  return { estate: estateWith(objects), facts: { ...facts, flags }, ingress: objectOf(ing), ...(oldIng === undefined ? {} : { previous: objectOf(oldIng) }) };
}

/** One annotation of an object, looked for as the case says; `absent`: what Go has where nothing stands. */
function read(get: (annotations: Annotations, name: string) => Json | undefined, absent: Data): Unit {
  return {
    expected: (expected) => {
      const { wantExist, wantValue, wantError } = part(expected);
      return wantError === true ? { wantError } : { wantExist: wantExist ?? false, wantValue: wantValue ?? null };
    },
    answer: ({ input }) => {
      const refusals: Refusal[] = [];
      const options = parts(input['opts']);
      const exact = options.some(({ option }) => option === 'WithExact');
      const others = exact ? [] : options.flatMap(({ args }) => strings(args)).map((each) => `${each}/`);
      const object = objectOf({ kind: 'Ingress', metadata: { name: 'ing', annotations: part(input['annotations']) } });
      const annotations = annotationsOf(object, (refusal) => refusals.push(refusal), exact ? '' : `${string(input['prefix'])}/`, others);
      const name = string(input['suffix']);
      const value = get(annotations, name);
      return refusals.length > 0 ? { wantError: true } : { wantExist: annotations.text(name) !== undefined, wantValue: value === undefined ? absent : (value as Data) };
    },
  };
}
