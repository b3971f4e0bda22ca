/**
 * Kinds of the AWS Load Balancer Controller, which no package on npm models: written by hand after the fields of its
 * CRDs (config/crd/bases in kubernetes-sigs/aws-load-balancer-controller, controller 3.x). Letters as in README.md;
 * an object stands for a definition of its own.
 */
const selector = {
  matchLabels: '{s',
  matchExpressions: ['[', { 'key!': 's', 'operator!': 's', values: '[s' }],
};

const ingressRules = [
  '[',
  {
    'from!': ['[', { ipBlock: { 'cidr!': 's' }, securityGroup: { 'groupID!': 's' } }],
    'ports!': ['[', { port: 'p', protocol: '=TCP|UDP' }],
  },
];

const pair = { 'key!': 's', 'value!': 's' };

const binding = {
  assumeRoleExternalId: 's',
  iamRoleArnToAssume: 's',
  multiClusterTargetGroup: 'b',
  networking: { ingress: ingressRules },
  'serviceRef!': { 'name!': 's', 'port!': 'p' },
  targetGroupARN: 's',
  targetGroupName: 's',
  targetType: '=instance|ip',
};

export const awsKinds = {
  'elbv2.k8s.aws/v1alpha1/TargetGroupBinding': binding,
  'elbv2.k8s.aws/v1beta1/TargetGroupBinding': {
    ...binding,
    ipAddressType: '=ipv4|ipv6',
    nodeSelector: selector,
    targetGroupProtocol: '=HTTP|HTTPS|QUIC|TCP|TCP_QUIC|TCP_UDP|TLS|UDP',
    vpcID: 's',
  },
  'elbv2.k8s.aws/v1beta1/IngressClassParams': {
    PrefixListsIDs: '[s',
    certificateArn: '[s',
    group: { 'name!': 's' },
    inboundCIDRs: '[s',
    ipAddressType: '=dualstack|dualstack-without-public-ipv4|ipv4',
    ipamConfiguration: { ipv4IPAMPoolId: 's' },
    listeners: ['[', { listenerAttributes: ['[', pair], port: 'i', protocol: 's' }],
    loadBalancerAttributes: ['[', pair],
    loadBalancerName: 's',
    minimumLoadBalancerCapacity: { 'capacityUnits!': 'i' },
    namespaceSelector: selector,
    prefixListsIDs: '[s',
    scheme: '=internal|internet-facing',
    sslPolicy: 's',
    sslRedirectPort: 's',
    subnets: { ids: '[s', tags: '{[s' },
    tags: ['[', pair],
    targetType: '=instance|ip',
    wafv2AclArn: 's',
    wafv2AclName: 's',
  },
};
