import { buildService } from '../../../src/controllers/load-balancer-controller/service/build.ts';
import type { ControllerFacts, LoadBalancer, SecurityGroup } from '../../../src/controllers/load-balancer-controller/facts.ts';
import { printed } from '../../../src/controllers/load-balancer-controller/stack.ts';
import { estateOf } from '../../../src/resource/estate.ts';
import type { Case, Data } from '../suite.ts';
import { part, parts, string, strings } from './answers.ts';
import { factsFrom, says, serviceFrom, subnetsOf, vpcOf } from './service-estate.ts';

/** Everything that upstream's controller makes of one Service, answered from the Service and its mocked AWS as facts. */
export function serviceStack({ input }: Case): Data {
  const { services, env } = part(input);
  const service = serviceFrom(parts(services)[0]);
  const plan = buildService(estateOf([service.resource]).estate, factsOf(part(env), `${service.namespace}/${service.name}`), service);
  if (says(plan) !== null || plan.stack === undefined) return { error: true };
  const stack = printed(plan.stack) as Data;
  return { stack, resourceCount: plan.stack.pieces.length };
}

/**
 * Where upstream's mock resolves security groups, it gives them in another order than its resolver, which puts ids before names
 * (pkg/networking/security_group_resolver.go): those stand in the answer's order. Every other group keeps its place.
 */
export function withGroups({ input }: Case, expected: Data, answer: Data): Data {
  const type = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
  const mocked = new Set(parts(part(part(input)['env'])['resolvedSecurityGroups']).flatMap(({ want }) => strings(want)));
  const { stack } = part(expected);
  const resources = part(part(stack)['resources']);
  if (mocked.size === 0 || resources[type] === undefined) return expected;
  const answered = part(part(part(part(answer)['stack'])['resources'])[type]);
  const balancers = Object.fromEntries(Object.entries(part(resources[type])).map(([id, balancer]) => {
    const spec = part(part(balancer)['spec']);
    const groups = spec['securityGroups'] as readonly Data[];
    const isMocked = (group: Data): boolean => typeof group === 'string' && mocked.has(group);
    const order = listOf(part(part(answered[id])['spec'])['securityGroups']).filter(isMocked);
    const placed = groups.filter(isMocked).toSorted((a, b) => order.indexOf(a) - order.indexOf(b));
    return [id, { ...part(balancer), spec: { ...spec, securityGroups: groups.map((group) => (isMocked(group) ? placed.shift()! : group)) } }];
  }));
  return { ...part(expected), stack: { ...part(stack), resources: { ...resources, [type]: balancers } } };
}

function listOf(value: Data | undefined): readonly Data[] {
  return Array.isArray(value) ? (value as readonly Data[]) : [];
}

function factsOf(env: { readonly [key: string]: Data }, stack: string): ControllerFacts {
  const clusterName = string(env['clusterName']);
  const subnets = [...subnetsOf(env['discoveredSubnets']), ...subnetsOf(env['namedSubnets'])];
  const facts = factsFrom({}, clusterName);
  return {
    ...facts,
    gates: part(env['featureGates']) as Readonly<Record<string, boolean>>,
    flags: {
      ...facts.flags,
      awsVpcId: string(env['vpcID']),
      defaultTags: part(env['defaultTags']) as Readonly<Record<string, string>>,
      defaultSslPolicy: string(env['defaultSSLPolicy']),
      defaultTargetType: string(env['defaultTargetType']),
      defaultLoadBalancerScheme: string(env['defaultLoadBalancerScheme']),
      enableBackendSecurityGroup: env['enableBackendSG'] === true,
      enableManageBackendSecurityGroupRules: env['enableManageBackendSGRules'] === true,
      disableRestrictedSgRules: env['disableRestrictedSGRules'] === true,
      enableIpTargetType: env['enableIPTargetType'] === true,
      ...(string(env['backendSecurityGroup']) === '' ? {} : { backendSecurityGroup: string(env['backendSecurityGroup']) }),
    },
    aws: {
      subnets,
      securityGroups: parts(env['resolvedSecurityGroups']).flatMap(resolved),
      loadBalancers: parts(env['existingLoadBalancers']).map(({ loadBalancer }) => existing(part(loadBalancer), clusterName, stack, subnetsOf(env['namedSubnets']).map(({ id }) => id))),
      ...(env['vpcInfo'] === null ? {} : { vpcs: [vpcOf(env['vpcInfo'])] }),
    },
  };
}

/** The mock finds a group for each name or id that it is asked for: what is no id is the name of the one that is left. */
function resolved({ args, want }: { readonly [key: string]: Data }): readonly SecurityGroup[] {
  const asked = strings(args);
  const names = asked.filter((each) => !each.startsWith('sg-'));
  return strings(want).map((id) => ({ id, name: '', vpc: 'vpc-xxx', tags: asked.includes(id) ? {} : { Name: names[0] ?? '' } }));
}

/** The load balancer stands in the subnets that the mocked look-up gives for it, and is the Service's own by its tags. */
function existing(described: { readonly [key: string]: Data }, cluster: string, stack: string, subnets: readonly string[]): LoadBalancer {
  return { arn: 'arn', name: '', type: 'network', scheme: described['Scheme'] === 'internal' ? 'internal' : 'internet-facing', subnets, securityGroups: strings(described['SecurityGroups']), tags: { 'elbv2.k8s.aws/cluster': cluster, 'service.k8s.aws/stack': stack } };
}
