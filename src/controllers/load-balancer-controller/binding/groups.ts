import { nameOfGroup } from '../../../dialects/aws/target-groups.ts';
import { referred } from '../../../dialects/aws/references.ts';
import { text } from '../../../dialects/kubernetes/fields.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Resource } from '../../../resource/resource.ts';
import { bindingSpecOf, type Beside, type BoundGroup } from '../admission/target-group-binding.ts';

/** The target group that a binding names; undefined where the inputs do not hold it. */
export function groupBound(estate: Estate, binding: Resource): Resource | undefined {
  const { arn, name } = bindingSpecOf(binding.body);
  if (arn === undefined) return name === undefined ? undefined : only(estate.ofType('aws_lb_target_group').filter((group) => nameOfGroup(group) === name));
  const found = referred(estate, binding, 'aws_lb_target_group', arn);
  if (found !== undefined) return found;
  // A group of Terraform has no ARN before it is made; its name is the last part but one of the ARN that it gets.
  const named = nameInArn(arn);
  return named === undefined ? undefined : only(estate.ofType('aws_lb_target_group').filter((group) => text(group.body['arn']) === undefined && nameOfGroup(group) === named));
}

/** The name in `arn:aws:elasticloadbalancing:REGION:ACCOUNT:targetgroup/NAME/ID`. */
export function nameInArn(arn: string): string | undefined {
  return /:targetgroup\/([^/]+)\//.exec(arn)?.[1];
}

/** Other bindings of the group that a binding names. */
export function bindingsOfGroup(estate: Estate, binding: Resource): Beside['others'] {
  const key = (each: Resource): string => {
    const { arn, name } = bindingSpecOf(each.body);
    return arn === undefined ? `name ${name ?? ''}` : arn.startsWith('${') ? `${each.scope} ${arn}` : arn;
  };
  const own = key(binding);
  return estate.ofType('TargetGroupBinding').flatMap((each) => (each === binding || key(each) !== own ? [] : [{ namespace: each.namespace ?? 'default', name: each.name, multiCluster: bindingSpecOf(each.body).multiCluster }]));
}

/** What the webhook compares a binding with. */
export function boundGroupOf({ body }: Resource): BoundGroup {
  const addressType = text(body['ip_address_type']);
  const vpc = text(body['vpc_id']);
  return { targetType: text(body['target_type']) ?? 'instance', protocol: text(body['protocol']) ?? '', ...(addressType === undefined ? {} : { ipAddressType: addressType }), ...(vpc === undefined || vpc.startsWith('${') ? {} : { vpc }) };
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
