/** What AWS answers when something is deleted that something else still needs. */
export interface DeletionRefusal {
  /** Types that keep it from going: what they are called in sentences is up to the reader. */
  readonly by: RegExp;
  readonly held: RegExp;
  /** AWS' own words, without ids. */
  readonly says: string;
}

const subnetHolders = /^aws_(?:a?lb|vpc_endpoint|nat_gateway|network_interface|instance|eks_cluster|eks_node_group|ec2_transit_gateway_vpc_attachment|networkfirewall_firewall|db_subnet_group)$/;

/**
 * Read November 2026. Endpoint services: PrivateLink guide, "Delete an endpoint service", and terraform-provider-aws issue 37260; load
 * balancers of a service: cloud-custodian issue 9921, terraform-provider-aws issue 5701; subnets, groups, gateways and VPCs: VPC guide, "Delete your
 * VPC", and hashicorp/terraform issues 497, 31658; target groups: ELBv2 API reference, DeleteTargetGroup (ResourceInUse); certificates: ACM API
 * reference, DeleteCertificate (ResourceInUseException); web ACLs: WAFV2 API reference, DeleteWebACL (WAFAssociatedItemException); clusters: EKS API
 * reference, DeleteCluster (ResourceInUseException).
 */
export const deletionRefusals: readonly DeletionRefusal[] = [
  { by: /^aws_vpc_endpoint$/, held: /^aws_vpc_endpoint_service$/, says: 'ExistingVpcEndpointConnections: Service has existing active VPC Endpoint connections!' },
  { by: /^(?:aws_vpc_endpoint_service)$/, held: /^(?:aws_a?lb|Service)$/, says: "ResourceInUse: Load balancer '...' cannot be deleted because it is currently associated with another service" },
  { by: /^aws_a?lb_listener(?:_rule)?$/, held: /^aws_a?lb_target_group$/, says: "ResourceInUse: Target group '...' is currently in use by a listener or a rule" },
  { by: /^(?:aws_a?lb_listener(?:_certificate)?)$/, held: /^aws_acm_certificate(?:_validation)?$/, says: 'ResourceInUseException: Certificate ... is in use' },
  { by: /^aws_(?:wafv2_web_acl_association|a?lb)$/, held: /^aws_wafv2_web_acl$/, says: "WAFAssociatedItemException: AWS WAF couldn't perform the operation because your resource is being used by another resource or it's associated with another resource" },
  { by: /^aws_wafv2_web_acl$/, held: /^aws_wafv2_(?:ip_set|rule_group|regex_pattern_set)$/, says: "WAFAssociatedItemException: AWS WAF couldn't perform the operation because your resource is being used by another resource or it's associated with another resource" },
  { by: subnetHolders, held: /^aws_(?:default_)?subnet$/, says: "DependencyViolation: The subnet '...' has dependencies and cannot be deleted" },
  { by: /^Service$/, held: /^aws_(?:default_)?subnet$/, says: "DependencyViolation: The subnet '...' has dependencies and cannot be deleted" },
  { by: /^aws_(?:a?lb|vpc_endpoint|network_interface|instance|eks_cluster|security_group|security_group_rule|vpc_security_group_(?:in|e)gress_rule)$/, held: /^aws_security_group$/, says: 'DependencyViolation: resource sg-... has a dependent object' },
  { by: /^aws_/, held: /^aws_vpc$/, says: "DependencyViolation: The vpc '...' has dependencies and cannot be deleted" },
  { by: /^aws_eks_node_group$|^aws_eks_fargate_profile$/, held: /^aws_eks_cluster$/, says: 'ResourceInUseException: Cluster has nodegroups attached' },
  { by: /^aws_(?:eip|nat_gateway|a?lb)$/, held: /^aws_internet_gateway$/, says: 'DependencyViolation: Network vpc-... has some mapped public address(es). Please unmap those public address(es) before detaching the gateway' },
];

/** What a resource itself has to lose first, where it says nothing else (the same, S3: DeleteBucket; ECR: DeleteRepository; ELB and EKS: deletion protection). */
export const obstacles: readonly { readonly of: RegExp; readonly unless: string; readonly when: boolean; readonly says: string; readonly first: string }[] = [
  { of: /^aws_s3_bucket$/, unless: 'force_destroy', when: true, says: 'BucketNotEmpty: The bucket you tried to delete is not empty', first: 'empty it, all versions too' },
  { of: /^aws_ecr_repository$/, unless: 'force_delete', when: true, says: 'RepositoryNotEmptyException: The repository cannot be deleted because it still contains images', first: 'delete its images' },
  { of: /^aws_a?lb$/, unless: 'enable_deletion_protection', when: false, says: 'OperationNotPermitted: Load balancer cannot be deleted because deletion protection is enabled', first: 'switch deletion protection off and apply' },
  { of: /^aws_eks_cluster$/, unless: 'deletion_protection', when: false, says: 'InvalidRequestException: deletion protection is enabled', first: 'switch deletion protection off and apply' },
];

/** What Terraform says where a stack reads, on every run, something that another stack had (terraform-provider-aws issue 39660; hashicorp/terraform issue 15386: data sources are read for a destroy, too). */
export const lostReading = {
  parameter: "Error: reading SSM Parameter: couldn't find resource",
  state: 'Error: Unsupported attribute: the state that it reads has no outputs any more',
  role: 'Error: Cannot assume IAM Role',
} as const;
