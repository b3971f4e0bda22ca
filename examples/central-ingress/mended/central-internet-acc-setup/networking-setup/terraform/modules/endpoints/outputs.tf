output "eni_ids" {
  value = sort(aws_vpc_endpoint.endpoint.network_interface_ids)
}

# A list: members of a set have no numbers.
output "eni_ips" {
  value = data.aws_network_interface.eni_ips[*].private_ip
}
