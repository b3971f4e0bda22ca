# The name that clients ask for, and the certificate that the load balancer shows for it.
resource "aws_route53_zone" "public" {
  name = var.domain
}

resource "aws_acm_certificate" "central" {
  domain_name       = "*.${var.domain}"
  validation_method = "DNS"
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_route53_record" "validation" {
  for_each = {
    for option in aws_acm_certificate.central.domain_validation_options : option.domain_name => option
  }
  zone_id = aws_route53_zone.public.zone_id
  name    = each.value.resource_record_name
  type    = each.value.resource_record_type
  ttl     = 300
  records = [each.value.resource_record_value]
}

resource "aws_acm_certificate_validation" "central" {
  certificate_arn         = aws_acm_certificate.central.arn
  validation_record_fqdns = [for record in aws_route53_record.validation : record.fqdn]
}

resource "aws_route53_record" "central" {
  zone_id = aws_route53_zone.public.zone_id
  name    = "central.${var.domain}"
  type    = "A"
  alias {
    name                   = module.alb.alb_dns_name
    zone_id                = module.alb.alb_dns_zone_id
    evaluate_target_health = true
  }
}
