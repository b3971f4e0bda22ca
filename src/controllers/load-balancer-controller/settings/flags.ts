import type { Given } from '../../../dialects/aws/controller-program.ts';
import { defaultFlags, defaultGates, flagKinds, flagValues } from '../../../facts/load-balancer-flags.ts';
import { membersIn, pairsIn, truthIn } from '../../../dialects/kubernetes/go-values.ts';
import { nearest } from '../../../dialects/kubernetes/nearest.ts';
import type { Flags } from '../facts.ts';
import type { Place } from '../place.ts';

/** What a controller started with these flags does; one that is not given has its default. */
export function flagsOf(given: Given, gates: Readonly<Record<string, boolean>>, mutates: boolean): Flags {
  const text = (name: string): string | undefined => given.get(name)?.value;
  const flag = (name: string, otherwise: boolean): boolean => truthIn(text(name)) ?? otherwise;
  const named = (key: 'clusterName' | 'awsVpcId' | 'awsRegion' | 'backendSecurityGroup' | 'defaultPcaArn', name: string): Partial<Flags> => {
    const value = text(name);
    return value === undefined || value === '' ? {} : { [key]: value };
  };
  return {
    ...named('clusterName', 'cluster-name'),
    ...named('awsVpcId', 'aws-vpc-id'),
    ...named('awsRegion', 'aws-region'),
    ...named('backendSecurityGroup', 'backend-security-group'),
    ...named('defaultPcaArn', 'default-pca-arn'),
    ingressClass: text('ingress-class') ?? defaultFlags.ingressClass,
    serviceClass: text('load-balancer-class') ?? defaultFlags.serviceClass,
    watchNamespace: text('watch-namespace') ?? defaultFlags.watchNamespace,
    defaultTargetType: text('default-target-type') ?? defaultFlags.defaultTargetType,
    defaultLoadBalancerScheme: text('default-load-balancer-scheme') ?? defaultFlags.defaultLoadBalancerScheme,
    defaultSslPolicy: text('default-ssl-policy') ?? defaultFlags.defaultSslPolicy,
    defaultTags: pairsIn(text('default-tags')),
    externalManagedTags: membersIn(text('external-managed-tags')),
    enableBackendSecurityGroup: flag('enable-backend-security-group', defaultFlags.enableBackendSecurityGroup),
    enableManageBackendSecurityGroupRules: flag('enable-manage-backend-security-group-rules', defaultFlags.enableManageBackendSecurityGroupRules),
    disableRestrictedSgRules: flag('disable-restricted-sg-rules', defaultFlags.disableRestrictedSgRules),
    disableIngressClassAnnotation: flag('disable-ingress-class-annotation', defaultFlags.disableIngressClassAnnotation),
    disableIngressGroupNameAnnotation: flag('disable-ingress-group-name-annotation', defaultFlags.disableIngressGroupNameAnnotation),
    tolerateNonExistentBackendService: flag('tolerate-non-existent-backend-service', defaultFlags.tolerateNonExistentBackendService),
    tolerateNonExistentBackendAction: flag('tolerate-non-existent-backend-action', defaultFlags.tolerateNonExistentBackendAction),
    allowedCertificateAuthorityArns: membersIn(text('allowed-certificate-authority-arns')),
    serviceTargetEniSecurityGroupTags: pairsIn(text('service-target-eni-security-group-tags')),
    enableWaf: flag('enable-waf', defaultFlags.enableWaf),
    enableWafv2: flag('enable-wafv2', defaultFlags.enableWafv2),
    enableShield: flag('enable-shield', defaultFlags.enableShield),
    enableIpTargetType: gates['EnableIPTargetType'] ?? defaultFlags.enableIpTargetType,
    enableEndpointSlices: flag('enable-endpoint-slices', defaultFlags.enableEndpointSlices),
    enableServiceMutatorWebhook: mutates,
  };
}

/** The gates of `--feature-gates`. */
export function gatesIn(given: Given): Readonly<Record<string, boolean>> {
  return Object.fromEntries(Object.entries(pairsIn(given.get('feature-gates')?.value)).flatMap(([name, value]) => {
    const on = truthIn(value);
    return on === undefined ? [] : [[name, on] as const];
  }));
}

/** What keeps a controller with these flags from starting, or is taken by no flag of it. */
export function mistakesIn(given: Given): readonly { readonly at: Place; readonly message: string }[] {
  const names = Object.keys(flagKinds);
  return [...given].flatMap(([name, { value, place }]) => {
    const wrong = wrongIn(name, value, names);
    return wrong === undefined ? [] : [{ at: place, message: wrong }];
  });
}

function wrongIn(name: string, value: string, names: readonly string[]): string | undefined {
  const kind = Object.hasOwn(flagKinds, name) ? flagKinds[name] : undefined;
  if (kind === undefined) {
    const near = nearest(name, names);
    return `the load balancer controller has no flag ${name} and does not start with it${near === undefined ? '' : `; there is ${near}`}`;
  }
  const values = flagValues[name];
  if (values !== undefined && !values.includes(value)) return `${name} is ${values.join(' or ')}; with ${value} the load balancer controller does not start`;
  if (kind === 'boolean' && truthIn(value) === undefined) return `${name} is true or false; with ${value} the load balancer controller does not start`;
  if (kind === 'number' && !/^\d+$/.test(value)) return `${name} is a number; with ${value} the load balancer controller does not start`;
  if (name !== 'feature-gates') return undefined;
  const unknown = Object.keys(pairsIn(value)).find((gate) => !Object.hasOwn(defaultGates, gate));
  const [gate, said] = Object.entries(pairsIn(value)).find(([, said]) => truthIn(said) === undefined) ?? [];
  if (unknown === undefined && gate !== undefined) return `feature gate ${gate} is true or false; with ${said ?? ''} the load balancer controller does not start`;
  return unknown === undefined ? undefined : `the load balancer controller has no feature gate ${unknown} and does not start with it`;
}
