/**
 * Ports from which clients dial, and to which replies go (VPC guide, "Network ACLs": ephemeral ports; read on 2026-11-22). Both
 * belong to it: load balancers, NAT gateways and Lambda functions use all of them, other clients a part that depends on their system.
 */
export const ephemeralPorts = { from: 1024, to: 65535 } as const;

/** Which part others use, for a reason why a reply is a doubt (the same page). */
export const ephemeralHabits = 'clients dial from ports of their own choice: Linux from 32768 to 60999, Windows from 49152 to 65535, load balancers and NAT gateways from 1024 to 65535';
