locals {
  service_config = yamldecode(file("${path.module}/eks-config/service.yaml"))
}
