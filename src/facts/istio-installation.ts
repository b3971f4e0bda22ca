/**
 * The ingress gateway as `istioctl install` makes it with the default profile. Read on 2026-11-22 in istio/istio master,
 * manifests/charts/gateways/istio-ingress/values.yaml; the same since 1.6.
 */
export const defaultIngressGateway = {
  namespace: 'istio-system',
  name: 'istio-ingressgateway',
  serviceAccount: 'istio-ingressgateway-service-account',
  labels: { app: 'istio-ingressgateway', istio: 'ingressgateway' },
  ports: [
    { name: 'status-port', port: 15021, targetPort: 15021 },
    { name: 'http2', port: 80, targetPort: 8080 },
    { name: 'https', port: 443, targetPort: 8443 },
  ],
} as const;

/** Where a gateway says whether it is ready, in plain HTTP (Istio, "Ports used by Istio"; its readiness probe). */
export const gatewayStatus = { port: 15021, path: '/healthz/ready' } as const;
