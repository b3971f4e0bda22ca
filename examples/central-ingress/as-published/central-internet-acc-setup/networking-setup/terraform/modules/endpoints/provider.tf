provider "aws" {
  alias = "network-role"
}
