import { numbersOf, opened, permissionsFor, permissionsOf, type Permission } from '../../../src/controllers/load-balancer-controller/network/permissions.ts';
import { securityGroupsByNameOrId } from '../../../src/controllers/load-balancer-controller/network/security-groups.ts';
import { targetSecurityGroup } from '../../../src/controllers/load-balancer-controller/network/target-security-group.ts';
import type { ControllerFacts, SecurityGroup, Tags } from '../../../src/controllers/load-balancer-controller/facts.ts';
import { podsOf, type Pod } from '../../../src/dialects/kubernetes/pods.ts';
import { ruleDescription } from '../../../src/facts/load-balancer-network.ts';
import type { Json } from '../../../src/resource/resource.ts';
import { estateFrom } from '../estate.ts';
import type { Data } from '../suite.ts';
import { factsWith, part, parts, string, strings, tagsOf } from './answers.ts';
import type { Area, Asked } from './areas.ts';

/** Upstream's tests of how the groups of load balancers are found. */
export const securityGroups: Area = {
  ResolveViaNameOrID: {
    answer: ({ input, env }) => {
      const { nameOrIDs, describeSGCalls } = part(input['args']);
      const known = parts(describeSGCalls).flatMap((call) => parts(call['resp']).map((each): SecurityGroup => ({ id: string(each['GroupId']), name: '', vpc: string(env['vpcID']), tags: tagsOf(each['Tags']) })));
      const facts = factsWith('');
      const found = securityGroupsByNameOrId({ ...facts, flags: { ...facts.flags, awsVpcId: string(env['vpcID']) }, aws: { securityGroups: known } }, strings(nameOrIDs));
      if ('found' in found) return { want: found.found.length === 0 ? null : found.found, wantErr: null };
      return { want: null, wantErr: 'refused' in found ? found.refused.says : found.unknown };
    },
  },
};

/** Upstream's tests of the rules that the controller writes into the groups of targets. */
export const backendRules: Area = {
  computeIngressPermissionsForTGBNetworking: {
    answer: ({ input }) => {
      const { permissions, unusable } = permissionsOf(part(input['args'])['tgbNetworking'] as Json, []);
      return { want: permissions.map(labelled), wantErr: unusable[0]?.says ?? null };
    },
  },
  computePermissionsForPeerPort: {
    answer: async ({ input }) => {
      const { peer, port, pods } = part(input['args']);
      const made = permissionsFor(peer as Json, port as Json, await podsFrom(pods));
      return 'message' in made ? { want: null, wantErr: made.says } : { want: made.map(labelled), wantErr: null };
    },
  },
  computeNumericalPorts: {
    answer: async ({ input }) => {
      const { port, pods } = part(input['args']);
      const numbers = numbersOf(port as Json, await podsFrom(pods));
      return 'message' in numbers ? { want: null, wantErr: numbers.says } : { want: numbers, wantErr: null };
    },
  },
  computeRestrictedIngressPermissionsPerSG: {
    answer: ({ input }) => {
      const groups = new Map<string, Permission[]>();
      for (const byGroup of Object.values(part(part(input['fields'])['ingressPermissionsPerSGByTGB']))) {
        for (const [group, permissions] of Object.entries(part(byGroup))) groups.set(group, [...(groups.get(group) ?? []), ...parts(permissions).map(permissionOf)]);
      }
      return { want: Object.fromEntries([...groups].map(([group, permissions]) => [group, opened(permissions, false).map(shown)])) };
    },
    // Labels are those that went in: none.
    expected: (expected) => ({ want: Object.fromEntries(Object.entries(part(part(expected)['want'])).map(([group, permissions]) => [group, parts(permissions).map((each) => ({ permission: each['permission'] ?? null }))])) }),
  },
  resolveEndpointSGForENI: {
    answer: (asked) => {
      const { networkInterfaceID, securityGroups } = part(part(asked.input['args'])['eniInfo']);
      const found = targetSecurityGroup(taggedGroups(asked), { id: string(networkInterfaceID), securityGroups: strings(securityGroups) });
      if ('found' in found) return { want: found.found[0] ?? '', wantErr: '' };
      return { want: '', wantErr: 'refused' in found ? found.refused.says : found.unknown };
    },
  },
};

function taggedGroups({ input, env }: Asked): ControllerFacts {
  const { serviceTargetENISGTags, fetchSGInfosByRequestCalls } = part(input['fields']);
  const facts = factsWith(string(env['clusterName']));
  const known = parts(fetchSGInfosByRequestCalls).flatMap((call) => Object.values(part(call['resp'])).map((each): SecurityGroup => ({ id: string(part(each)['securityGroupID']), name: '', vpc: '', tags: part(part(each)['tags']) as Tags })));
  return { ...facts, flags: { ...facts.flags, serviceTargetEniSecurityGroupTags: part(serviceTargetENISGTags) as Tags }, aws: { securityGroups: known } };
}

async function podsFrom(data: Data | undefined): Promise<readonly Pod[]> {
  return podsOf(await estateFrom(parts(data).map(({ key, containerPorts }) => ({ apiVersion: 'v1', kind: 'Pod', metadata: part(key), spec: { containers: [{ name: 'only', image: 'only', ports: containerPorts ?? [] }] } }))));
}

function permissionOf(each: { readonly [key: string]: Data }): Permission {
  const { IpProtocol, FromPort, ToPort, UserIdGroupPairs, IpRanges, Ipv6Ranges } = part(each['permission']);
  const group = parts(UserIdGroupPairs)[0]?.['GroupId'];
  const block = parts(IpRanges)[0]?.['CidrIp'] ?? parts(Ipv6Ranges)[0]?.['CidrIpv6'];
  return { protocol: string(IpProtocol), from: Number(FromPort ?? 0), to: Number(ToPort ?? 0), source: group === undefined ? { block: string(block) } : { group: string(group) } };
}

function shown({ protocol, from, to, source }: Permission): Data {
  return { permission: { IpProtocol: protocol, FromPort: from, ToPort: to, ...peerOf(source, {}) } };
}

/** A rule of a binding says so in its description, which upstream keeps as a label too. */
function labelled({ protocol, from, to, source }: Permission): Data {
  const [key = '', value = ''] = ruleDescription.split('=');
  return { permission: { IpProtocol: protocol, FromPort: from, ToPort: to, ...peerOf(source, { Description: ruleDescription }) }, labels: { [key]: value } };
}

function peerOf(source: Permission['source'], more: { readonly Description?: string }): { readonly [key: string]: Data } {
  if ('group' in source) return { UserIdGroupPairs: [{ ...more, GroupId: source.group }] };
  return source.block.includes(':') ? { Ipv6Ranges: [{ ...more, CidrIpv6: source.block }] } : { IpRanges: [{ ...more, CidrIp: source.block }] };
}
