import { rulesOf } from '../../../src/controllers/load-balancer-controller/ingress/rules.ts';
import { leadsToItself, takesAllOf, withoutDeadRules } from '../../../src/controllers/load-balancer-controller/ingress/optimise.ts';
import { inPathOrder, pathPatterns } from '../../../src/controllers/load-balancer-controller/ingress/paths.ts';
import { writtenTransforms } from '../../../src/controllers/load-balancer-controller/ingress/transforms.ts';
import { annotationsOf } from '../../../src/controllers/load-balancer-controller/annotations.ts';
import type { Listening } from '../../../src/controllers/load-balancer-controller/ingress/group.ts';
import type { Refusal } from '../../../src/controllers/load-balancer-controller/place.ts';
import type { JsonObject } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import type { Area, Asked } from './areas.ts';
import { asserted } from './asserted.ts';
import { ruled } from './ingress-backends.ts';
import { specOf, tagSetting } from './ingress-estate.ts';
import { annotated, data, firstText, groupDrafting, memberOf, objectOf, underOwnPrefix } from './objects.ts';

/** Of the rule of an Ingress with a backend. */
const ruleTags = asserted({
  plan: ({ input }) => ruled({ group: { members: [part(input['fields'])['ing'] ?? {}] }, setting: tagSetting(input['fields']) }),
  pick: (plan) => part(specOf(plan, 'AWS::ElasticLoadBalancingV2::ListenerRule', ['tags'])),
});

/** Upstream's tests of the rules of a listener. */
export const ruleUnits: Area = {
  sortIngressPath: { answer: ({ input }) => ({ want: sorted(input) }) },
  classifyIngressPathsByType: {
    answer: ({ input }) => {
      const of = (type: string): Data => noneIsNull(sorted(input).filter((path) => part(path)['pathType'] === type));
      return { wantExactPaths: of('Exact'), wantPrefixPaths: of('Prefix'), wantImplementationSpecificPaths: of('ImplementationSpecific'), wantErr: null };
    },
  },
  buildPathPatterns: { answer: ({ input }) => patterns(part(input['args']), string(part(input['args'])['pathType']) || undefined) },
  buildPathPatternsForExactPathType: { answer: ({ input }) => patterns(part(input['args']), 'Exact') },
  buildPathPatternsForPrefixPathType: { answer: ({ input }) => patterns(part(input['args']), 'Prefix') },
  buildImplementationSpecificPathPatterns: {
    answer: ({ input, env }) => {
      const { ing, path } = part(input['args']);
      const regular = annotationsOf(objectOf(part(ing)['ing']), () => {}, `${string(env['annotationPrefix'])}/`).flag('use-regex-path-match') === true;
      const found = pathPatterns({ path: string(path), pathType: undefined }, regular);
      return 'message' in found ? { wantErr: found.says ?? null } : { wantValues: [...found.patterns], wantRegexValues: [...found.expressions], wantErr: null };
    },
  },
  buildTransforms: {
    answer: ({ input }) => {
      const refusals: Refusal[] = [];
      const member = memberOf(annotated({ 'alb.ingress.kubernetes.io/transforms.svc': JSON.stringify(part(part(input['args'])['backend'])['transforms'] ?? []) }));
      const found = writtenTransforms(member.annotations, 'transforms.svc', (refusal) => refusals.push(refusal));
      return { want: data(found), wantErr: firstText(refusals) };
    },
  },
  buildRuleConditions: { answer: ruleConditions },
  buildListenerRuleTags: ruleTags,
  buildListenerRuleTags_FeatureGate: ruleTags,
  Optimize: {
    answer: ({ input }) => {
      const { rules, ...listening } = part(input['args']);
      return { want: data(withoutDeadRules(listening as unknown as Listening, rulesIn(rules))), wantErr: null };
    },
  },
  isInfiniteRedirectRule: {
    answer: ({ input }) => {
      const { rule, ...listening } = part(input['args']);
      return { want: leadsToItself(listening as unknown as Listening, rulesIn([rule ?? null])[0]!) };
    },
  },
  isSupersetConditions: { answer: ({ input }) => ({ want: takesAllOf(conditionsIn(part(input['args'])['lhsConditions']), conditionsIn(part(input['args'])['rhsConditions'])) }) },
  IsSupersetConditions_DifferentRegexPaths: { answer: ({ input }) => ({ expected: takesAllOf(conditionsIn(input['lhsRules']), conditionsIn(input['rhsRules'])) }) },
};

function sorted(input: Asked['input']): readonly Data[] {
  const paths = parts(part(input['args'])['paths']).map((path) => ({ path: string(path['path']), pathType: path['pathType'] === undefined ? undefined : string(path['pathType']), written: path }));
  return inPathOrder(paths).map(({ written }) => written);
}

function patterns({ path }: { readonly [key: string]: Data }, pathType: string | undefined): Data {
  const found = pathPatterns({ path: string(path), pathType }, false);
  return 'message' in found ? { want: null, wantErr: found.says ?? null } : { want: [...found.patterns], wantErr: null };
}

/** One rule with one path and one backend, and what the annotation adds to it. */
function ruleConditions({ input, env }: Asked): Data {
  const { metadata } = part(underOwnPrefix(part(input['ing'])['ing'], string(env['annotationPrefix'])));
  const { annotations, ...named } = part(metadata);
  const added = part(input['backend'])['conditions'] ?? [];
  const path = { ...part(input['path']), backend: { service: { name: 'svc', port: { number: 80 } } } };
  const ingress = objectOf({
    kind: 'Ingress',
    metadata: { ...named, annotations: { ...part(annotations), 'alb.ingress.kubernetes.io/conditions.svc': JSON.stringify(added) } },
    spec: { rules: [{ ...part(input['rule']), http: { paths: [path] } }] },
  });
  const service = objectOf({ kind: 'Service', metadata: { namespace: ingress.namespace ?? '', name: 'svc' } });
  const member = memberOf(ingress);
  const drafting = groupDrafting([ingress, service], [member]);
  const rules = rulesOf(drafting, { port: 80, protocol: 'HTTP', members: [member], place: [ingress, []] }, undefined);
  const says = firstText(drafting.refusals)?.replace(`ingress: ${member.namespace}/${member.name}: `, '');
  return { want: data(rules[0]?.conditions), wantErr: says !== undefined, errorMsg: says ?? '' };
}

type Rule = { readonly conditions: readonly JsonObject[]; readonly actions: readonly JsonObject[] };

function rulesIn(rules: Data | undefined): readonly Rule[] {
  return parts(rules) as unknown as readonly Rule[];
}

function conditionsIn(conditions: Data | undefined): readonly JsonObject[] {
  return parts(conditions) as readonly JsonObject[];
}

function noneIsNull(members: readonly Data[]): Data {
  return members.length === 0 ? null : members;
}
