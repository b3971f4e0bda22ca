import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { explain, mend } from './mend.ts';
import { read } from './read.ts';
import type { NetworkAclSpec } from './spec.ts';

/** The network ACL around a subnet: stateless, so replies are asked in their own right (VPC guide, "Network ACLs"). */
export const kind: Kind<NetworkAclSpec> = {
  name: 'network-acl',
  stage: 'subnet-guard',
  order: 10,
  answers: ['out', 'in', 'back-out', 'back-in'],
  read,
  lower,
  mend,
  explain,
  present: (estate) => estate.ofType('aws_network_acl').length + estate.ofType('aws_default_network_acl').length > 0,
};
