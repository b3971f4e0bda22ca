resource "aws_ec2_transit_gateway" "hub" {
  description                     = "everything between VPCs passes the firewall"
  default_route_table_association = "disable"
  default_route_table_propagation = "disable"
}

resource "aws_ec2_transit_gateway_vpc_attachment" "all" {
  for_each                                        = local.vpcs
  transit_gateway_id                              = aws_ec2_transit_gateway.hub.id
  vpc_id                                          = aws_vpc.all[each.key].id
  subnet_ids                                      = [for zone in local.zones : aws_subnet.all["${each.key}-${zone}"].id]
  appliance_mode_support                          = each.key == "inspection" ? var.appliance_mode : "disable"
  transit_gateway_default_route_table_association = false
  transit_gateway_default_route_table_propagation = false
}

# What the outer VPCs use: one route, into the firewall.
resource "aws_ec2_transit_gateway_route_table" "spokes" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}

resource "aws_ec2_transit_gateway_route" "into_firewall" {
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
  destination_cidr_block         = "0.0.0.0/0"
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.all["inspection"].id
}

resource "aws_ec2_transit_gateway_route_table_association" "spokes" {
  for_each                       = toset(["ingress", "eks"])
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.all[each.key].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "past_firewall" {
  for_each                       = var.propagates_past_firewall
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.spokes.id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.all[each.key].id
}

# What the firewall's VPC uses: where each VPC is.
resource "aws_ec2_transit_gateway_route_table" "inspection" {
  transit_gateway_id = aws_ec2_transit_gateway.hub.id
}

resource "aws_ec2_transit_gateway_route_table_association" "inspection" {
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.inspection.id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.all["inspection"].id
}

resource "aws_ec2_transit_gateway_route_table_propagation" "inspection" {
  for_each                       = toset(["ingress", "eks"])
  transit_gateway_route_table_id = aws_ec2_transit_gateway_route_table.inspection.id
  transit_gateway_attachment_id  = aws_ec2_transit_gateway_vpc_attachment.all[each.key].id
}

resource "aws_route_table" "ingress" {
  vpc_id = aws_vpc.all["ingress"].id
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.ingress.id
  }
  route {
    cidr_block         = "10.30.0.0/16"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}

resource "aws_route_table" "eks" {
  vpc_id = aws_vpc.all["eks"].id
  route {
    cidr_block         = "0.0.0.0/0"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}

# From the gateway into the endpoint of the same zone, and from there back to the gateway.
resource "aws_route_table" "attachment" {
  for_each = toset(local.zones)
  vpc_id   = aws_vpc.all["inspection"].id
}

resource "aws_route" "into_endpoint" {
  for_each               = toset(local.zones)
  route_table_id         = aws_route_table.attachment[each.key].id
  destination_cidr_block = "0.0.0.0/0"
  vpc_endpoint_id        = local.endpoint_ids["eu-central-1${each.key}"]
}

resource "aws_route_table" "firewall" {
  vpc_id = aws_vpc.all["inspection"].id
  route {
    cidr_block         = "0.0.0.0/0"
    transit_gateway_id = aws_ec2_transit_gateway.hub.id
  }
}

resource "aws_route_table_association" "outer" {
  for_each       = { for name, subnet in local.subnets : name => subnet if subnet.vpc != "inspection" }
  subnet_id      = aws_subnet.all[each.key].id
  route_table_id = each.value.vpc == "ingress" ? aws_route_table.ingress.id : aws_route_table.eks.id
}

resource "aws_route_table_association" "attachment" {
  for_each       = toset(local.zones)
  subnet_id      = aws_subnet.all["inspection-${each.key}"].id
  route_table_id = aws_route_table.attachment[each.key].id
}

resource "aws_route_table_association" "firewall" {
  for_each       = aws_subnet.firewall
  subnet_id      = each.value.id
  route_table_id = aws_route_table.firewall.id
}
