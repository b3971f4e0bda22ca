/**
 * Command-line flags and feature gates of the AWS Load Balancer Controller, read 2026-11 for 3.5.0: its guide, "Controller
 * configuration options", and pkg/config. An absent default: the flag is not given.
 */

/** Defaults of the flags that change what is built, by their names in camel case (`load-balancer-class` is `serviceClass`). */
export const defaultFlags = {
  ingressClass: 'alb',
  serviceClass: 'service.k8s.aws/nlb',
  watchNamespace: '',
  defaultTargetType: 'instance',
  defaultLoadBalancerScheme: 'internal',
  defaultSslPolicy: 'ELBSecurityPolicy-2016-08',
  defaultTags: {},
  externalManagedTags: [],
  enableBackendSecurityGroup: true,
  enableManageBackendSecurityGroupRules: false,
  disableRestrictedSgRules: false,
  disableIngressClassAnnotation: false,
  disableIngressGroupNameAnnotation: false,
  tolerateNonExistentBackendService: true,
  tolerateNonExistentBackendAction: true,
  allowedCertificateAuthorityArns: [],
  serviceTargetEniSecurityGroupTags: {},
  enableWaf: true,
  enableWafv2: true,
  enableShield: true,
  enableIpTargetType: true,
  enableEndpointSlices: true,
  enableServiceMutatorWebhook: true,
} as const;

/** How a flag's value is written: `list` is `a,b`, `map` is `a=b,c=d`. */
export type FlagKind = 'text' | 'boolean' | 'list' | 'map' | 'number' | 'duration';

/** Every flag by its own name. */
export const flagKinds: Readonly<Record<string, FlagKind>> = {
  'alb-gateway-max-concurrent-reconciles': 'number',
  'allowed-certificate-authority-arns': 'list',
  'aws-api-endpoints': 'map',
  'aws-api-throttle': 'map',
  'aws-max-retries': 'number',
  'aws-region': 'text',
  'aws-vpc-cache-ttl': 'duration',
  'aws-vpc-id': 'text',
  'aws-vpc-tag-key': 'text',
  'aws-vpc-tags': 'map',
  'backend-security-group': 'text',
  'cluster-name': 'text',
  'default-load-balancer-scheme': 'text',
  'default-pca-arn': 'text',
  'default-ssl-policy': 'text',
  'default-tags': 'map',
  'default-target-type': 'text',
  'disable-ingress-class-annotation': 'boolean',
  'disable-ingress-group-name-annotation': 'boolean',
  'disable-restricted-sg-rules': 'boolean',
  'enable-acm-certificates': 'boolean',
  'enable-backend-security-group': 'boolean',
  'enable-endpoint-slices': 'boolean',
  'enable-leader-election': 'boolean',
  'enable-manage-backend-security-group-rules': 'boolean',
  'enable-pod-readiness-gate-inject': 'boolean',
  'enable-shield': 'boolean',
  'enable-waf': 'boolean',
  'enable-wafv2': 'boolean',
  'external-managed-tags': 'list',
  'feature-gates': 'map',
  'globalaccelerator-max-concurrent-reconciles': 'number',
  'globalaccelerator-max-exponential-backoff-delay': 'duration',
  'health-probe-bind-addr': 'text',
  'ingress-class': 'text',
  'ingress-max-concurrent-reconciles': 'number',
  'kube-ca-pem-filepath': 'text',
  kubeconfig: 'text',
  'lb-stabilization-monitor-interval': 'duration',
  'leader-election-id': 'text',
  'leader-election-lease-duration': 'duration',
  'leader-election-namespace': 'text',
  'load-balancer-class': 'text',
  'log-level': 'text',
  'max-targets-per-target-group': 'number',
  'metrics-bind-addr': 'text',
  'nlb-gateway-max-concurrent-reconciles': 'number',
  'service-max-concurrent-reconciles': 'number',
  'service-target-eni-security-group-tags': 'map',
  'sync-period': 'duration',
  'targetgroupbinding-max-concurrent-reconciles': 'number',
  'targetgroupbinding-max-exponential-backoff-delay': 'duration',
  'targetgroupbinding-requeue-duration': 'duration',
  'tolerate-non-existent-backend-action': 'boolean',
  'tolerate-non-existent-backend-service': 'boolean',
  'watch-namespace': 'text',
  'webhook-bind-port': 'number',
  'webhook-cert-dir': 'text',
  'webhook-cert-file': 'text',
  'webhook-key-file': 'text',
};

/** Values of flags with a closed set of them (validateDefaultTargetType, validateDefaultLoadBalancerScheme). */
export const flagValues: Readonly<Record<string, readonly string[]>> = {
  'default-target-type': ['instance', 'ip'],
  'default-load-balancer-scheme': ['internal', 'internet-facing'],
};

/** Feature gates and their defaults (pkg/config/feature_gates.go). */
export const defaultGates: Readonly<Record<string, boolean>> = {
  ListenerRulesTagging: true,
  WeightedTargetGroups: true,
  ServiceTypeLoadBalancerOnly: false,
  EndpointsFailOpen: true,
  EnableServiceController: true,
  EnableIPTargetType: true,
  EnableRGTAPI: false,
  SubnetsClusterTagCheck: true,
  NLBHealthCheckAdvancedConfig: true,
  NLBSecurityGroup: true,
  ALBSingleSubnet: false,
  SubnetDiscoveryByReachability: true,
  LBCapacityReservation: true,
  NLBGatewayAPI: true,
  ALBGatewayAPI: true,
  GlobalAcceleratorController: false,
  EnableTCPUDPListener: false,
  EnhancedDefaultBehavior: false,
  EnableDefaultTagsLowPriority: false,
  ALBTargetControlAgent: false,
  EnableCertificateManagement: false,
  IngressPlanAnnotation: false,
};

/** The webhook that gives new Services of type LoadBalancer the controller's own class, and the release that brought it. */
export const serviceWebhook = { name: 'mservice.elbv2.k8s.aws', since: '2.5.0' } as const;

/** The tag of a VPC that `aws-vpc-tags` is compared with, unless `aws-vpc-tag-key` names another. */
export const vpcTagKey = 'Name';
