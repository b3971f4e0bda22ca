import { frontendName } from '../../../src/controllers/load-balancer-controller/names.ts';
import type { Plan } from '../../../src/controllers/load-balancer-controller/plan.ts';
import type { Data } from '../suite.ts';
import { part, parts, string, strings } from './answers.ts';
import type { Area, Asked } from './areas.ts';
import { asserted } from './asserted.ts';
import { mockedSubnets } from './mocked-subnets.ts';
import { balancer, groupsAsked, listedBy, pieceOf, planned, specOf, tagSetting, targetGroup, type Setting } from './ingress-estate.ts';

const prefix = 'alb.ingress.kubernetes.io/';
const front = 'FrontendNlb';

/** The group with a load balancer in front, if none of its members says whether it wants one. */
function fronted(group: Data | undefined, setting: Setting = {}, annotations: { readonly [key: string]: Data } = {}): Plan {
  const members = parts(part(group)['members']).map((member): Data => {
    const ing = part(member['ing']);
    const metadata = part(ing['metadata']);
    return { ...member, ing: { ...ing, metadata: { ...metadata, annotations: { [`${prefix}enable-frontend-nlb`]: 'true', ...annotations, ...part(metadata['annotations']) } } } };
  });
  return planned({ ...part(group), members }, setting);
}

const group = ({ input }: Asked): Data => part(input['fields'])['ingGroup'] ?? input['ingGroup'] ?? {};
const pairs = (found: Data): Data => Object.fromEntries(parts(found).map(({ key, value }) => [string(key), value ?? '']));
/** The subnets of the load balancer behind, in upstream's tests of this. */
const behind = { [`${prefix}subnets`]: 'subnet-1,subnet-2' };
const scheme = ({ input }: Asked): Data => part(input['fields'])['scheme'] ?? 'internal';

export const ingressFrontend: Readonly<Record<string, Area>> = {
  'ingress.frontend-nlb': {
    buildEnableFrontendNlbViaAnnotation: asserted({ plan: (asked) => planned(group(asked)), pick: (plan) => pieceOf(plan, balancer, front) !== undefined, want: 'wantEnabled' }),
    buildFrontendNlbName: {
      // Upstream asks for the beginning of the name.
      answer: ({ input }) => ({ wantPrefix: frontendName(string(part(part(input['alb'])['spec'])['name'])) }),
      expected: (expected, _asked, answer) => {
        const [wanted, found] = [string(part(expected)['wantPrefix']), string(part(answer)['wantPrefix'])];
        return { wantPrefix: wanted !== '' && found.startsWith(wanted) ? found : wanted };
      },
    },
    buildFrontendNlbSchemeViaAnnotation: asserted({
      plan: ({ input }) => fronted({ members: [{ ing: { metadata: { annotations: input['annotations'] ?? {} } } }] }, { flags: { defaultLoadBalancerScheme: string(input['defaultScheme']) } }),
      pick: (plan) => specOf(plan, balancer, ['scheme'], front),
      want: 'wantScheme',
      // Whether anybody said it is seen in which scheme it is.
      aside: ['wantExplicit'],
    }),
    buildFrontendNlbSecurityGroups: asserted({
      plan: (asked) => fronted(group(asked), { aws: { securityGroups: groupsAsked(listedBy(part(group(asked))['members'], 'frontend-nlb-security-groups'), parts(part(asked.input['fields'])['describeSecurityGroupsResult']).flatMap(({ securityGroups }) => parts(securityGroups)).map(({ GroupId }) => string(GroupId)), '') } }),
      pick: (plan) => strings(specOf(plan, balancer, ['securityGroups'], front)),
      want: 'wantSGTokens',
    }),
    buildFrontendNlbSubnetMappings: asserted({
      plan: (asked) => fronted(group(asked), { flags: { awsVpcId: 'vpc-1', clusterName: 'test-cluster' }, aws: { subnets: mockedSubnets() } }, { ...behind, [`${prefix}frontend-nlb-scheme`]: scheme(asked) }),
      pick: (plan) => parts(specOf(plan, balancer, ['subnetMapping'], front)).map((each) => ({ subnetID: each['subnetID'] ?? null, allocationID: each['allocationID'] ?? null })),
      want: 'wantMappings',
    }),
    buildFrontendNlbTags: asserted({ plan: ({ input }) => fronted(input['ingGroup'], tagSetting(input)), pick: (plan) => part(specOf(plan, balancer, ['tags'], front)), want: 'wantTags' }),
    getFrontendNlbAttributes: asserted({ plan: (asked) => fronted(group(asked)), pick: (plan) => pairs(specOf(plan, balancer, ['loadBalancerAttributes'], front)), want: 'wantAttributes' }),
    // Nothing but whether it is refused.
    buildFrontendNlbListeners: asserted({ plan: (asked) => fronted(listening(asked)), pick: () => null }),
    mergeFrontendNlbListenPortConfigs: asserted({ plan: ({ input }) => fronted({ members: parts(input['configs']).map(configured) }), pick: (plan, { input }) => mergedOf(plan, input), want: 'expectedConfig' }),
  },
};

