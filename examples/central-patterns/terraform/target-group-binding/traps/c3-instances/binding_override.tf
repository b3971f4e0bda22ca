resource "kubectl_manifest" "binding" {
  yaml_body = <<-YAML
    apiVersion: elbv2.k8s.aws/v1beta1
    kind: TargetGroupBinding
    metadata:
      name: web
      namespace: shop
    spec:
      targetGroupARN: ${local.network.target_group_arn}
      targetType: instance
      vpcID: ${local.network.vpc_id}
      serviceRef:
        name: web
        port: 80
  YAML
}
