output "cluster-id" {
  value = aws_eks_cluster.control-plane.id
}

output "cluster-name" {
  value = aws_eks_cluster.control-plane.name
}

output "cluster-arn" {
  value = aws_eks_cluster.control-plane.arn
}

output "api-endpoint" {
  value = aws_eks_cluster.control-plane.endpoint
}

output "k8s-version" {
  value = aws_eks_cluster.control-plane.version
}

output "eks-security-group-id" {
  value = aws_eks_cluster.control-plane.vpc_config[0].cluster_security_group_id
}

output "eks-cluster-identity-issuer-url" {
  value = aws_eks_cluster.control-plane.identity.0.oidc.0.issuer
}

output "eks-node-groups" {
  value = aws_eks_node_group.managed-nodes
}

output "eks-data-plane-role-arn" {
  value = aws_iam_role.eks-data-plane.arn
}
