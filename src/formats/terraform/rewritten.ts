import { valueAt, type Json, type JsonObject } from '../../resource/resource.ts';
import { resourceConfigured } from './configuration.ts';
import type { Instance } from './instances.ts';
import type { Known } from './references.ts';

/**
 * Attributes that a plan repeats from AWS although other resources write them: a group that exists shows the rules it has today, also
 * those that this plan takes away. By type: the attribute, the types that write it, and the argument by which these name it.
 */
const written: Readonly<Record<string, readonly (readonly [attribute: string, types: readonly string[], by: string])[]>> = {
  aws_security_group: [['ingress', ['aws_vpc_security_group_ingress_rule', 'aws_security_group_rule'], 'security_group_id'], ['egress', ['aws_vpc_security_group_egress_rule', 'aws_security_group_rule'], 'security_group_id']],
  aws_network_acl: [['ingress', ['aws_network_acl_rule'], 'network_acl_id'], ['egress', ['aws_network_acl_rule'], 'network_acl_id'], ['subnet_ids', ['aws_network_acl_association'], 'network_acl_id']],
  aws_route_table: [['route', ['aws_route'], 'route_table_id']],
  aws_vpc_endpoint: [['security_group_ids', ['aws_vpc_endpoint_security_group_association'], 'vpc_endpoint_id'], ['subnet_ids', ['aws_vpc_endpoint_subnet_association'], 'vpc_endpoint_id'], ['route_table_ids', ['aws_vpc_endpoint_route_table_association'], 'vpc_endpoint_id']],
  aws_vpc_endpoint_service: [['allowed_principals', ['aws_vpc_endpoint_service_allowed_principal'], 'vpc_endpoint_service_id']],
};

/** Values without what the configuration does not say, and other resources of the plan do. */
export function withoutRewritten({ plan, instances }: Known, instance: Instance): JsonObject {
  const rows = instance.mode === 'managed' ? (written[instance.type] ?? []) : [];
  const expressions = rows.length === 0 ? undefined : resourceConfigured(plan, instance)?.value['expressions'];
  const id = instance.values['id'];
  const dropped = rows.filter(([attribute, types, by]) => typeof id === 'string' && instance.values[attribute] !== undefined && valueAt(expressions, [attribute]) === undefined && writers(plan, instances, types).some((values) => valueAt(values, [by]) === id));
  return dropped.length === 0 ? instance.values : Object.fromEntries(Object.entries(instance.values).filter(([key]) => !dropped.some(([attribute]) => attribute === key)));
}

/**
 * What is not known before apply, without what starts out empty: a group, a network ACL and a table are made without rules of their own
 * where the configuration says none (the provider takes AWS' own outbound rule away), and others then write them.
 */
export function trulyUnknown({ plan }: Known, instance: Instance): JsonObject {
  const open = instance.mode === 'managed' && instance.unknown['id'] === true ? Object.keys(instance.unknown).filter((attribute) => instance.unknown[attribute] === true && startsEmpty(instance.type, attribute, instance.values)) : [];
  const expressions = open.length === 0 ? undefined : resourceConfigured(plan, instance)?.value['expressions'];
  const empty = open.filter((attribute) => valueAt(expressions, [attribute]) === undefined);
  return empty.length === 0 ? instance.unknown : Object.fromEntries(Object.entries(instance.unknown).filter(([key]) => !empty.includes(key)));
}

/**
 * Whether an attribute of a resource that is yet to be made starts out empty where its configuration says nothing of it. A Network Load
 * Balancer that is made without security groups has none, ever (NLB guide, "Security groups").
 */
export function startsEmpty(type: string, attribute: string, values: JsonObject): boolean {
  if (attribute === 'security_groups' && /^aws_a?lb$/.test(type)) return values['load_balancer_type'] === 'network';
  return attribute !== defaulted && (written[type] ?? []).some(([name]) => name === attribute);
}

/** An endpoint of which nobody says the groups gets the default one of its VPC. */
const defaulted = 'security_group_ids';

/** What resources of these types say, those that the plan takes away included. */
function writers(plan: JsonObject, instances: readonly Instance[], types: readonly string[]): readonly Json[] {
  const changes = plan['resource_changes'];
  const before = (Array.isArray(changes) ? (changes as readonly Json[]) : []).flatMap((each) => (types.includes(String(valueAt(each, ['type']))) ? [valueAt(each, ['change', 'before']) ?? null] : []));
  return [...instances.filter(({ type }) => types.includes(type)).map(({ values }) => values), ...before];
}
