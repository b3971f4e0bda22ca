# Nothing in this VPC reaches a registry on the internet: images are pushed here by hand, each version under a tag of its own.
resource "aws_ecr_repository" "ecr" {
  provider             = aws.ecr-full-access
  name                 = "eks-service-account-ecr"
  image_tag_mutability = "IMMUTABLE"
}
