/**
 * Types that say nothing about the way of a request: who may change what, keys, logs, alarms, stores, names of people. By the
 * resources of the AWS provider 6.0 and the kinds of Kubernetes 1.34 (documentation of both, read 22 November 2026).
 */
const silent: readonly RegExp[] = [
  /^aws_(acm_certificate_validation|appautoscaling|athena|backup|budgets|ce|cloudtrail|cloudwatch|codebuild|codecommit|codedeploy|codepipeline|config|cur|detective|dlm|dynamodb|ebs|ecr|efs|events?|glue|guardduty|iam|inspector2?|key_pair|kinesis|kms|macie2?|organizations|ram_|resourcegroups|rolesanywhere|s3|secretsmanager|securityhub|ses|signer|sns|sqs|ssm|ssoadmin|tag_|xray)(_|$)/,
  /^aws_(ec2_tag|flow_log|ec2_serial_console_access|ebs_volume|volume_attachment|eks_access_entry|eks_access_policy_association|eks_identity_provider_config|eks_pod_identity_association|vpc_endpoint_connection_notification|wafv2_api_key|lb_trust_store_revocation)$/,
  /^(random|tls|time|local|null|archive|template|terraform|external|http)_/,
  /^(Role|RoleBinding|ClusterRole|ClusterRoleBinding|CustomResourceDefinition|PersistentVolume|PersistentVolumeClaim|StorageClass|PodDisruptionBudget|PriorityClass|ResourceQuota|LimitRange|Lease|ServiceMonitor|ValidatingWebhookConfiguration|ValidatingAdmissionPolicy|ValidatingAdmissionPolicyBinding|PodMonitor|PrometheusRule|VerticalPodAutoscaler)$/,
];

/** What stands beside the way of a request, so that nobody misses it in an answer. */
export function isBesideTheWay(type: string): boolean {
  return silent.some((pattern) => pattern.test(type));
}

/** What answers lack where the inputs hold one of these. */
const missing: readonly (readonly [type: RegExp, lack: string])[] = [
  [/^aws_(eks_node_group|eks_fargate_profile|autoscaling_group|launch_template|launch_configuration|spot_fleet_request|ec2_fleet)$/, 'the machines it makes, their addresses and security groups are in no answer'],
  [/^aws_ecs_/, 'the tasks it makes and the target groups they register with are in no answer'],
  [/^aws_(cloudfront|globalaccelerator|apigatewayv2|api_gateway|appsync|apprunner|lambda)_/, 'requests that come through it are in no answer'],
  [/^aws_vpclattice_/, 'its own way between services is in no answer'],
  [/^aws_(route53_resolver|route53profiles|service_discovery|networkfirewall|networkmanager|dx|verifiedaccess|shield|fms|elb$|proxy_protocol|load_balancer)_?/, 'what it does to names and packets is in no answer'],
];

/** What a type that is not read may change. Undefined: nobody has looked. */
export function lackedWithout(type: string): string | undefined {
  return missing.find(([pattern]) => pattern.test(type))?.[1];
}
