import type { AwsFacts } from '../../../src/controllers/load-balancer-controller/facts.ts';
import { tokenOf, type PieceType } from '../../../src/controllers/load-balancer-controller/stack.ts';
import type { Path } from '../../../src/resource/resource.ts';
import type { Data } from '../suite.ts';
import { part, parts, string, strings } from './answers.ts';
import type { Area, Asked, Unit } from './areas.ts';
import { asserted } from './asserted.ts';
import { ingressBackends } from './ingress-backends.ts';
import { balancer, listener, planned, securityGroup, specOf, type Setting } from './ingress-estate.ts';
import { ingressFrontend } from './ingress-frontend.ts';
import { ingressListeners } from './ingress-listeners.ts';
import { ingressTags, tagPriority, tagsOf } from './ingress-tags.ts';
import { mockedSubnets } from './mocked-subnets.ts';

/** The group of a test, or the Ingresses that its function is given. */
function groupOf({ input }: Asked): Data {
  const fields = part(input['fields']);
  const { ingList, ing, ingClassConfig } = part(input['args']);
  return fields['ingGroup'] ?? input['ingGroup'] ?? { members: parts(ingList).length > 0 ? ingList ?? [] : [ing ?? { ing: {}, ingClassConfig: ingClassConfig ?? {} }] };
}

/** A part of the load balancer of the group. */
function ofBalancer(path: Path, { set = () => ({}), see = (found) => found, want = 'want' }: { set?(asked: Asked): Setting; see?(found: Data): Data; readonly want?: string } = {}): Unit {
  return asserted({ plan: (asked) => planned(groupOf(asked), set(asked), string(asked.env['clusterName'])), pick: (plan) => see(specOf(plan, balancer, path)), want });
}

const pairs = (found: Data): Data => Object.fromEntries(parts(found).map(({ key, value }) => [string(key), value ?? '']));
const gates = ({ input }: Asked): Setting => ({ gates: part(input['featureGates']) as Readonly<Record<string, boolean>> });
const units = (found: Data): Data => (part(found)['capacityUnits'] === undefined ? null : { CapacityUnits: String(part(found)['capacityUnits'] as number) });

/** An add-on of the load balancer, whose ARN is the one that the test hands in. */
function addOn(type: PieceType): Unit {
  return asserted({
    aside: ['wantCache'],
    plan: (asked) => planned(groupOf(asked), { aws: webAcls(asked) }),
    pick: (plan, { input }) => {
      const spec = specOf(plan, type, []);
      const { resourceARN = null } = part(spec);
      const own = JSON.stringify(resourceARN) === JSON.stringify(tokenOf(balancer, 'LoadBalancer', 'loadBalancerARN'));
      return spec === null ? null : { spec: { ...part(spec), resourceARN: own ? (part(input['args'])['lbARN'] ?? null) : resourceARN } };
    },
  });
}

function webAcls({ input }: Asked): AwsFacts {
  const { cache, getWebACLCalls } = part(input['args']);
  if (cache === undefined && getWebACLCalls === undefined) return {};
  const listed = parts(getWebACLCalls).flatMap(({ resp }) => parts(part(resp)['WebACLs'])).map(({ Name, ARN }) => ({ name: string(Name), arn: string(ARN) }));
  return { webAcls: [...Object.entries(part(cache)).map(([name, arn]) => ({ name, arn: string(arn) })), ...listed] };
}

