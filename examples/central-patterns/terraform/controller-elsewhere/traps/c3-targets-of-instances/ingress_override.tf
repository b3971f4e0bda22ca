resource "kubectl_manifest" "ingress" {
  yaml_body = <<-YAML
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
      namespace: shop
      annotations:
        alb.ingress.kubernetes.io/subnets: ${join(",", local.network.subnet_ids)}
        alb.ingress.kubernetes.io/scheme: internet-facing
        alb.ingress.kubernetes.io/target-type: instance
        alb.ingress.kubernetes.io/security-groups: ${local.network.edge_group_id}
        alb.ingress.kubernetes.io/listen-ports: '[{"HTTPS": 443}]'
        alb.ingress.kubernetes.io/certificate-arn: ${local.network.certificate_arn}
        alb.ingress.kubernetes.io/healthcheck-path: /healthz
    spec:
      ingressClassName: alb
      rules:
        - host: shop.example.com
          http:
            paths:
              - path: /
                pathType: Prefix
                backend: { service: { name: web-nodes, port: { number: 80 } } }
  YAML
}

resource "kubectl_manifest" "node_port" {
  yaml_body = <<-YAML
    apiVersion: v1
    kind: Service
    metadata:
      name: web-nodes
      namespace: shop
    spec:
      type: NodePort
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080, nodePort: 30080 }]
  YAML
}
