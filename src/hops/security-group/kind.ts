import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { explain, mend } from './mend.ts';
import { read } from './read.ts';
import type { SecurityGroupSpec } from './spec.ts';

/** The security groups of an interface: stateful, so replies are not asked (VPC guide, "Security groups"). */
export const kind: Kind<SecurityGroupSpec> = {
  name: 'security-group',
  stage: 'interface-guard',
  order: 10,
  answers: ['out', 'in', 'link-in'],
  read,
  lower,
  mend,
  explain,
  present: (estate) => estate.ofType('aws_security_group').length + estate.ofType('aws_default_security_group').length > 0,
};