/** The members listen on the ports that the test hands in. */
function listening(asked: Asked): Data {
  const ports = part(asked.input['listenerPortConfigByIngress']);
  const members = parts(part(group(asked))['members']).map((member): Data => {
    const ing = part(member['ing']);
    const metadata = part(ing['metadata']);
    const own = Object.keys(part(ports[`${string(metadata['namespace'])}/${string(metadata['name'])}`])).map((port) => ({ HTTP: Number(port) }));
    return { ...member, ing: { ...ing, metadata: { ...metadata, annotations: { ...part(metadata['annotations']), [`${prefix}listen-ports`]: JSON.stringify(own) } } } };
  });
  return { ...part(group(asked)), members };
}

const names: Readonly<Record<string, string>> = {
  IntervalSeconds: 'interval-seconds',
  TimeoutSeconds: 'timeout-seconds',
  HealthyThresholdCount: 'healthy-threshold-count',
  UnhealthyThresholdCount: 'unhealthy-threshold-count',
  Protocol: 'protocol',
  Path: 'path',
  Port: 'port',
  Matcher: 'success-codes',
};

/** An Ingress that says what the test's function is handed as said. */
function configured({ ingKey, frontendNlbListenerConfig }: { readonly [key: string]: Data }): Data {
  const { port, targetPort, healthCheckConfig, healthCheckConfigExplicit } = part(frontendNlbListenerConfig);
  const said = Object.entries(part(healthCheckConfigExplicit)).filter(([, is]) => is === true).map(([name]): [string, string] => {
    const value = part(healthCheckConfig)[lower(name)];
    return [`${prefix}frontend-nlb-healthcheck-${names[name] ?? name}`, String((name === 'Matcher' ? part(value)['httpCode'] : value) as string | number)];
  });
  const annotations = { ...Object.fromEntries(said), [`${prefix}listen-ports`]: JSON.stringify([{ HTTP: targetPort ?? port }]), [`${prefix}frontend-nlb-listener-port-mapping`]: `${Number(port)}=${Number(targetPort ?? port)}` };
  return { ing: { metadata: { ...part(ingKey), annotations } } };
}

/** What was said of the port; a test of the function alone hands in no defaults. */
function mergedOf(plan: Plan, input: Asked['input']): Data {
  const config = part(part(parts(input['configs'])[0])['frontendNlbListenerConfig']);
  const port = Number(config['port']);
  const id = `FrontendNlb-tg-TCP-${port}`;
  const check = part(specOf(plan, targetGroup, ['healthCheckConfig'], id));
  const said = new Set(parts(input['configs']).flatMap((each) => Object.keys(part(part(each['frontendNlbListenerConfig'])['healthCheckConfig']))));
  const states = Object.values(part(specOf(plan, 'FrontendNLBTargetGroup', ['TargetGroups']))).map(part);
  return {
    port,
    protocol: specOf(plan, targetGroup, ['protocol'], id),
    targetPort: states.find((each) => each['Port'] === port)?.['TargetPort'] ?? null,
    healthCheckConfig: Object.fromEntries(Object.entries(check).filter(([name]) => said.has(name))),
  };
}

function lower(name: string): string {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
}
