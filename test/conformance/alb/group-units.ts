import { classOf, classified, isOwnClass, outsideNamespaces, type ClassConfiguration } from '../../../src/controllers/load-balancer-controller/ingress/classes.ts';
import type { Listening } from '../../../src/controllers/load-balancer-controller/ingress/group.ts';
import { groupIdOf, groupNameFailure, groupsOf, inOrder, type GroupName } from '../../../src/controllers/load-balancer-controller/ingress/groups.ts';
import { sslRedirectOf } from '../../../src/controllers/load-balancer-controller/ingress/ssl-redirect.ts';
import { addressesOf } from '../../../src/controllers/load-balancer-controller/ingress/status.ts';
import type { ControllerFacts } from '../../../src/controllers/load-balancer-controller/facts.ts';
import type { Refusal } from '../../../src/controllers/load-balancer-controller/place.ts';
import type { Resource } from '../../../src/resource/resource.ts';
import type { Case, Data } from '../suite.ts';
import { factsWith, part, parts, string } from './answers.ts';
import type { Area } from './areas.ts';
import { data, estateWith, firstText, groupDrafting, inClusterWords, memberOf, objectOf } from './objects.ts';

/** Upstream's tests of classes. */
export const classUnits: Area = {
  Matches: { answer: ({ input }) => ({ want: isOwnClass(factsFor(part(input['fields'])), string(part(input['args'])['ingClassAnnotation'])) }) },
  Load: {
    answer: ({ input }) => {
      const found = classOf(estateWith(objectsOf(part(input['env']))), objectOf(part(input['args'])['ing']));
      return 'refusal' in found ? { want: {}, wantErr: firstText([found.refusal]) } : { want: configuration(found), wantErr: null };
    },
  },
  validateIngressClassParamsNamespaceRestriction: {
    answer: ({ input }) => {
      const { ing, ingClassParams } = part(input['args']);
      const refusal = outsideNamespaces(estateWith(objectsOf(part(input['env']))), objectOf(ing), objectOf(ingClassParams));
      return { wantErr: firstText(refusal === undefined || typeof refusal === 'string' ? [] : [refusal]) };
    },
  },
};

/** Upstream's tests of groups. */
export const groupUnits: Area = {
  Load: {
    answer: ({ input }) => {
      const refusals: Refusal[] = [];
      const { groupID } = part(input['args']);
      const id = part(groupID)['namespace'] === undefined ? string(part(groupID)['name']) : `${string(part(groupID)['namespace'])}/${string(part(groupID)['name'])}`;
      const groups = groupsOf(estateWith(objectsOf(part(input['env']))), factsWith('cluster'), { refuse: (_ingress, refusal) => refusals.push(refusal), remark: () => {}, assume: () => {} });
      const group = groups.find((each) => each.id === id);
      const members = group?.members.map((member) => ({ ing: writtenOf(member.resource), ingClassConfig: configuration(member) })) ?? null;
      const inactive = group?.inactive.map(writtenOf) ?? [];
      return { want: { id: groupID ?? null, members, inactiveMembers: inactive.length === 0 ? null : inactive }, wantErr: firstText([...refusals, ...(group?.refusals ?? [])]) };
    },
  },
  classifyIngress: {
    expected: inClusterWords,
    answer: ({ input }) => {
      const { ing } = part(input['args']);
      const found = classified(estateWith(objectsOf(part(input['env']))), factsFor(part(input['fields'])), objectOf(ing));
      if ('refusal' in found) return { wantClassifiedIng: { ing: ing ?? null, ingClassConfig: {} }, wantIngressClassMatches: false, wantErr: firstText([found.refusal]) };
      return { wantClassifiedIng: { ing: ing ?? null, ingClassConfig: configuration(found) }, wantIngressClassMatches: found.managed, wantErr: null };
    },
  },
  loadGroupID: {
    answer: ({ input }) => {
      const { ing, ingClassConfig } = part(part(input['args'])['classifiedIng']);
      const params = part(ingClassConfig)['ingClassParams'];
      const found = groupIdOf(memberOf(objectOf(ing), params === undefined ? undefined : objectOf(params)));
      return 'message' in found ? { want: {}, wantErr: firstText([found]) } : { want: identity(found), wantErr: null };
    },
  },
  sortGroupMembers: {
    answer: ({ input }) => {
      const refusals: Refusal[] = [];
      const ordered = inOrder(parts(input['members']).map(({ ing }) => memberOf(objectOf(ing))), (refusal) => refusals.push(refusal));
      return { want: refusals.length > 0 ? null : ordered.map(({ resource }) => ({ ing: resource.body as Data })), wantErr: firstText(refusals) };
    },
  },
  validateGroupName: { answer: ({ input }) => ({ wantErr: groupNameFailure(string(input['groupName'])) ?? null }) },
  GroupID_IsExplicit: { answer: ({ input }) => ({ want: groupNamed(part(input['groupID'])).ingress === undefined }) },
  NewGroupIDForExplicitGroup: { answer: ({ input }) => ({ want: { namespace: '', ...identity(groupNamed({ name: input['groupName'] ?? '' })) } }) },
  NewGroupIDForImplicitGroup: { answer: ({ input }) => ({ want: identity(groupNamed(part(input['ingKey']))) }) },
};

