import { keptForOthers, resourceIdTag, stackLabels, stackTags } from '../../../src/controllers/load-balancer-controller/tags.ts';
import type { Tags } from '../../../src/controllers/load-balancer-controller/facts.ts';
import type { PieceType } from '../../../src/controllers/load-balancer-controller/stack.ts';
import type { Data } from '../suite.ts';
import { part, parts, string, strings } from './answers.ts';
import type { Area, Asked } from './areas.ts';
import { asserted } from './asserted.ts';
import { balancer, factsFrom, listener, planned, securityGroup, specOf, tagSetting, targetGroup } from './ingress-estate.ts';
import { ruled } from './ingress-backends.ts';

/** Tags of one piece of a group; none is the empty map. */
export function tagsOf(type: PieceType): Area[string] {
  return asserted({ plan: ({ input }) => planned(part(input['fields'])['ingGroup'], tagSetting(input['fields'])), pick: (plan) => part(specOf(plan, type, ['tags'])) });
}

function listed({ input }: Asked): Data {
  const { ingList, ing, ingClassConfig } = part(input['args']);
  return { members: parts(ingList).length > 0 ? ingList ?? [] : [ing ?? { ing: {}, ingClassConfig: ingClassConfig ?? {} }] };
}

const ofBalancer = asserted({ plan: (asked) => planned(listed(asked), tagSetting(asked.input['fields'])), pick: (plan) => part(specOf(plan, balancer, ['tags'])) });

const kept = (tags: Data | undefined, managed: Data | undefined): string | undefined => keptForOthers(part(tags) as Tags, factsFrom({ flags: { externalManagedTags: strings(managed) } }));

const pieces: Readonly<Record<string, readonly [PieceType, string?]>> = {
  loadBalancer: [balancer],
  securityGroup: [securityGroup],
  managedSecurityGroup: [securityGroup],
  listener: [listener],
  listenerRule: ['AWS::ElasticLoadBalancingV2::ListenerRule'],
  targetGroup: [targetGroup],
};

/** Which tags win, by the kind of thing they are put on. */
export const tagPriority: Area[string] = asserted({
  plan: ({ input }) => ruled({ group: part(input['fields'])['ingGroup'], setting: tagSetting(input['fields']) }),
  pick: (plan, { input }) => part(specOf(plan, pieces[string(part(input['args'])['resourceType'])]![0], ['tags'])),
});

export const ingressTags: Readonly<Record<string, Area>> = {
  'ingress.tags': {
    buildIngressGroupResourceTags: ofBalancer,
    buildIngressResourceTags: ofBalancer,
    buildIngressClassResourceTags: ofBalancer,
    buildIngressBackendResourceTags: asserted({
      plan: ({ input }) => ruled({ group: { members: [part(input['args'])['ing'] ?? {}] }, service: part(input['args'])['backend'], setting: tagSetting(input['fields']) }),
      pick: (plan) => part(specOf(plan, targetGroup, ['tags'])),
    }),
    validateTagCollisionWithExternalManagedTags: { answer: ({ input }) => ({ wantErr: kept(part(input['args'])['tags'], part(input['fields'])['externalManagedTags']) ?? null }) },
  },
  tags: {
    TagHelperImpl_validateTagCollisionWithExternalManagedTags: {
      answer: ({ input }) => {
        const error = kept(input['inputTags'], input['externalManagedTags']);
        return { expectedError: error !== undefined, expectedErrorMsg: error ?? '' };
      },
    },
    ResourceIDTagKey: { answer: ({ input }) => ({ want: resourceIdTag(string(part(input['provider'])['tagPrefix'])) }) },
    StackTags: {
      answer: ({ input }) => {
        const { namespace, name } = part(part(part(input['args'])['stack'])['stackID']);
        const { tagPrefix, clusterName } = part(input['provider']);
        return { want: stackTags(string(tagPrefix), string(clusterName), string(namespace) === '' ? string(name) : `${string(namespace)}/${string(name)}`) };
      },
    },
    StackLabels: {
      answer: ({ input }) => {
        const { namespace, name } = part(part(part(input['args'])['stack'])['stackID']);
        return { want: stackLabels(string(part(input['provider'])['tagPrefix']), { name: string(name), ...(string(namespace) === '' ? {} : { namespace: string(namespace) }) }) };
      },
    },
  },
};
