resource "aws_networkfirewall_firewall_policy" "central" {
  name = "central"
  firewall_policy {
    stateless_default_actions          = [var.stateless_default]
    stateless_fragment_default_actions = ["aws:forward_to_sfe"]
    stateful_rule_group_reference {
      resource_arn = aws_networkfirewall_rule_group.web.arn
    }
  }
}

resource "aws_networkfirewall_rule_group" "web" {
  name     = "web"
  type     = "STATEFUL"
  capacity = 100
  rule_group {
    rules_source {
      rules_string = "pass tcp 10.10.0.0/16 any -> 10.30.0.0/16 8080 (sid:1; rev:1;)\ndrop tcp 10.10.0.0/16 any -> 10.30.0.0/16 any (sid:2; rev:1;)\n"
    }
  }
}

resource "aws_networkfirewall_firewall" "central" {
  name                = "central"
  firewall_policy_arn = aws_networkfirewall_firewall_policy.central.arn
  vpc_id              = aws_vpc.all["inspection"].id
  dynamic "subnet_mapping" {
    for_each = aws_subnet.firewall
    content {
      subnet_id = subnet_mapping.value.id
    }
  }
}

locals {
  # Which endpoint is in which zone, only the firewall says.
  endpoint_ids = { for state in aws_networkfirewall_firewall.central.firewall_status[0].sync_states : state.availability_zone => state.attachment[0].endpoint_id }
}
