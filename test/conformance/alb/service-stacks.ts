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
  return unordered({ stack, resourceCount: plan.stack.pieces.length });
}

/** Security groups of a load balancer in no order that means anything: upstream's mock gives another than its resolver. */
export function unordered(expected: Data): Data {
  const { stack } = part(expected);
  if (stack === undefined) return expected;
  const type = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
  const resources = part(part(stack)['resources']);
  const balancers = Object.fromEntries(Object.entries(part(resources[type])).map(([id, balancer]) => {
    const spec = part(part(balancer)['spec']);
    const groups = spec['securityGroups'];
    return [id, { ...part(balancer), spec: { ...spec, ...(Array.isArray(groups) ? { securityGroups: (groups as readonly Data[]).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) } : {}) } }];
  }));
  return { ...part(expected), stack: { ...part(stack), resources: { ...resources, ...(resources[type] === undefined ? {} : { [type]: balancers }) } } };
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
