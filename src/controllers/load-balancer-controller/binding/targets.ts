import { inBlocks } from '../../../dialects/aws/addresses.ts';
import { arnOf } from '../../../dialects/aws/references.ts';
import { podAttribute, serviceAttribute } from '../../../dialects/aws/target-groups.ts';
import { record, text } from '../../../dialects/kubernetes/fields.ts';
import { registrableBlocks } from '../../../facts/load-balancer-network.ts';
import type { Json, JsonObject, Resource } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import type { BindingSpec } from '../admission/target-group-binding.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Place } from '../place.ts';
import { resourceAt } from './made.ts';
import type { PodEndpoint } from './endpoints.ts';

/** The attachments of a binding, numbered. */
export function attachment(binding: Resource, group: Resource | undefined, index: number, members: { readonly [key: string]: Json | undefined }, place: Place): Resource {
  // A binding that the controller made has the name of its group, which no other group has.
  const own = binding.derived === undefined ? `${binding.namespace ?? 'default'}-${binding.name}` : binding.name;
  const name = group === undefined || group.scope === binding.scope ? own : `${binding.scope}-${own}`;
  const arn = group === undefined ? '' : arnOf('aws_lb_target_group', group.name);
  const made = resourceAt('aws_lb_target_group_attachment', `${name}-${index}`, body({ target_group_arn: arn, ...members }) as JsonObject, place);
  // A reference is looked up in the scope of the group, which may be another than the cluster's.
  return group === undefined || group.scope === made.scope ? made : { ...made, scope: group.scope };
}

/** A pod by its own address. */
export function podTarget({ address, port, pod }: PodEndpoint, zone: string | undefined): { readonly [key: string]: Json | undefined } {
  return { target_id: address, port, availability_zone: zone, [podAttribute]: pod };
}

/** A node by its instance; without an id, every node of the cluster, which no file lists. */
export function nodeTarget(instance: string | undefined, nodePort: number | undefined, service: string): { readonly [key: string]: Json | undefined } {
  return { target_id: instance, port: nodePort, [serviceAttribute]: service };
}

/** How a pod's address stands to the VPC of its target group. */
export interface Standing {
  /** `all`: the target is of no zone. */
  readonly zone?: 'all';
  /** AWS registers no such address. */
  readonly refused?: string;
}

/** Reads addresses against the blocks of the group's VPC; undefined: the blocks are not known, and addresses are taken to be in them. */
export function standingIn(facts: ControllerFacts, { vpc, role }: BindingSpec): ((address: string | undefined) => Standing) | undefined {
  const id = vpc ?? facts.flags.awsVpcId;
  const found = facts.aws.vpcs?.find((each) => each.id === id);
  if (found === undefined) {
    // With a role of another account, a VPC that this one does not see is taken for a peered one.
    if (role !== undefined && facts.aws.vpcs !== undefined) return () => ({ zone: 'all' });
    return undefined;
  }
  const blocks = [...found.cidrs, ...found.ipv6Cidrs];
  return (address) => {
    if (address === undefined || inBlocks(address, blocks)) return {};
    return inBlocks(address, registrableBlocks) ? { zone: 'all' } : { zone: 'all', refused: `${address} is neither of VPC ${found.id} (${blocks.join(', ')}) nor private` };
  };
}

/**
 * The pods whose address is of no VPC of the inputs while that of their node is: their network is an overlay, of which AWS knows
 * nothing. Where a node is outside, too, as those on premises are, somebody may have made routes.
 */
export function inOverlay(facts: ControllerFacts, endpoints: readonly PodEndpoint[]): readonly string[] {
  const blocks = facts.aws.vpcs?.flatMap(({ cidrs, ipv6Cidrs }) => [...cidrs, ...ipv6Cidrs]) ?? [];
  return endpoints.flatMap(({ address, pod, object }) => {
    const host = text(record(object?.resource.body['status'])['hostIP']);
    const outside = address !== undefined && host !== undefined && inBlocks(host, blocks) && !inBlocks(address, blocks);
    return outside ? [`${pod ?? ''} (${address} on ${host})`] : [];
  });
}
