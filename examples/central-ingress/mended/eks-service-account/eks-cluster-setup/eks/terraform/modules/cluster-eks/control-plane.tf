resource "aws_eks_cluster" "control-plane" {
  provider                  = aws.eks-admin
  name                      = var.cluster-name
  version                   = var.control-plane-version
  role_arn                  = aws_iam_role.eks-service.arn
  enabled_cluster_log_types = ["api", "audit", "authenticator"]
  tags                      = { Name = var.cluster-name }

  vpc_config {
    subnet_ids              = var.cluster-data-plane-subnet-ids
    endpoint_private_access = true
    endpoint_public_access  = false
  }

  # A cluster whose role has lost its policies cannot take its own groups and interfaces away.
  depends_on = [
    aws_iam_role_policy_attachment.AmazonEKSClusterPolicy,
    aws_iam_role_policy_attachment.AmazonEKSServicePolicy,
  ]

  timeouts {
    create = "30m"
    update = "60m"
    delete = "30m"
  }
}
