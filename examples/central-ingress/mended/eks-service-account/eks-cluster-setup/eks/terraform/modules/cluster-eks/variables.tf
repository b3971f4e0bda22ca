variable "cluster-name" {
  type = string
}

variable "control-plane-version" {
  type = string
}

variable "cluster-data-plane-subnet-ids" {
  type = list(string)
}

variable "node-groups" {
  description = "managed node groups, by name"
  type = map(object({
    name          = string
    instance-type = string
    min-size      = number
    desired-size  = number
    max-size      = number
    k8s-labels    = map(string)
  }))
}

variable "ami-versions" {
  description = "release of the nodes by version of Kubernetes"
  type        = map(string)
}
