/** Services that a cluster without a way to the internet asks in its VPC, by the last part of their endpoints' names. */
export interface NeededService {
  /** `ecr.api`; S3 may be a gateway endpoint. */
  readonly service: string;
  readonly why: string;
  /** Needed once a workload of one of these names runs; absent: always. */
  readonly by?: readonly string[];
}

/**
 * Amazon EKS user guide, "Deploy private clusters with limited internet access", November 2026. `eks` is asked by nodes of AL2023 when
 * they join, and `eks-auth` by the agent of Pod Identity (EKS guide, "Access Amazon EKS using AWS PrivateLink").
 */
export const neededServices: readonly NeededService[] = [
  { service: 'ec2', why: 'nodes ask it for their own network' },
  { service: 'ecr.api', why: 'nodes ask it where images are' },
  { service: 'ecr.dkr', why: 'nodes pull images through it' },
  { service: 's3', why: 'the layers of images are in S3' },
  { service: 'sts', why: 'nodes and pods get their credentials there' },
  { service: 'elasticloadbalancing', why: 'the load balancer controller makes load balancers through it', by: ['aws-load-balancer-controller'] },
  { service: 'autoscaling', why: 'the cluster autoscaler asks it', by: ['cluster-autoscaler'] },
  { service: 'logs', why: 'Fluent Bit sends logs there', by: ['fluent-bit', 'aws-for-fluent-bit'] },
  { service: 'xray', why: 'the X-Ray daemon sends traces there', by: ['xray-daemon'] },
  { service: 'eks-auth', why: 'the agent of Pod Identity asks it for credentials', by: ['eks-pod-identity-agent'] },
];

/**
 * Flags of the load balancer controller that have to be false in a cluster without a way to the internet (the same page of the EKS
 * guide: `enable-shield`, `enable-waf` and `enable-wafv2`; certificates are not discovered there, so an Ingress names them). All are on by
 * default (facts/load-balancer-flags.ts). What happens: kubernetes-sigs/aws-load-balancer-controller issues 2641 and 2797, aws/eks-charts issue 786.
 */
export const unreachableFlags: readonly { readonly flag: string; readonly service: string; readonly endpoint: string; readonly why: string }[] = [
  { flag: 'enable-shield', service: 'AWS Shield', endpoint: 'shield', why: 'it asks for the Shield subscription, waits minutes for the answer and goes on without ("unable to determine AWS Shield subscription state")' },
  { flag: 'enable-waf', service: 'AWS WAF Classic', endpoint: 'waf-regional', why: 'where WAF Classic is in the Region, it asks what is associated there' },
  { flag: 'enable-wafv2', service: 'AWS WAF', endpoint: 'wafv2', why: 'it asks which web ACL the load balancer has, and ends with "Failed deploy model due to RequestError ... wafv2 ... i/o timeout"' },
];
