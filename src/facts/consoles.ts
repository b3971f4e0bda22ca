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

/**
 * Programs whose web pages manage something, by a part of their image's name. `manages`: whoever is in can change data or
 * users, and not only look. Sources: the images' own documentation (2026-11).
 */
export const managementImages: readonly { readonly image: string; readonly title: string; readonly manages: boolean; readonly login: boolean }[] = [
  { image: 'intersystems/webgateway', title: 'the InterSystems Management Portal', manages: true, login: true },
  { image: 'intersystems/iris', title: 'the InterSystems Management Portal', manages: true, login: true },
  { image: 'dpage/pgadmin4', title: 'pgAdmin', manages: true, login: true },
  { image: 'phpmyadmin', title: 'phpMyAdmin', manages: true, login: true },
  { image: 'adminer', title: 'Adminer', manages: true, login: true },
  { image: 'kubernetesui/dashboard', title: 'the Kubernetes dashboard', manages: true, login: true },
  { image: 'argoproj/argocd', title: 'Argo CD', manages: true, login: true },
  { image: 'kiali/kiali', title: 'Kiali', manages: true, login: true },
  { image: 'prom/prometheus', title: 'Prometheus', manages: false, login: false },
  { image: 'jaegertracing/', title: 'Jaeger', manages: false, login: false },
];

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
