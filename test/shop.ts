/** What a test changes of the shop. */
export interface Shop {
  /** Of the Ingress, beside `scheme` and `target-type`: `inbound-cidrs`. */
  readonly annotations?: Readonly<Record<string, string>>;
  /** Paths with the Service that each leads to. */
  readonly paths?: Readonly<Record<string, string>>;
  /** Further documents. */
  readonly more?: string;
}

/** A shop on the internet: http://shop.example.com/ through an ALB to the pod of `web`, port 8080, with a sidecar. */
export function shop({ annotations = {}, paths = { '/': 'web' }, more = '' }: Shop = {}): string {
  const all = { scheme: 'internet-facing', 'target-type': 'ip', ...annotations };
  const prefixed = Object.entries(all).map(([name, value]) => `    alb.ingress.kubernetes.io/${name}: ${JSON.stringify(value)}\n`);
  const rules = Object.entries(paths).map(([path, service]) => `          - { path: ${path}, pathType: Prefix, backend: { service: { name: ${service}, port: { number: 80 } } } }\n`);
  return `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio-injection: enabled } }
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: shop
  namespace: shop
  annotations:
${prefixed.join('')}spec:
  ingressClassName: alb
  rules:
    - host: shop.example.com
      http:
        paths:
${rules.join('')}---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec: { selector: { matchLabels: { app: web } }, template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] } } }
${more === '' ? '' : `---\n${more}`}`;
}
