/** A version of an API that no server offers any more. */
export interface RemovedVersion {
  /** `group/version` as objects state it. */
  readonly apiVersion: string;
  readonly kind: string;
  /** The Kubernetes release that stopped serving it. */
  readonly release: string;
  /** What to write in its place; absent where nothing took it. */
  readonly replacement?: string;
  /** What has to change besides the version, where that is more than nothing. */
  readonly changes?: string;
}

/**
 * API versions removed up to Kubernetes 1.32, the last release that removed any as of November 2026.
 * Source: Kubernetes documentation, "Deprecated API Migration Guide" (reference/using-api/deprecation-guide).
 */
export const removedVersions: readonly RemovedVersion[] = [
  ...of('1.32', 'flowcontrol.apiserver.k8s.io/v1beta3', 'FlowSchema PriorityLevelConfiguration', 'flowcontrol.apiserver.k8s.io/v1'),
  ...of('1.29', 'flowcontrol.apiserver.k8s.io/v1beta2', 'FlowSchema PriorityLevelConfiguration', 'flowcontrol.apiserver.k8s.io/v1'),
  ...of('1.27', 'storage.k8s.io/v1beta1', 'CSIStorageCapacity', 'storage.k8s.io/v1'),
  ...of('1.26', 'flowcontrol.apiserver.k8s.io/v1beta1', 'FlowSchema PriorityLevelConfiguration', 'flowcontrol.apiserver.k8s.io/v1'),
  ...of('1.26', 'autoscaling/v2beta2', 'HorizontalPodAutoscaler', 'autoscaling/v2'),
  ...of('1.25', 'autoscaling/v2beta1', 'HorizontalPodAutoscaler', 'autoscaling/v2', 'targetAverageUtilization became target.averageUtilization with target.type: Utilization'),
  ...of('1.25', 'batch/v1beta1', 'CronJob', 'batch/v1'),
  ...of('1.25', 'discovery.k8s.io/v1beta1', 'EndpointSlice', 'discovery.k8s.io/v1', 'topology became nodeName and zone of each endpoint'),
  ...of('1.25', 'events.k8s.io/v1beta1', 'Event', 'events.k8s.io/v1'),
  ...of('1.25', 'policy/v1beta1', 'PodDisruptionBudget', 'policy/v1', 'an empty spec.selector now means every pod of the namespace'),
  ...of('1.25', 'policy/v1beta1', 'PodSecurityPolicy', undefined, 'pod security admission took its work over'),
  ...of('1.25', 'node.k8s.io/v1beta1', 'RuntimeClass', 'node.k8s.io/v1'),
  ...of('1.22', 'admissionregistration.k8s.io/v1beta1', 'MutatingWebhookConfiguration ValidatingWebhookConfiguration', 'admissionregistration.k8s.io/v1', 'sideEffects and admissionReviewVersions are required'),
  ...of('1.22', 'apiextensions.k8s.io/v1beta1', 'CustomResourceDefinition', 'apiextensions.k8s.io/v1', 'every version needs a schema'),
  ...of('1.22', 'apiregistration.k8s.io/v1beta1', 'APIService', 'apiregistration.k8s.io/v1'),
  ...of('1.22', 'certificates.k8s.io/v1beta1', 'CertificateSigningRequest', 'certificates.k8s.io/v1', 'signerName and usages are required'),
  ...of('1.22', 'coordination.k8s.io/v1beta1', 'Lease', 'coordination.k8s.io/v1'),
  ...of('1.22', 'extensions/v1beta1', 'Ingress', 'networking.k8s.io/v1', ingressChanges()),
  ...of('1.22', 'networking.k8s.io/v1beta1', 'Ingress', 'networking.k8s.io/v1', ingressChanges()),
  ...of('1.22', 'networking.k8s.io/v1beta1', 'IngressClass', 'networking.k8s.io/v1'),
  ...of('1.22', 'rbac.authorization.k8s.io/v1beta1', 'ClusterRole ClusterRoleBinding Role RoleBinding', 'rbac.authorization.k8s.io/v1'),
  ...of('1.22', 'scheduling.k8s.io/v1beta1', 'PriorityClass', 'scheduling.k8s.io/v1'),
  ...of('1.22', 'storage.k8s.io/v1beta1', 'CSIDriver CSINode StorageClass VolumeAttachment', 'storage.k8s.io/v1'),
  ...of('1.16', 'extensions/v1beta1', 'NetworkPolicy', 'networking.k8s.io/v1'),
  ...of('1.16', 'extensions/v1beta1', 'PodSecurityPolicy', undefined, 'pod security admission took its work over'),
  ...of('1.16', 'extensions/v1beta1', 'DaemonSet Deployment ReplicaSet', 'apps/v1', 'spec.selector is required'),
  ...of('1.16', 'apps/v1beta1', 'Deployment StatefulSet', 'apps/v1', 'spec.selector is required'),
  ...of('1.16', 'apps/v1beta2', 'DaemonSet Deployment ReplicaSet StatefulSet', 'apps/v1', 'spec.selector is required'),
];

function of(release: string, apiVersion: string, kinds: string, replacement?: string, changes?: string): RemovedVersion[] {
  return kinds.split(' ').map((kind) => ({
    apiVersion,
    kind,
    release,
    ...(replacement === undefined ? {} : { replacement }),
    ...(changes === undefined ? {} : { changes }),
  }));
}

function ingressChanges(): string {
  return 'every path needs a pathType, serviceName became service.name, servicePort became service.port.number or service.port.name';
}
