data "aws_iam_policy_document" "eks-assume-role" {
  provider = aws.iam-full-access
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["eks.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "eks-service" {
  provider           = aws.iam-full-access
  name               = "AmazonEKSServiceRole"
  assume_role_policy = data.aws_iam_policy_document.eks-assume-role.json
  tags               = { Name = "AmazonEKSServiceRole" }
}

resource "aws_iam_role_policy_attachment" "AmazonEKSClusterPolicy" {
  provider   = aws.iam-full-access
  role       = aws_iam_role.eks-service.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
}

resource "aws_iam_role_policy_attachment" "AmazonEKSServicePolicy" {
  provider   = aws.iam-full-access
  role       = aws_iam_role.eks-service.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSServicePolicy"
}

resource "aws_iam_service_linked_role" "eks" {
  provider         = aws.iam-full-access
  aws_service_name = "eks.amazonaws.com"
}
