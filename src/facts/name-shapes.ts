/**
 * What AWS takes for a name or a description, and refuses otherwise. Sources, read in November 2026: IAM user guide, "IAM and AWS STS
 * quotas" (characters of names); S3 user guide, "General purpose bucket naming rules"; EC2 API reference, CreateSecurityGroup and
 * its messages; ECR API reference, CreateRepository; EKS API reference, CreateCluster; WAFV2 API reference, CreateWebACL; SSM user
 * guide, "Parameter name constraints"; CloudWatch Logs API reference, CreateLogGroup.
 */
export interface NameShape {
  readonly type: string;
  readonly argument: string;
  readonly what: string;
  readonly longest: number;
  readonly shape: RegExp;
  /** The characters, in words. */
  readonly of: string;
  /** What is said of one that is otherwise, where that is known. */
  readonly says?: string;
}

const described = /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/;
const iam = /^[\w+=,.@-]+$/;
const iamOf = 'letters, digits and + = , . @ _ -';

export const nameShapes: readonly NameShape[] = [
  { type: 'aws_iam_role', argument: 'name', what: 'the name of a role', longest: 64, shape: iam, of: iamOf },
  { type: 'aws_iam_policy', argument: 'name', what: 'the name of a policy', longest: 128, shape: iam, of: iamOf },
  { type: 'aws_s3_bucket', argument: 'bucket', what: 'the name of a bucket', longest: 63, shape: /^(?!xn--|sthree-|amzn-s3-demo-)(?!.*(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]+[a-z0-9]$/, of: 'at least 3 lower-case letters, digits, dots and hyphens, the first and last a letter or digit' },
  { type: 'aws_security_group', argument: 'name', what: 'the name of a security group', longest: 255, shape: /^(?!sg-)[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]*$/, of: 'letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*, and does not begin with sg-' },
  { type: 'aws_security_group', argument: 'description', what: 'the description of a security group', longest: 255, shape: described, of: 'letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*', says: 'Invalid security group description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*' },
  { type: 'aws_vpc_security_group_ingress_rule', argument: 'description', what: 'the description of a rule', longest: 255, shape: described, of: 'letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*', says: 'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*' },
  { type: 'aws_vpc_security_group_egress_rule', argument: 'description', what: 'the description of a rule', longest: 255, shape: described, of: 'letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*', says: 'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*' },
  { type: 'aws_security_group_rule', argument: 'description', what: 'the description of a rule', longest: 255, shape: described, of: 'letters, digits, blanks and ._-:/()#,@[]+=&;{}!$*', says: 'Invalid rule description. Valid descriptions are strings less than 256 characters from the following set: a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*' },
  { type: 'aws_ecr_repository', argument: 'name', what: 'the name of a repository', longest: 256, shape: /^(?=..)(?:[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*\/)*[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/, of: 'at least 2 lower-case letters, digits, and . _ - / between them' },
  { type: 'aws_eks_cluster', argument: 'name', what: 'the name of a cluster', longest: 100, shape: /^[0-9A-Za-z][A-Za-z0-9_-]*$/, of: 'letters, digits, hyphens and underscores, a letter or digit first' },
  { type: 'aws_wafv2_web_acl', argument: 'name', what: 'the name of a web ACL', longest: 128, shape: /^[\w-]+$/, of: 'letters, digits, hyphens and underscores' },
  { type: 'aws_wafv2_rule_group', argument: 'name', what: 'the name of a rule group', longest: 128, shape: /^[\w-]+$/, of: 'letters, digits, hyphens and underscores' },
  { type: 'aws_ssm_parameter', argument: 'name', what: 'the name of a parameter', longest: 1011, shape: /^(?!\/?(?:aws|ssm)(?:$|[^/]*$)|\/(?:aws|ssm)\/)[A-Za-z0-9_.\-/]+$/i, of: 'letters, digits and . - _ /, and does not begin with aws or ssm' },
  { type: 'aws_cloudwatch_log_group', argument: 'name', what: 'the name of a log group', longest: 512, shape: /^[.\-_/#A-Za-z0-9]+$/, of: 'letters, digits and . - _ / #' },
];
