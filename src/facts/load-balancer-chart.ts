/**
 * The Helm chart aws-load-balancer-controller (repository https://aws.github.io/eks-charts), read 2026-11:
 * kubernetes-sigs/aws-load-balancer-controller, helm/aws-load-balancer-controller.
 */

export const controllerChart = 'aws-load-balancer-controller';

export const controllerImage = 'public.ecr.aws/eks/aws-load-balancer-controller';

/** The chart makes an IngressClass unless told otherwise since this version (pull request 2442, January 2022; release 2.4.0). */
export const ingressClassSince = '1.4.0';

/** The webhook for Services came with this version (release 2.5.0). */
export const serviceWebhookSince = '1.5.0';

/** Values that an older chart does not know (pull requests 3647, April 2024, and 4141, April 2025); Helm takes them without a word. */
export const chartValuesSince: Readonly<Record<string, string>> = { loadBalancerClass: '1.8.0', defaultLoadBalancerScheme: '1.13.0' };

/** The selector of the webhook for Services is a value since this version (pull request 3653, April 2024; release 2.8.0). */
export const webhookSelectorSince = '1.8.0';

/** Values that become a flag: as they are where they are set; those of flags that are true or false, only where they are that (`kindIs "bool"` in templates/deployment.yaml). */
export const flagValuesOfChart: readonly (readonly [value: string, flag: string])[] = [
  ['clusterName', 'cluster-name'],
  ['ingressClass', 'ingress-class'],
  ['loadBalancerClass', 'load-balancer-class'],
  ['region', 'aws-region'],
  ['vpcId', 'aws-vpc-id'],
  ['vpcTags', 'aws-vpc-tags'],
  ['enableShield', 'enable-shield'],
  ['enableWaf', 'enable-waf'],
  ['enableWafv2', 'enable-wafv2'],
  ['watchNamespace', 'watch-namespace'],
  ['disableIngressClassAnnotation', 'disable-ingress-class-annotation'],
  ['disableIngressGroupNameAnnotation', 'disable-ingress-group-name-annotation'],
  ['tolerateNonExistentBackendService', 'tolerate-non-existent-backend-service'],
  ['tolerateNonExistentBackendAction', 'tolerate-non-existent-backend-action'],
  ['defaultSSLPolicy', 'default-ssl-policy'],
  ['externalManagedTags', 'external-managed-tags'],
  ['defaultTags', 'default-tags'],
  ['enableEndpointSlices', 'enable-endpoint-slices'],
  ['enableBackendSecurityGroup', 'enable-backend-security-group'],
  ['backendSecurityGroup', 'backend-security-group'],
  ['disableRestrictedSecurityGroupRules', 'disable-restricted-sg-rules'],
  ['enableManageBackendSecurityGroupRules', 'enable-manage-backend-security-group-rules'],
  ['defaultTargetType', 'default-target-type'],
  ['defaultLoadBalancerScheme', 'default-load-balancer-scheme'],
  ['serviceTargetENISGTags', 'service-target-eni-security-group-tags'],
  ['certDiscovery.allowedCertificateAuthorityARNs', 'allowed-certificate-authority-arns'],
  ['controllerConfig.featureGates', 'feature-gates'],
];
