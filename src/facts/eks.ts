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
