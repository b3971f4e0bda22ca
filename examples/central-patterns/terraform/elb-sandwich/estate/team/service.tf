# The load balancer is made by the controller of the cluster. Without loadBalancerClass and scheme, it would not be this one.
resource "kubernetes_manifest" "service" {
  manifest = {
    apiVersion = "v1"
    kind       = "Service"
    metadata = {
      name      = "web"
      namespace = "shop"
      annotations = {
        "service.beta.kubernetes.io/aws-load-balancer-name"                                = "shop-inner"
        "service.beta.kubernetes.io/aws-load-balancer-scheme"                              = "internal"
        "service.beta.kubernetes.io/aws-load-balancer-nlb-target-type"                     = "ip"
        "service.beta.kubernetes.io/aws-load-balancer-subnets"                             = join(",", [for zone in keys(local.inner) : aws_subnet.inner[zone].id])
        "service.beta.kubernetes.io/aws-load-balancer-private-ipv4-addresses"              = join(",", [for zone in local.inner : zone.address])
        "service.beta.kubernetes.io/aws-load-balancer-security-groups"                     = aws_security_group.inner.id
        "service.beta.kubernetes.io/aws-load-balancer-manage-backend-security-group-rules" = "true"
      }
    }
    spec = {
      type              = "LoadBalancer"
      loadBalancerClass = "service.k8s.aws/nlb"
      selector          = { app = "web" }
      ports             = [{ name = "http", port = 80, targetPort = 8080 }]
    }
  }
}

# A new pod is ready once its target is healthy.
resource "kubernetes_manifest" "namespace" {
  manifest = {
    apiVersion = "v1"
    kind       = "Namespace"
    metadata   = { name = "shop", labels = { "elbv2.k8s.aws/pod-readiness-gate-inject" = "enabled" } }
  }
}

resource "kubernetes_manifest" "deployment" {
  manifest = {
    apiVersion = "apps/v1"
    kind       = "Deployment"
    metadata   = { name = "web", namespace = "shop" }
    spec = {
      replicas = 2
      selector = { matchLabels = { app = "web" } }
      template = {
        metadata = { labels = { app = "web" } }
        spec = {
          containers = [{
            name  = "web"
            image = "example.com/shop/web:1.4.2"
            ports = [{ containerPort = 8080 }]
            # The load balancer learns that a pod goes at the same moment as the pod.
            lifecycle = { preStop = { sleep = { seconds = 30 } } }
          }]
          terminationGracePeriodSeconds = 60
        }
      }
    }
  }
}
