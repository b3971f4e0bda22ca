import type { Estate } from '../../../resource/estate.ts';
import { isPlanned, type Resource } from '../../../resource/resource.ts';
import { allOf, referred } from '../references.ts';
import { isWritten } from './refusal.ts';

/** What stands in one resource and, for the same thing, in resources of its own: each apply takes away what the other one wrote. */
export interface TwiceWritten {
  readonly owner: Resource;
  /** The argument of the owner that says it. */
  readonly argument: string;
  /** The first of the resources that say it, too. */
  readonly other: Resource;
  readonly others: number;
}

/** Which resources write what an argument of another one says (notes at the head of each page of the provider's documentation). */
const pairs: readonly { readonly owner: string; readonly argument: string; readonly type: string; readonly by: string; readonly fits?: (other: Resource) => boolean }[] = [
  { owner: 'aws_security_group', argument: 'ingress', type: 'aws_vpc_security_group_ingress_rule', by: 'security_group_id' },
  { owner: 'aws_security_group', argument: 'egress', type: 'aws_vpc_security_group_egress_rule', by: 'security_group_id' },
  { owner: 'aws_security_group', argument: 'ingress', type: 'aws_security_group_rule', by: 'security_group_id', fits: ({ body }) => body['type'] === 'ingress' },
  { owner: 'aws_security_group', argument: 'egress', type: 'aws_security_group_rule', by: 'security_group_id', fits: ({ body }) => body['type'] === 'egress' },
  { owner: 'aws_network_acl', argument: 'ingress', type: 'aws_network_acl_rule', by: 'network_acl_id', fits: ({ body }) => body['egress'] !== true },
  { owner: 'aws_network_acl', argument: 'egress', type: 'aws_network_acl_rule', by: 'network_acl_id', fits: ({ body }) => body['egress'] === true },
  { owner: 'aws_network_acl', argument: 'subnet_ids', type: 'aws_network_acl_association', by: 'network_acl_id' },
  { owner: 'aws_route_table', argument: 'route', type: 'aws_route', by: 'route_table_id' },
  { owner: 'aws_vpc_endpoint_service', argument: 'allowed_principals', type: 'aws_vpc_endpoint_service_allowed_principal', by: 'vpc_endpoint_service_id' },
  { owner: 'aws_vpc_endpoint', argument: 'security_group_ids', type: 'aws_vpc_endpoint_security_group_association', by: 'vpc_endpoint_id' },
  { owner: 'aws_vpc_endpoint', argument: 'subnet_ids', type: 'aws_vpc_endpoint_subnet_association', by: 'vpc_endpoint_id' },
  { owner: 'aws_vpc_endpoint', argument: 'route_table_ids', type: 'aws_vpc_endpoint_route_table_association', by: 'vpc_endpoint_id' },
];

/** Everything of a plan that is written in two places. */
export function twiceWrittenIn(estate: Estate): readonly TwiceWritten[] {
  return pairs.flatMap(({ owner, argument, type, by, fits }) => {
    const writers = new Map<Resource, Resource[]>();
    for (const other of allOf(estate, type)) {
      const of = isPlanned(other) && fits?.(other) !== false ? referred(estate, other, owner, other.body[by]) : undefined;
      if (of !== undefined && isPlanned(of) && isWritten(of, argument)) writers.set(of, [...(writers.get(of) ?? []), other]);
    }
    return [...writers].map(([of, others]): TwiceWritten => ({ owner: of, argument, other: others[0]!, others: others.length }));
  });
}
