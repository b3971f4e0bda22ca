resource "helm_release" "load_balancer_controller" {
  name       = "aws-load-balancer-controller"
  namespace  = "kube-system"
  repository = "https://aws.github.io/eks-charts"
  chart      = "aws-load-balancer-controller"
  version    = "1.14.0"
  values = [yamlencode({
    clusterName = aws_eks_cluster.shop.name
    region      = "eu-central-1"
    # Becomes the flag --aws-vpc-id: subnets, groups and target groups are looked for in that VPC, and made there.
    vpcId = local.network.vpc_id
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

resource "kubectl_manifest" "ingress" {
  yaml_body = templatefile("${path.module}/ingress.yaml.tftpl", {
    subnets     = join(",", local.network.subnet_ids)
    group       = local.network.edge_group_id
    certificate = local.network.certificate_arn
  })
}