const own: Readonly<Record<string, Area>> = {
  'ingress.loadbalancer': {
    buildIPv4IPAMPoolID: ofBalancer(['ipv4IPAMPool'], { want: 'expectedPoolId' }),
    buildIngressClassLoadBalancerAttributes: ofBalancer(['loadBalancerAttributes'], { see: (found) => (found === null ? null : pairs(found)) }),
    buildIngressGroupLoadBalancerAttributes: ofBalancer(['loadBalancerAttributes'], { see: pairs }),
    buildIngressClassLoadBalancerMinimumCapacity: ofBalancer(['minimumLoadBalancerCapacity'], { see: units }),
    buildIngressGroupLoadBalancerMinimumCapacity: ofBalancer(['minimumLoadBalancerCapacity'], { see: (found) => units(found) ?? {} }),
    buildIngressLoadBalancerMinimumCapacity: ofBalancer(['minimumLoadBalancerCapacity'], { see: units }),
    buildLoadBalancerMinimumCapacity: ofBalancer(['minimumLoadBalancerCapacity'], { set: gates }),
    buildLoadBalancerCOIPv4Pool: ofBalancer(['customerOwnedIPv4Pool']),
    buildLoadBalancerIPAddressType: ofBalancer(['ipAddressType']),
    buildLoadBalancerName: ofBalancer(['name'], { set: ({ input }) => ({ flags: { defaultLoadBalancerScheme: string(part(input['fields'])['scheme']) } }) }),
    buildLoadBalancerSubnets: ofBalancer(['subnetMapping'], {
      set: ({ input }) => ({ flags: { awsVpcId: 'vpc-1', defaultLoadBalancerScheme: string(part(input['fields'])['scheme']) }, aws: { subnets: mockedSubnets() } }),
      see: (found) => parts(found).map(({ subnetID }) => subnetID ?? null),
    }),
    buildLoadBalancerTags: tagsOf(balancer),
    buildLoadBalancerTags_FeatureGate: tagsOf(balancer),
  },
  'ingress.addons': {
    buildShieldProtection: addOn('AWS::Shield::Protection'),
    buildWAFRegionalWebACLAssociation: addOn('AWS::WAFRegional::WebACLAssociation'),
    buildWAFv2WebACLAssociation: addOn('AWS::WAFv2::WebACLAssociation'),
    buildWAFv2WebACLAssociationFromWAFv2Name: addOn('AWS::WAFv2::WebACLAssociation'),
  },
  'ingress.securitygroup': { buildManagedSecurityGroupTags: tagsOf(securityGroup), buildManagedSecurityGroupTags_FeatureGate: tagsOf(securityGroup) },
  'ingress.stack': {
    buildResourceTagsPriority: tagPriority,
    // Node rules are managed if the load balancer carries the shared group beside those that the annotation names.
    buildManageSecurityGroupRulesFlag: asserted({
      plan: ({ input }) => {
        const { ingGroup, enableManageBackendSGRules } = part(input['fields']);
        return planned({ ...part(ingGroup), members: parts(part(ingGroup)['members']).map(guarded) }, { flags: { backendSecurityGroup: 'sg-shared', enableManageBackendSecurityGroupRules: enableManageBackendSGRules === true } });
      },
      pick: (plan) => strings(specOf(plan, balancer, ['securityGroups'])).includes('sg-shared'),
    }),
    mergeListenPortConfigs_CertDedup: asserted({
      plan: ({ input }) => planned({ members: parts(input['configs']).map(secured) }),
      pick: (plan) => parts(specOf(plan, listener, ['certificates'])).length,
      want: 'expectedCertCount',
    }),
  },
};

function guarded(member: Data): Data {
  const ing = part(part(member)['ing']);
  const metadata = part(ing['metadata']);
  return { ...part(member), ing: { ...ing, metadata: { ...metadata, annotations: { 'alb.ingress.kubernetes.io/security-groups': 'sg-own', ...part(metadata['annotations']) } } } };
}

function secured({ ingKey, listenPortConfig }: { readonly [key: string]: Data }): Data {
  const arns = strings(part(listenPortConfig)['tlsCerts']).join(',');
  return { ing: { metadata: { ...part(ingKey), annotations: { 'alb.ingress.kubernetes.io/certificate-arn': arns } } } };
}

/** Areas of upstream's unit tests: listeners, load balancers, target groups, tags and add-ons of Ingress groups. */
export const ingressBalancer: Readonly<Record<string, Area>> = { ...own, ...ingressBackends, ...ingressFrontend, ...ingressListeners, ...ingressTags };
