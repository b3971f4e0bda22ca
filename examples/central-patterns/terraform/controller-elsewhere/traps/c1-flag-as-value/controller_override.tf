resource "helm_release" "load_balancer_controller" {
  values = [yamlencode({
    clusterName  = aws_eks_cluster.shop.name
    region       = "eu-central-1"
    aws-vpc-id   = local.network.vpc_id
    enableShield = false
    enableWaf    = false
    enableWafv2  = false
  })]
}
