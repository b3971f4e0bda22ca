/**
 * What AWS' Reachability Analyzer calls the same, by the name of our finding. VPC Reachability Analyzer guide, "Explanation codes"
 * and "Additional detail codes", read on 2026-11-22. Left out: codes of classic load balancers, of what a question to the
 * analyzer leaves out (filters, intermediate components), and those that no published list has.
 */
export const reachabilityCodes = {
  'address-held-by-nothing': ['IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS', 'ENI_ADDRESS_RESTRICTION'],
  'endpoint-not-available': ['BAD_STATE'],
  'endpoint-zone-not-served': ['VPCE_SERVICE_NOT_INSTALLED_IN_AZ'],
  'firewall-drops-everything': ['FIREWALL_RULES_RESTRICTION'],
  'firewall-without-appliance-mode': ['TRANSIT_GATEWAY_APPLIANCE_MODE_RECOMMENDED'],
  'gateway-does-not-carry': ['NGW_REQUIRES_SOURCE_IN_VPC', 'PCX_REQUIRES_ADDRESS_IN_VPC_CIDR', 'PROTOCOL_RESTRICTION', 'VPCE_GATEWAY_PROTOCOL_RESTRICTION'],
  'group-reference-matches-nobody': ['SG_REFERENCES_NOT_PRESERVED', 'SG_REFERENCING_SUPPORT', 'UNKNOWN_PEERED_SGS'],
  'guard-drops-traffic': ['ENI_SG_RULES_MISMATCH', 'SG_HAS_NO_RULES'],
  'network-acl-denies-reply': ['SUBNET_ACL_RESTRICTION'],
  'network-acl-denies-traffic': ['SUBNET_ACL_RESTRICTION'],
  'no-listener-on-port': ['ELBV2_LISTENERS_MISMATCH', 'ELBV2_LISTENER_PORT_RESTRICTION'],
  'no-targets-registered': ['ELBV2_LISTENER_HAS_NO_TG'],
  'private-address-asked-from-internet': ['IGW_DESTINATION_ADDRESS_IN_VPC_CIDRS', 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC1918_EGRESS', 'IGW_DESTINATION_ADDRESS_NOT_IN_RFC6598_EGRESS'],
  'route-target-gone': ['BAD_STATE_ROUTE', 'BAD_STATE_ATTACHMENT', 'TGW_RTB_BAD_STATE_ROUTE'],
  'route-to-address-missing': ['NO_ROUTE_TO_DESTINATION', 'CANNOT_ROUTE', 'TGW_RTB_NO_ROUTE_TO_TGW_ATTACHMENT', 'TGW_RTB_CANNOT_ROUTE', 'TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION', 'RESPONSE_RTB_HAS_NO_ROUTE_TO_TRANSIT_GATEWAY'],
  'sender-without-public-address': ['IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS'],
  'transit-gateway-not-in-zone': ['TGW_ROUTE_AZ_RESTRICTION'],
  'zone-without-targets': ['ELBV2_NO_TARGETS_IN_AZ'],
} as const satisfies Readonly<Record<string, readonly string[]>>;
