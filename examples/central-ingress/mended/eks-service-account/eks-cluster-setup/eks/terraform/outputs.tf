output "eks-id" {
  value = module.eks.cluster-id
}

output "eks-name" {
  value = module.eks.cluster-name
}

output "eks-arn" {
  value = module.eks.cluster-arn
}

output "eks-api-endpoint" {
  value = module.eks.api-endpoint
}

output "eks-k8s-version" {
  value = module.eks.k8s-version
}

output "eks-security-group-id" {
  value = module.eks.eks-security-group-id
}

output "eks-identity-issuer-url" {
  value = module.eks.eks-cluster-identity-issuer-url
}

output "eks-node-groups" {
  value = module.eks.eks-node-groups
}

output "eks-data-plane-role-arn" {
  value = module.eks.eks-data-plane-role-arn
}
