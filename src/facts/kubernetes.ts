/**
 * Kubernetes, read at 1.36 API types (July 2026). Sources: API reference; "DNS for Services and Pods"; "Virtual IPs and
 * Service Proxies"; "Configure Liveness, Readiness and Startup Probes".
 */

/** The kubelet's --cluster-domain; every distribution we know installs this one (DNS for Services and Pods). */
export const clusterDomain = 'cluster.local';

/** Replicas of a Deployment, ReplicaSet or StatefulSet that says none (API reference, apps/v1). */
export const defaultReplicas = 1;

/** Namespaces of the system itself, which admission plug-ins leave alone by custom (istio, pkg/kube/inject). */
export const systemNamespaces: readonly string[] = ['kube-system', 'kube-public', 'kube-node-lease', 'local-path-storage'];

/**
 * Names of plain HTTP and of TLS in a Service port's appProtocol, or as the first word of a port's name (API reference,
 * ServicePort; port names as meshes and controllers read them: Istio, "Protocol Selection").
 */
export const httpProtocolNames: readonly string[] = ['http', 'http2', 'grpc', 'kubernetes.io/h2c', 'kubernetes.io/ws'];
export const tlsProtocolNames: readonly string[] = ['https', 'tls', 'kubernetes.io/wss'];

/**
 * Parts of the images of programs that take TLS and plain HTTP on one port, so that a probe in one says nothing of the other
 * (argoproj/argo-cd, server/server.go: cmux on port 8080, and TLS unless server.insecure; read 2026-11).
 */
export const bothOnOnePort: readonly string[] = ['argoproj/argocd'];

/** Labels that a StatefulSet gives each of its pods: no two pods of it have the same (Kubernetes, "StatefulSets", Pod Name Label and Pod Index Label). */
export const ordinalLabels: readonly string[] = ['statefulset.kubernetes.io/pod-name', 'apps.kubernetes.io/pod-index'];

/** Half-open range of node ports (kube-apiserver, --service-node-port-range). */
export const nodePorts = { from: 30_000, to: 32_768 } as const;
