/** What a NAT gateway carries (VPC guide, "NAT gateways": "supports the following protocols: TCP, UDP, and ICMP"; read 2026-11). */
export const natProtocols: readonly string[] = ['tcp', 'udp', 'icmp'];

/** What a gateway endpoint carries: S3 and DynamoDB over TCP, and answers to ping (VPC guide, "Gateway endpoints"; AWS re:Post on ICMP; read 2026-11). */
export const gatewayEndpointProtocols: readonly string[] = ['tcp', 'icmp'];

/** Default actions of AWS Network Firewall's stateless engine (Network Firewall guide, "Stateless default actions in your firewall policy"; read 2026-11). */
export const statelessActions = { pass: 'aws:pass', drop: 'aws:drop', inspect: 'aws:forward_to_sfe' } as const;

/** Default actions of its stateful engine that drop what no rule takes (Network Firewall guide, "Strict evaluation order"; read 2026-11). */
export const statefulDrops: readonly string[] = ['aws:drop_strict', 'aws:drop_established', 'aws:drop_established_app_layer'];