/** Upstream's test of where HTTP is sent to. */
export const redirectUnits: Area = {
  buildSSLRedirectConfig: {
    answer: ({ input }) => {
      const members = parts(part(part(input['fields'])['ingGroup'])['members']).map(({ ing, ingClassConfig }) => {
        const params = part(ingClassConfig)['ingClassParams'];
        return memberOf(objectOf(ing), params === undefined ? undefined : objectOf(params));
      });
      const drafting = groupDrafting([], members);
      const listenings = Object.entries(part(part(input['args'])['listenPortConfigByPort'])).map(([port, config]): Listening => ({ port: Number(port), protocol: part(config)['protocol'] as Listening['protocol'], members, place: [members[0]!.resource, []] }));
      const found = sslRedirectOf(drafting, listenings);
      return { want: found === undefined ? null : { sslPort: found.port, statusCode: found.statusCode }, wantErr: firstText(drafting.refusals) };
    },
  },
};

/** Upstream's test of the addresses that an Ingress shows. */
export const statusUnits: Area = {
  FindIngressTwoDNSName: {
    answer: ({ input }) => {
      const { application, network } = addressesOf(objectOf(input['ingress']));
      return { wantALB: application ?? '', wantNLB: network ?? '' };
    },
  },
};

/** The flag says both which class annotation is taken and, where it is empty, that Ingresses without a class are. */
function factsFor({ ingressClass, manageIngressesWithoutIngressClass }: Case): ControllerFacts {
  const facts = factsWith('cluster');
  const named = string(ingressClass);
  return { ...facts, flags: { ...facts.flags, ingressClass: named === '' && manageIngressesWithoutIngressClass === false ? 'alb' : named } };
}

/** The objects of a cluster. A mark stands for a time of deletion, which the case's own objects have no place for. */
function objectsOf({ ingClassList, ingClassParamsList, ingList, nsList }: Case): readonly Resource[] {
  const ingresses = parts(ingList).map((ingress) => {
    const metadata = part(ingress['metadata']);
    return objectOf(part(metadata['annotations'])['unit-test/delete'] === 'true' ? { ...ingress, metadata: { ...metadata, deletionTimestamp: '2020-01-01T00:00:00Z' } } : ingress);
  });
  return [...[ingClassList, ingClassParamsList, nsList].flatMap((objects) => parts(objects).map((object) => objectOf(object))), ...ingresses];
}

/** An Ingress as the case wrote it. */
function writtenOf({ body }: Resource): Data {
  const { deletionTimestamp: _deleted, ...metadata } = part(body['metadata'] as Data);
  return { ...(body as Case), metadata };
}

function configuration({ class: own, params }: ClassConfiguration): Data {
  return data({ ...(own === undefined ? {} : { ingClass: own.body }), ...(params === undefined ? {} : { ingClassParams: params.body }) });
}

/** The group of an Ingress that asks for one by name, or that is of this namespace and name itself. */
function groupNamed({ namespace, name }: Case): GroupName {
  const explicit = string(namespace) === '';
  const metadata = explicit ? { namespace: 'ns', name: 'ing', annotations: { 'alb.ingress.kubernetes.io/group.name': string(name) } } : { namespace: string(namespace), name: string(name) };
  const found = groupIdOf(memberOf(objectOf({ kind: 'Ingress', metadata })));
  if ('message' in found) throw new Error(found.message);
  return found;
}

function identity({ id, ingress }: GroupName): Case {
  return ingress === undefined ? { name: id } : { namespace: ingress.namespace, name: ingress.name };
}
