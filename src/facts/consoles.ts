/**
 * Consoles that come with a mesh, by the name their charts and samples give the Service (istio/istio, samples/addons, release
 * 1.31; Kiali CR reference of 2026). None of them ends TLS by itself unless it is told to.
 */
export const consoles: Readonly<Record<string, { readonly title: string; readonly ports: readonly number[]; readonly login: boolean }>> = {
  grafana: { title: 'Grafana', ports: [3000], login: true },
  kiali: { title: 'Kiali', ports: [20001], login: true },
  prometheus: { title: 'Prometheus', ports: [9090], login: false },
  tracing: { title: 'Jaeger', ports: [80, 16686], login: false },
  zipkin: { title: 'Zipkin', ports: [9411], login: false },
};

/** Kiali's own port (Kiali CR reference, spec.server.port). */
export const kialiPort = 20001;

/** Annotations of a Service of type LoadBalancer, without their prefix (LBC guide, "Service annotations"; kubernetes/cloud-provider-aws). */
export const balancerAnnotations = {
  prefix: 'service.beta.kubernetes.io/aws-load-balancer-',
  /** Any value of these keeps the balancer inside the network. */
  internal: { internal: ['true', '0.0.0.0/0'], scheme: ['internal'] },
  certificate: 'ssl-cert',
} as const;

/**
 * Who makes the balancer of a Service without loadBalancerClass decides where it stands: the cloud provider in the cluster
 * makes a Classic Load Balancer on the internet; the AWS Load Balancer Controller takes such Services over since this
 * release, and makes an internal one (its guide, "NLB").
 */
export const controllerTakesOverSince = '2.5';
