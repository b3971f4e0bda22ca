/**
 * What happens to targets of type ip when pods come and go; August 2026. Sources: AWS Load Balancer Controller 3.5 guide, "Pod
 * readiness gate"; Kubernetes, "Pod Lifecycle", termination of pods; Elastic Load Balancing, "Edit target group attributes".
 */

/** The label of a namespace whose pods get a readiness gate for each target group, and how the gates' names begin. */
export const readinessGateLabel = 'elbv2.k8s.aws/pod-readiness-gate-inject';
export const readinessGatePrefix = 'target-health.elbv2.k8s.aws';
export const readinessGateFlag = 'enable-pod-readiness-gate-inject';

/** Seconds until a pod that was told to stop is killed, its preStop hook included (PodSpec, terminationGracePeriodSeconds). */
export const defaultGrace = 30;

/**
 * Seconds to go on answering, as we propose them. AWS promises no figure: users report errors with 5 and 15, and none with
 * 25 to 70 (aws-load-balancer-controller issues 1064 and 2106; alphagov/govuk-helm-charts 2202).
 */
export const proposedDelay = 30;

/** The first Kubernetes in which a hook may say `sleep` by default (feature gate PodLifecycleSleepAction, beta). */
export const sleepActionSince = '1.30';
