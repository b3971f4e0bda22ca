data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "alb_access_log" {
  bucket = var.access_logs_bucket
  tags   = { Name = "alb_access_log" }
}

resource "aws_s3_bucket_public_access_block" "alb_access_log" {
  bucket                  = aws_s3_bucket.alb_access_log.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

# Load balancers write their logs as this service, under the account's own number.
data "aws_iam_policy_document" "alb_access_log" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.alb_access_log.arn}/internet-ingress-alb/AWSLogs/${data.aws_caller_identity.current.account_id}/*"]
    principals {
      type        = "Service"
      identifiers = ["logdelivery.elasticloadbalancing.amazonaws.com"]
    }
  }
}

resource "aws_s3_bucket_policy" "alb_access_log" {
  bucket = aws_s3_bucket.alb_access_log.id
  policy = data.aws_iam_policy_document.alb_access_log.json
}
