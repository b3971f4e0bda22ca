import { nameOfGroup } from '../../../dialects/aws/target-groups.ts';
import { namedAs, nameIn, referred } from '../../../dialects/aws/references.ts';
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

/** Other bindings of its cluster for the group that a binding names. */
export function bindingsOfGroup(estate: Estate, binding: Resource): Beside['others'] {
  return sharers(estate, binding).flatMap((each) => (each.scope === binding.scope ? [{ namespace: each.namespace ?? 'default', name: each.name, multiCluster: bindingSpecOf(each.body).multiCluster }] : []));
}

/** Bindings of other clusters for the same group, unless it is shared on purpose by all of them. */
export function sharersElsewhere(estate: Estate, binding: Resource): readonly Resource[] {
  const others = sharers(estate, binding).filter(({ scope }) => scope !== binding.scope);
  if ([binding, ...others].every(({ body }) => bindingSpecOf(body).multiCluster)) return [];
  return others;
}

/** Bindings with the same ARN or name; a reference in Terraform's words is of its own scope, unless it says another. */
function sharers(estate: Estate, binding: Resource): readonly Resource[] {
  const all = estate.ofType('TargetGroupBinding');
  let groups = shared.get(all);
  if (groups === undefined) {
    groups = new Map();
    for (const each of all) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
    shared.set(all, groups);
  }
  return (groups.get(keyOf(binding)) ?? []).filter((each) => each !== binding);
}

const shared = new WeakMap<readonly Resource[], Map<string, readonly Resource[]>>();

function keyOf(binding: Resource): string {
  const { arn, name } = bindingSpecOf(binding.body);
  if (arn === undefined) return `name ${name ?? ''}`;
  const named = nameIn(arn);
  return named === undefined ? arn : `${named.scope ?? binding.scope} ${named.name}`;
}

/** The account of a target group, where that is another one than the cluster's; undefined: it is not, or nobody says. */
export function accountElsewhere(binding: Resource, group: Resource): string | undefined {
  const [own, other] = [binding, group].map(({ scope }) => /^\d{12}(?=\/|$)/.exec(scope)?.[0]);
  return own === undefined || own === other ? undefined : other;
}

/** What the webhook compares a binding of a scope with; a VPC that has yet to be made goes by the reference to it. */
export function boundGroupOf(estate: Estate, scope: string, group: Resource): BoundGroup {
  const addressType = text(group.body['ip_address_type']);
  const vpc = vpcNamed(estate, scope, group, text(group.body['vpc_id']));
  return { targetType: text(group.body['target_type']) ?? 'instance', protocol: text(group.body['protocol']) ?? '', ...(addressType === undefined ? {} : { ipAddressType: addressType }), ...(vpc === undefined ? {} : { vpc }) };
}

/** A VPC as it is named in a scope: by its id, else by the reference to it; undefined where a reference leads to no VPC of the inputs. */
export function vpcNamed(estate: Estate, scope: string, from: Resource, written: string | undefined): string | undefined {
  const found = referred(estate, from, 'aws_vpc', written);
  return found !== undefined ? namedAs(scope, found, 'id') : written?.startsWith('${') === true ? undefined : written;
}

function only<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
