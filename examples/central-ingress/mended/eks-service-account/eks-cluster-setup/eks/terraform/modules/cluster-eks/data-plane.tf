resource "aws_eks_node_group" "managed-nodes" {
  provider        = aws.eks-admin
  for_each        = var.node-groups
  cluster_name    = aws_eks_cluster.control-plane.name
  node_group_name = each.value.name
  node_role_arn   = aws_iam_role.eks-data-plane.arn
  subnet_ids      = concat(var.cluster-data-plane-subnet-ids)
  instance_types  = [each.value.instance-type]
  release_version = lookup(var.ami-versions, var.control-plane-version)
  labels          = each.value.k8s-labels
  tags            = { Name = each.key }

  scaling_config {
    min_size     = each.value.min-size
    desired_size = each.value.desired-size
    max_size     = each.value.max-size
  }

  depends_on = [
    aws_iam_role_policy_attachment.AmazonEKSWorkerNodePolicy,
    aws_iam_role_policy_attachment.AmazonEKS_CNI_Policy,
    aws_iam_role_policy_attachment.AmazonEC2ContainerRegistryReadOnly,
    aws_iam_role_policy_attachment.CloudWatchAgentServerPolicy,
    aws_iam_service_linked_role.eks-nodegroup,
  ]
}
