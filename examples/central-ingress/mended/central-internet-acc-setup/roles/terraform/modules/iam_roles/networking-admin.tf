# Who builds what in this account: one role for networks, one for roles.
locals {
  role_names_arns = {
    network-role-central    = "arn:aws:iam::aws:policy/job-function/NetworkAdministrator"
    iam-full-access-central = "arn:aws:iam::aws:policy/IAMFullAccess"
  }
}

data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "assume-role" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [data.aws_caller_identity.current.arn]
    }
  }
}

resource "aws_iam_role" "aws_managed_role" {
  for_each           = local.role_names_arns
  name               = each.key
  assume_role_policy = data.aws_iam_policy_document.assume-role.json
  tags               = { Name = each.key }
}

resource "aws_iam_role_policy_attachment" "policy_attachment" {
  for_each   = local.role_names_arns
  role       = aws_iam_role.aws_managed_role[each.key].name
  policy_arn = each.value
}
