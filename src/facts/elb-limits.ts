/**
 * Values that Elastic Load Balancing takes, and refuses outside of (ELBv2 API reference, on the page named at each, November 2026).
 * Those of health checks: CreateTargetGroup; of these only the interval was read there again, the others are as cited elsewhere.
 */
export const healthCheckLimits: readonly { readonly key: string; readonly what: string; readonly from: number; readonly to: number }[] = [
  { key: 'intervalSeconds', what: 'the interval of health checks, in seconds,', from: 5, to: 300 },
  { key: 'timeoutSeconds', what: 'the time a health check waits, in seconds,', from: 2, to: 120 },
  { key: 'healthyThresholdCount', what: 'the number of checks that make a target healthy', from: 2, to: 10 },
  { key: 'unhealthyThresholdCount', what: 'the number of checks that make a target unhealthy', from: 2, to: 10 },
];

/** Codes that a health check may accept, by what is asked of them (Matcher). */
export const goodCodes = {
  application: { from: 200, to: 499 },
  network: { from: 200, to: 599 },
  grpc: { from: 0, to: 99 },
} as const;

/** RedirectActionConfig. */
export const redirectStatuses: readonly string[] = ['HTTP_301', 'HTTP_302'];

/** FixedResponseActionConfig. */
export const fixedResponse = {
  contentTypes: ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'],
  /** Characters ("Maximum length of 1024"). */
  longestBody: 1024,
} as const;

/** Characters of one value of a host or path condition (HostHeaderConditionConfig, PathPatternConditionConfig). */
export const longestConditionValue = 128;

/** What a load balancer may not be called (CreateLoadBalancer). */
export const reservedNameStart = 'internal-';

/** Characters of the name of a load balancer or a target group (CreateLoadBalancer, CreateTargetGroup). */
export const longestName = 32;

/** Characters of `name_prefix`: Terraform's provider puts 26 of its own behind it. */
export const longestNamePrefix = 6;

/** Of a listener's rules (CreateRule, Priority). */
export const rulePriorities = { from: 1, to: 50_000 } as const;
