resource "kubectl_manifest" "ingress" {
  yaml_body = <<-YAML
    apiVersion: networking.k8s.io/v1
    kind: Ingress
    metadata:
      name: web
      namespace: shop
      annotations:
        alb.ingress.kubernetes.io/enable-frontend-nlb: "true"
        alb.ingress.kubernetes.io/frontend-nlb-scheme: internet-facing
        alb.ingress.kubernetes.io/frontend-nlb-healthcheck-protocol: HTTPS
        alb.ingress.kubernetes.io/frontend-nlb-healthcheck-success-codes: "404"
        alb.ingress.kubernetes.io/subnets: ${join(",", local.network.subnet_ids)}
        alb.ingress.kubernetes.io/scheme: internet-facing
        alb.ingress.kubernetes.io/target-type: ip
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
                backend: { service: { name: web, port: { number: 80 } } }
  YAML
}
