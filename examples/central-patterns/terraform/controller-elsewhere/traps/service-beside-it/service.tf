resource "kubectl_manifest" "exposed" {
  yaml_body = <<-YAML
    apiVersion: v1
    kind: Service
    metadata:
      name: web-exposed
      namespace: shop
    spec:
      type: LoadBalancer
      selector: { app: web }
      ports: [{ port: 80, targetPort: 8080 }]
  YAML
}
