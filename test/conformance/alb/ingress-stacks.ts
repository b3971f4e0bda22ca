import { buildGroup } from '../../../src/controllers/load-balancer-controller/ingress/build.ts';
import type { ControllerFacts } from '../../../src/controllers/load-balancer-controller/facts.ts';
import { printed } from '../../../src/controllers/load-balancer-controller/stack.ts';
import type { Case, Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import { estateFrom, factsFrom, groupFrom, groupsAsked, listedBy, says } from './ingress-estate.ts';

/** Everything that upstream's controller makes of a group of Ingresses, answered from its objects and its mocked AWS as facts. */
export function ingressStack({ input }: Case): Data {
  const { group, members, inactiveMembers, services, env } = part(input);
  const asked = groupFrom(group, members, inactiveMembers);
  const plan = buildGroup(estateFrom(parts(services)), factsOf(part(env), asked.id, listedBy(members, 'security-groups')), asked);
  const error = says(plan);
  if (error !== null || plan.stack === undefined) return { error };
  return { stack: printed(plan.stack) as Data };
}

/** The reference to nothing as which the cases show a certificate that exists: which one it is, they do not say. */
const untold = '#/resources///status/certificateARN';

/** In place of a certificate that the case does not tell stands the answer's, if it has one there; number and order are compared. */
export function withCertificates(expected: Data, answer: Data): Data {
  const { stack } = part(expected);
  if (stack === undefined) return expected;
  const type = 'AWS::ElasticLoadBalancingV2::Listener';
  const resources = part(part(stack)['resources']);
  const answered = part(part(part(part(answer)['stack'])['resources'])[type]);
  const listeners = Object.fromEntries(Object.entries(part(resources[type])).map(([id, listener]) => {
    const spec = part(part(listener)['spec']);
    const own = parts(part(part(answered[id])['spec'])['certificates']);
    const certificates = parts(spec['certificates']).map((each, index) => (part(each['certificateARN'])['$ref'] === untold && typeof own[index]?.['certificateARN'] === 'string' ? own[index] : each));
    return [id, { ...part(listener), spec: { ...spec, ...(spec['certificates'] === undefined ? {} : { certificates }) } }];
  }));
  return { ...part(expected), stack: { ...part(stack), resources: { ...resources, ...(resources[type] === undefined ? {} : { [type]: listeners }) } } };
}

function factsOf(env: { readonly [key: string]: Data }, stack: string, groups: readonly string[]): ControllerFacts {
  const clusterName = string(env['clusterName']);
  const gates = env['featureGates'];
  return factsFrom({
    gates: part(gates) as Readonly<Record<string, boolean>>,
    flags: {
      awsVpcId: string(env['vpcID']),
      defaultTags: part(env['defaultTags']) as Readonly<Record<string, string>>,
      defaultSslPolicy: string(env['defaultSSLPolicy']),
      defaultTargetType: string(env['defaultTargetType']),
      defaultLoadBalancerScheme: string(env['defaultLoadBalancerScheme']),
      enableBackendSecurityGroup: env['enableBackendSG'] === true,
      enableManageBackendSecurityGroupRules: env['enableManageBackendSGRules'] === true,
      disableRestrictedSgRules: env['disableRestrictedSGRules'] === true,
      enableIpTargetType: env['enableIPTargetType'] === true,
      tolerateNonExistentBackendService: env['tolerateNonExistentBackend'] === true,
      tolerateNonExistentBackendAction: env['tolerateNonExistentBackend'] === true,
      ...(string(env['backendSecurityGroup']) === '' ? {} : { backendSecurityGroup: string(env['backendSecurityGroup']) }),
    },
    aws: {
      subnets: parts(env['discoveredSubnets']).map((each) => subnet(each, string(env['vpcID']))),
      securityGroups: groupsAsked(groups, (Array.isArray(env['describedSecurityGroups']) ? (env['describedSecurityGroups'] as readonly Data[]) : []).flatMap(parts).map((each) => string(each['GroupId'])), string(env['vpcID'])),
      loadBalancers: parts(env['existingLoadBalancers']).slice(0, 1).map(({ loadBalancer }) => existing(part(loadBalancer), clusterName, stack)),
    },
  }, clusterName);
}

/** What the mocked look-up gives carries the tags by which it is found; each is in a zone of its own, with addresses of both kinds. */
function subnet(described: { readonly [key: string]: Data }, vpc: string): NonNullable<ControllerFacts['aws']['subnets']>[number] {
  const id = string(described['SubnetId']);
  return { id, vpc, zone: id, zoneId: id, locale: 'availability-zone', cidr: string(described['CidrBlock']), ipv6Cidrs: ['2600:1f13::/64'], tags: { 'kubernetes.io/role/elb': '1', 'kubernetes.io/role/internal-elb': '1' } };
}

/** The mocked look-up by the stack's tags gives the group's own load balancer first. */
function existing(described: { readonly [key: string]: Data }, cluster: string, stack: string): NonNullable<ControllerFacts['aws']['loadBalancers']>[number] {
  const subnets = parts(described['AvailabilityZones']).map((zone) => string(zone['SubnetId']));
  return { arn: string(described['LoadBalancerArn']), name: '', type: 'application', scheme: described['Scheme'] === 'internal' ? 'internal' : 'internet-facing', subnets, securityGroups: [], tags: { 'elbv2.k8s.aws/cluster': cluster, 'ingress.k8s.aws/stack': stack } };
}
