# Three VPCs of one account on a transit gateway: ingress with the load balancer, inspection with the firewall, eks with the pods.
terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

# What every VPC says that sends everything through the firewall.
variable "propagates_past_firewall" {
  description = "VPCs whose own routes stand in the table that the others use"
  type        = set(string)
  default     = []
}

variable "appliance_mode" {
  description = "whether both directions of a connection keep to one endpoint of the firewall"
  type        = string
  default     = "enable"
}

variable "stateless_default" {
  description = "what the firewall does with packets that no stateless rule takes"
  type        = string
  default     = "aws:forward_to_sfe"
}

locals {
  zones = ["a", "b"]
  vpcs = {
    ingress    = { block = "10.10.0.0/16", subnets = ["10.10.1.0/24", "10.10.2.0/24"] }
    inspection = { block = "10.20.0.0/16", subnets = ["10.20.1.0/24", "10.20.2.0/24"] }
    eks        = { block = "10.30.0.0/16", subnets = ["10.30.1.0/24", "10.30.2.0/24"] }
  }
  subnets = merge([for name, vpc in local.vpcs : { for index, zone in local.zones : "${name}-${zone}" => { vpc = name, zone = zone, block = vpc.subnets[index] } }]...)
  # Endpoints of the firewall have subnets of their own, as attachments of the gateway do.
  endpoints = { a = "10.20.11.0/24", b = "10.20.12.0/24" }
}

resource "aws_vpc" "all" {
  for_each   = local.vpcs
  cidr_block = each.value.block
  tags       = { Name = each.key }
}

resource "aws_internet_gateway" "ingress" {
  vpc_id = aws_vpc.all["ingress"].id
}

resource "aws_subnet" "all" {
  for_each          = local.subnets
  vpc_id            = aws_vpc.all[each.value.vpc].id
  availability_zone = "eu-central-1${each.value.zone}"
  cidr_block        = each.value.block
}

resource "aws_subnet" "firewall" {
  for_each          = local.endpoints
  vpc_id            = aws_vpc.all["inspection"].id
  availability_zone = "eu-central-1${each.key}"
  cidr_block        = each.value
}
