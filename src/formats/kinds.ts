/** Namespaced kinds by API group. */
const namespaced: Readonly<Record<string, string>> = {
  '': 'Binding ConfigMap Endpoints Event LimitRange PersistentVolumeClaim Pod PodTemplate ReplicationController ResourceQuota Secret Service ServiceAccount',
  apps: 'ControllerRevision DaemonSet Deployment ReplicaSet StatefulSet',
  extensions: 'DaemonSet Deployment Ingress NetworkPolicy ReplicaSet',
  batch: 'CronJob Job',
  autoscaling: 'HorizontalPodAutoscaler',
  policy: 'PodDisruptionBudget',
  'networking.k8s.io': 'Ingress NetworkPolicy',
  'discovery.k8s.io': 'EndpointSlice',
  'events.k8s.io': 'Event',
  'coordination.k8s.io': 'Lease',
  'rbac.authorization.k8s.io': 'Role RoleBinding',
  'networking.istio.io': 'DestinationRule EnvoyFilter Gateway ProxyConfig ServiceEntry Sidecar VirtualService WorkloadEntry WorkloadGroup',
  'security.istio.io': 'AuthorizationPolicy PeerAuthentication RequestAuthentication',
  'telemetry.istio.io': 'Telemetry',
  'extensions.istio.io': 'WasmPlugin',
  'install.istio.io': 'IstioOperator',
  'gateway.networking.k8s.io': 'BackendTLSPolicy GRPCRoute HTTPRoute ListenerSet ReferenceGrant TCPRoute TLSRoute UDPRoute',
  'elbv2.k8s.aws': 'TargetGroupBinding',
  'gateway.k8s.aws': 'ListenerRuleConfiguration LoadBalancerConfiguration TargetGroupConfiguration',
  'vpcresources.k8s.aws': 'SecurityGroupPolicy',
  'cert-manager.io': 'Certificate CertificateRequest Issuer',
  'external-secrets.io': 'ExternalSecret SecretStore',
  'bitnami.com': 'SealedSecret',
  'externaldns.k8s.io': 'DNSEndpoint',
  'monitoring.coreos.com': 'PodMonitor PrometheusRule ServiceMonitor',
};

/** Kinds without namespaces by API group. */
const clusterWide: Readonly<Record<string, string>> = {
  '': 'ComponentStatus Namespace Node PersistentVolume',
  'networking.k8s.io': 'IPAddress IngressClass ServiceCIDR',
  extensions: 'PodSecurityPolicy',
  policy: 'PodSecurityPolicy',
  'rbac.authorization.k8s.io': 'ClusterRole ClusterRoleBinding',
  'storage.k8s.io': 'CSIDriver CSINode StorageClass VolumeAttachment',
  'scheduling.k8s.io': 'PriorityClass',
  'node.k8s.io': 'RuntimeClass',
  'apiextensions.k8s.io': 'CustomResourceDefinition',
  'apiregistration.k8s.io': 'APIService',
  'admissionregistration.k8s.io':
    'MutatingAdmissionPolicy MutatingAdmissionPolicyBinding MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration',
  'certificates.k8s.io': 'CertificateSigningRequest',
  'flowcontrol.apiserver.k8s.io': 'FlowSchema PriorityLevelConfiguration',
  'gateway.networking.k8s.io': 'GatewayClass',
  'elbv2.k8s.aws': 'IngressClassParams',
  'crd.k8s.amazonaws.com': 'ENIConfig',
  'cert-manager.io': 'ClusterIssuer',
  'external-secrets.io': 'ClusterExternalSecret ClusterSecretStore',
  'karpenter.k8s.aws': 'EC2NodeClass',
  'karpenter.sh': 'NodeClaim NodePool',
};

/** Namespaced kinds whose plain name belongs to another group. */
const guests: Readonly<Record<string, string>> = { 'gateway.networking.k8s.io': 'Gateway' };

const homes: ReadonlyMap<string, readonly string[]> = homesOf();
const knownGroups: ReadonlySet<string> = new Set([...Object.keys(clusterWide), ...Object.keys(namespaced)]);
const namespacing: ReadonlyMap<string, boolean> = namespacingOf();

/** Whether objects of a kind have a namespace; undefined where the kind is not known. */
export function isNamespaced(kind: string, group: string): boolean | undefined {
  return namespacing.get(`${group}/${kind}`);
}

/**
 * What a resource is called: its kind, or kind and group (`Service.serving.knative.dev`, as kubectl writes it) where
 * another group's kind has the plain name. Without that, a Knative Service would be taken for a core one. A kind under
 * a known group that has no such kind (`v1` for a Deployment) is a slip and keeps its plain name.
 */
export function typeOf(kind: string, group: string): string {
  const home = homes.get(kind);
  if (home === undefined || home.includes(group)) return kind;
  return isNamespaced(kind, group) === undefined && knownGroups.has(group) ? kind : `${kind}.${group}`;
}

function homesOf(): Map<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const [group, kinds] of [...Object.entries(clusterWide), ...Object.entries(namespaced)]) {
    for (const kind of kinds.split(' ')) found.set(kind, [...(found.get(kind) ?? []), group]);
  }
  return found;
}

function namespacingOf(): Map<string, boolean> {
  const known = (table: Readonly<Record<string, string>>, has: boolean): [string, boolean][] =>
    Object.entries(table).flatMap(([group, kinds]) => kinds.split(' ').map((kind): [string, boolean] => [`${group}/${kind}`, has]));
  return new Map([...known(clusterWide, false), ...known(namespaced, true), ...known(guests, true)]);
}
