resource "helm_release" "load_balancer_controller" {
  name       = "aws-load-balancer-controller"
  namespace  = "kube-system"
  repository = "https://aws.github.io/eks-charts"
  chart      = "aws-load-balancer-controller"
  version    = "1.14.0"
  values = [yamlencode({
    clusterName = aws_eks_cluster.shop.name
    region      = "eu-central-1"
    vpcId       = aws_vpc.shop.id
    # Nothing here goes to the internet, and these have no endpoint in a VPC.
    enableShield = false
    enableWaf    = false
    enableWafv2  = false
  })]
}

resource "kubectl_manifest" "shop" {
  for_each  = fileset(path.module, "shop/*.yaml")
  yaml_body = file("${path.module}/${each.value}")
}

# Which load balancer the pods are behind is not the cluster's business: it has a target group to fill.
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
      vpcID: ${local.network.vpc_id}
      iamRoleArnToAssume: ${local.network.targets_role_arn}
      assumeRoleExternalId: shop
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
