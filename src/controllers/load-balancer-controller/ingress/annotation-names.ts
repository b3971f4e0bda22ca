/**
 * Every annotation that AWS Load Balancer Controller 3.5.0 reads under alb.ingress.kubernetes.io/ (pkg/annotations/constants.go;
 * guide, "Ingress annotations", column Location). Read in August 2026.
 */

/** Read from Ingresses only. */
const ofIngresses = [
  'load-balancer-name', 'group.name', 'group.order', 'ip-address-type', 'scheme', 'subnets', 'customer-owned-ipv4-pool',
  'load-balancer-attributes', 'wafv2-acl-arn', 'wafv2-acl-name', 'waf-acl-id', 'web-acl-id', 'shield-advanced-protection',
  'security-groups', 'listen-ports', 'ssl-redirect', 'inbound-cidrs', 'certificate-arn', 'ssl-policy',
  'manage-backend-security-group-rules', 'mutual-authentication', 'security-group-prefix-lists',
  'minimum-load-balancer-capacity', 'ipam-ipv4-pool-id', 'enable-frontend-nlb', 'frontend-nlb-scheme',
  'frontend-nlb-subnets', 'frontend-nlb-security-groups', 'frontend-nlb-listener-port-mapping',
  'frontend-nlb-eip-allocations', 'frontend-nlb-healthcheck-port', 'frontend-nlb-healthcheck-protocol',
  'frontend-nlb-healthcheck-path', 'frontend-nlb-healthcheck-interval-seconds', 'frontend-nlb-healthcheck-timeout-seconds',
  'frontend-nlb-healthcheck-healthy-threshold-count', 'frontend-nlb-healthcheck-unhealthy-threshold-count',
  'frontend-nlb-healthcheck-success-codes', 'frontend-nlb-attributes', 'frontend-nlb-tags', 'use-regex-path-match',
  'create-acm-cert', 'acm-pca-arn', 'dry-run-plan',
];

/** Settings of a target group: read from Services too, whose annotation beats the Ingress's. */
export const settingsOfTargetGroups: readonly string[] = [
  'target-type', 'backend-protocol', 'backend-protocol-version', 'target-group-attributes', 'target-node-labels',
  'multi-cluster-target-group', 'healthcheck-port', 'healthcheck-protocol', 'healthcheck-path',
  'healthcheck-interval-seconds', 'healthcheck-timeout-seconds', 'healthy-threshold-count', 'unhealthy-threshold-count',
  'success-codes',
];

/** The others that are read from Services too: tags are merged, and authentication is the Service's where a rule forwards to one only. */
const ofServices = [
  ...settingsOfTargetGroups, 'tags', 'auth-type', 'auth-idp-cognito', 'auth-idp-oidc', 'auth-on-unauthenticated-request',
  'auth-scope', 'auth-session-cookie', 'auth-session-timeout', 'jwt-validation',
];

/** Names that end with something of the user's own: a Service, a port. */
const families = { 'actions.': 'Ingress', 'conditions.': 'Ingress', 'transforms.': 'Ingress', 'listener-attributes.': 'Ingress', 'target-control-port.': 'Service' } as const;

/** The annotations that are read from one type of object, by what follows the prefix. */
export function annotationsReadFrom(type: 'Ingress' | 'Service'): readonly string[] {
  return type === 'Ingress' ? [...ofIngresses, ...ofServices] : ofServices;
}

/** Beginnings of names whose end is the user's own. What a Service may have, an Ingress may have too. */
export function annotationFamilies(type: 'Ingress' | 'Service'): readonly string[] {
  return Object.entries(families).flatMap(([name, of]) => (type === 'Ingress' || of === type ? [name] : []));
}

/** The members of IngressClassParams.spec that beat an annotation, where both stand (guide, "IngressClass"). Tags and attributes are merged key by key instead. */
export const beatenByClass: Readonly<Record<string, string>> = {
  loadBalancerName: 'load-balancer-name',
  scheme: 'scheme',
  inboundCIDRs: 'inbound-cidrs',
  sslPolicy: 'ssl-policy',
  sslRedirectPort: 'ssl-redirect',
  subnets: 'subnets',
  ipAddressType: 'ip-address-type',
  certificateArn: 'certificate-arn',
  targetType: 'target-type',
  prefixListsIDs: 'security-group-prefix-lists',
  group: 'group.name',
};
