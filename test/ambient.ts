/** What a test adds to the ambient shop. */
export interface AmbientShop {
  /** Labels of namespace shop, as YAML: `istio.io/use-waypoint: waypoint`. */
  readonly labels?: string;
  /** Without a waypoint's Gateway and pods. */
  readonly bare?: true;
  /** Further documents. */
  readonly more?: string;
}

/** Namespace shop in the ambient mesh: pods web-0 (behind Service web) and cart-0, waypoint-0 of a waypoint; old-0 in namespace legacy is outside the mesh. */
export function ambientShop({ labels = '', bare, more = '' }: AmbientShop = {}): string {
  const pod = (namespace: string, name: string, address: string, rest = ''): string => `---
apiVersion: v1
kind: Pod
metadata: { name: ${name}-0, namespace: ${namespace}, labels: { app: ${name}${rest} } }
spec: { serviceAccountName: ${name}, containers: [{ name: ${rest === '' ? 'app' : 'istio-proxy'}, image: app${rest === '' ? ', ports: [{ containerPort: 8080 }]' : ''} }] }
status: { phase: Running, podIP: ${address}, conditions: [{ type: Ready, status: "True" }] }
`;
  const waypoint = `---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: waypoint, namespace: shop }
spec: { gatewayClassName: istio-waypoint, listeners: [{ name: mesh, port: 15008, protocol: HBONE }] }
${pod('shop', 'waypoint', '10.0.0.5', ', gateway.networking.k8s.io/gateway-name: waypoint, gateway.istio.io/managed: istio.io-mesh-controller')}`;
  return `apiVersion: v1
kind: Namespace
metadata: { name: shop, labels: { istio.io/dataplane-mode: ambient${labels === '' ? '' : `, ${labels}`} } }
---
apiVersion: v1
kind: Namespace
metadata: { name: legacy }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { selector: { app: web }, clusterIP: 10.96.0.10, ports: [{ name: http, port: 80, targetPort: 8080 }] }
${pod('shop', 'web', '10.0.0.8')}${pod('shop', 'cart', '10.0.0.7')}${pod('legacy', 'old', '10.0.0.9')}${bare === true ? '' : waypoint}${more === '' ? '' : `---\n${more}`}`;
}

/** An AuthorizationPolicy for app web; `more` stands beside the rules. */
export function policy(name: string, rules: string, more = 'selector: { matchLabels: { app: web } }'): string {
  return `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: ${name}, namespace: shop }
spec:
  ${more}
  rules: ${rules}
`;
}
