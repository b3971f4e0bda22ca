stateless_default = "aws:pass"
