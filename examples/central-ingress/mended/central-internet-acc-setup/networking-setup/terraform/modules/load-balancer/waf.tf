resource "aws_wafv2_web_acl" "internet-ingress-alb" {
  name        = "internet-ingress-alb"
  description = "In front of the central load balancer"
  scope       = "REGIONAL"

  default_action {
    allow {}
  }

  rule {
    name     = "AWS-AWSManagedRulesKnownBadInputsRuleSet"
    priority = 1

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesKnownBadInputsRuleSet"
      }
    }

    visibility_config {
      metric_name                = "AWS-AWSManagedRulesKnownBadInputsRuleSet"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  rule {
    name     = "AWS-AWSManagedRulesCommonRuleSet"
    priority = 2

    override_action {
      none {}
    }

    statement {
      managed_rule_group_statement {
        vendor_name = "AWS"
        name        = "AWSManagedRulesCommonRuleSet"
      }
    }

    visibility_config {
      metric_name                = "AWS-AWSManagedRulesCommonRuleSet"
      cloudwatch_metrics_enabled = true
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    metric_name                = "internet-ingress-alb"
    cloudwatch_metrics_enabled = true
    sampled_requests_enabled   = true
  }

  tags = { Name = "internet-ingress-alb-web-acl" }
}

resource "aws_wafv2_web_acl_association" "internet-ingress-alb" {
  web_acl_arn  = aws_wafv2_web_acl.internet-ingress-alb.arn
  resource_arn = aws_lb.internet-ingress-alb.arn
}
