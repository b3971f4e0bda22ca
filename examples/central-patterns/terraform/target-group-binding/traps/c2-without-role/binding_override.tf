resource "kubectl_manifest" "binding" {
  yaml_body = <<-YAML
    apiVersion: elbv2.k8s.aws/v1beta1
    kind: TargetGroupBinding
    metadata:
      name: web
      namespace: shop
    spec:
      targetGroupARN: ${local.network.target_group_arn}
      targetType: ip
      serviceRef:
        name: web
        port: 80
      networking:
        ingress:
          - from:
              - securityGroup:
                  groupID: ${local.network.edge_group_id}
            ports:
              - protocol: TCP
                port: 8080
  YAML
}
