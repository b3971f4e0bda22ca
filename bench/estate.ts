/**
 * A synthetic estate as one YAML text: each service is a Service, a Deployment and an AuthorizationPolicy, written the
 * way a chart prints them. `services` is a count; the same count always gives the same text.
 */
export function estateText(services: number): string {
  const documents: string[] = [];
  for (let index = 0; index < services; index++) documents.push(service(index), deployment(index), policy(index));
  return documents.join('---\n');
}

const teams = ['imaging', 'billing', 'research', 'portal', 'archive', 'intake', 'reports', 'edge'] as const;
const tiers = ['web', 'api', 'worker', 'cache'] as const;

function nameOf(index: number): { name: string; namespace: string; team: string; tier: string; port: number } {
  const team = teams[index % teams.length] ?? 'edge';
  const tier = tiers[index % tiers.length] ?? 'web';
  return { name: `${team}-${tier}-${index}`, namespace: `${team}-${Math.floor(index / 40) % 25}`, team, tier, port: 8000 + (index % 900) };
}

function labels(index: number, indent: string): string {
  const { name, tier } = nameOf(index);
  return [
    `app.kubernetes.io/name: ${name}`,
    `app.kubernetes.io/version: "2.${index % 30}.0"`,
    `tier: ${tier}`,
  ]
    .map((line) => `${indent}${line}\n`)
    .join('');
}

function service(index: number): string {
  const { name, namespace, port } = nameOf(index);
  return `# Source: shop/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
${labels(index, '    ')}spec:
  type: ClusterIP
  ports:
    - name: http
      port: 80
      targetPort: ${port}
      protocol: TCP
    - name: metrics
      port: 9090
      targetPort: metrics
  selector:
    app.kubernetes.io/name: ${name}
    tier: ${nameOf(index).tier}
`;
}

function deployment(index: number): string {
  const { name, namespace, port } = nameOf(index);
  return `# Source: shop/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  namespace: ${namespace}
  labels:
${labels(index, '    ')}  annotations:
    checksum/config: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f${String(index).padStart(5, '0')}"
spec:
  replicas: ${1 + (index % 5)}
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
      tier: ${nameOf(index).tier}
  template:
    metadata:
      labels:
${labels(index, '        ')}    spec:
      serviceAccountName: ${name}
      containers:
        - name: app
          image: registry.example.org/${name}:2.${index % 30}.0
          args: ["--listen", ":${port}", "--log-level=info"]
          ports:
            - name: http
              containerPort: ${port}
            - { name: metrics, containerPort: 9090 }
          env:
            - name: GREETING
              value: 'hello from ${name}'
          readinessProbe:
            httpGet:
              path: /healthz
              port: http
            periodSeconds: 10 # how often the kubelet asks
          resources:
            requests:
              cpu: ${50 + (index % 10) * 10}m
              memory: 128Mi
`;
}

function policy(index: number): string {
  const { name, namespace, team, port } = nameOf(index);
  return `apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata:
  name: ${name}
  namespace: ${namespace}
spec:
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  action: ALLOW
  rules:
    # the portal reads and writes
    - from:
        - source:
            principals:
              - cluster.local/ns/portal-${index % 25}/sa/portal
      to:
        - operation:
            methods: ["GET", "POST"]
            paths: ["/${team}/*", "/healthz"]
            ports: ["${port}"]
    - from:
        - source:
            namespaces: [monitoring]
      to:
        - operation:
            methods: [GET]
            ports: ["9090"]
`;
}
