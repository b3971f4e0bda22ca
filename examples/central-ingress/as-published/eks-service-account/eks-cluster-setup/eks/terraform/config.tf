locals {
  service_config = yamldecode(file("./eks-config/service.yaml"))
}
