import { subnetsHolding, subnetsIn } from '../../dialects/aws/network/subnets.ts';
import { referredKey } from '../../dialects/aws/network/keys.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { holds } from '../../dialects/aws/network/blocks.ts';
import { nameIn, referred } from '../../dialects/aws/references.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Problem, type Resource } from '../../resource/resource.ts';
import { problemAt } from '../controller.ts';
import { writtenOf } from './written.ts';

/** Targets of groups that no input holds, and addresses in a VPC that are in none of its subnets. */
export function targetProblems(estate: Estate): readonly Problem[] {
  const groups = new Map<string, Resource | undefined>();
  const found = writtenOf(estate, 'aws_lb_target_group_attachment', 'aws_alb_target_group_attachment').map((target) => {
    const written = text(target.body['target_group_arn']) ?? '';
    const key = `${target.scope}\n${written}`;
    if (!groups.has(key)) groups.set(key, referred(estate, target, 'aws_lb_target_group', written));
    return { target, written, group: groups.get(key) };
  });
  const told = new Set<string>();
  return found.flatMap(({ target, written, group }) => {
    if (group !== undefined) return nowhere(estate, target, group);
    if (written === '' || nameIn(written) !== undefined || told.has(written)) return [];
    told.add(written);
    return [problemAt(target, ['target_group_arn'], 'target-group-not-in-input', 'note', `${nameOf(target)} is registered with target group ${written}, of which the inputs hold nothing: what forwards to it is not part of any answer`)];
  });
}

function nowhere(estate: Estate, target: Resource, group: Resource): readonly Problem[] {
  const [address, vpc] = [text(target.body['target_id']) ?? '', referredKey(estate, group, group.body['vpc_id'])];
  if (vpc === undefined) return [];
  const known = vpcsOf(estate).get(vpc);
  // An address outside the blocks may be anywhere that the VPC has a way to; without a subnet in the inputs nothing is known.
  if (known?.resource === undefined || !holds(known.cidrs, address) || subnetsIn(estate, vpc).length === 0 || subnetsHolding(estate, address, vpc).length > 0) return [];
  return [problemAt(target, ['target_id'], 'target-in-no-subnet', 'warning', `${address}, a target of ${nameOf(group)}, is in the blocks of ${nameOf(known.resource)} and in none of the subnets that the inputs hold of it: nothing can have this address there, and its health check stays unanswered`)];
}
