import { record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Path } from '../../../resource/resource.ts';
import type { ExistingTargetGroup } from '../facts.ts';
import { goList } from '../go-text.ts';
import type { Refused } from '../network/found.ts';

/** Why the controller's webhook keeps the API server from taking a TargetGroupBinding, and where in it. */
export interface BindingRefused extends Refused {
  readonly path: Path;
}

/** What the webhook looks at beside the binding itself. */
export interface Beside {
  /** The group that it binds. Absent: not in the inputs, so what it is like is not checked. */
  readonly group?: BoundGroup;
  /** Other bindings of the same group. */
  readonly others: readonly { readonly namespace: string; readonly name: string; readonly multiCluster: boolean }[];
  /** What stood there before, and the VPC of the cluster. Absent: the binding is new. */
  readonly previous?: { readonly spec: BindingSpec; readonly clusterVpc: string | undefined };
}

export type BoundGroup = Pick<ExistingTargetGroup, 'targetType' | 'protocol' | 'ipAddressType' | 'vpc'>;

/** The members of a spec that the webhook reads. Type, address type, VPC and protocol default to the group's own. */
export interface BindingSpec {
  readonly arn: string | undefined;
  readonly name: string | undefined;
  readonly targetType: string | undefined;
  readonly addressType: string | undefined;
  readonly vpc: string | undefined;
  readonly protocol: string | undefined;
  readonly role: string | undefined;
  readonly nodeSelector: Json | undefined;
  readonly multiCluster: boolean;
}

/** Reads a binding's spec; an empty text is absent, as in Go. */
export function bindingSpecOf(body: JsonObject): BindingSpec {
  const spec = record(body['spec']);
  const written = (name: string): string | undefined => text(spec[name]) || undefined;
  return {
    arn: written('targetGroupARN'),
    name: written('targetGroupName'),
    targetType: written('targetType'),
    addressType: written('ipAddressType'),
    vpc: written('vpcID'),
    protocol: written('targetGroupProtocol'),
    role: written('iamRoleArnToAssume'),
    nodeSelector: spec['nodeSelector'] ?? undefined,
    multiCluster: spec['multiClusterTargetGroup'] === true,
  };
}

/** What the mutating webhook writes into a new binding: the group's own type, address type, VPC and protocol. */
export function defaultedBinding(spec: BindingSpec, group: BoundGroup): BindingSpec | BindingRefused {
  const type = spec.targetType ?? group.targetType;
  if (type !== 'instance' && type !== 'ip' && spec.targetType === undefined) {
    return { path: [], message: `the target group has targets of type ${type}, which no Service can be bound to`, says: `unsupported TargetType: ${type}` };
  }
  return { ...spec, targetType: type || undefined, addressType: spec.addressType ?? group.ipAddressType ?? 'ipv4', vpc: spec.vpc ?? group.vpc, protocol: spec.protocol ?? (group.protocol || undefined) };
}

/** Everything for which the validating webhook refuses a binding, in its order (webhooks/elbv2, targetgroupbinding_validator). */
export function bindingRefusals(spec: BindingSpec, { group, others, previous }: Beside): readonly BindingRefused[] {
  const group_ = spec.arn ?? spec.name ?? '';
  const found: BindingRefused[] = [];
  const refuse = (path: Path, message: string, says: string): void => void found.push({ path, message, says });
  const required = [...(spec.arn === undefined && spec.name === undefined ? ['either TargetGroupARN or TargetGroupName'] : []), ...(spec.targetType === undefined ? ['spec.targetType'] : [])];
  if (required.length > 0) {
    const missing = [...(spec.arn === undefined && spec.name === undefined ? ['targetGroupARN or targetGroupName'] : []), ...(spec.targetType === undefined ? ['targetType'] : [])];
    refuse([], `it says no ${missing.join(' and no ')}`, `TargetGroupBinding must specify these fields: ${required.join(',')}`);
  }
  const changed = previous === undefined ? undefined : changeRefused(previous.spec, spec, previous.clusterVpc);
  if (changed !== undefined) found.push(changed);
  if (spec.targetType === 'ip' && spec.nodeSelector !== undefined) refuse(['nodeSelector'], 'a nodeSelector chooses nodes, and targets of type ip are pods', 'TargetGroupBinding cannot set NodeSelector when TargetType is ip');
  if (others.length > 0 && !(spec.multiCluster && others.every(({ multiCluster }) => multiCluster))) {
    const names = others.map(({ namespace, name }) => `${namespace}/${name}`);
    refuse(
      [spec.arn === undefined ? 'targetGroupName' : 'targetGroupARN'],
      `${names.join(' and ')} bind${names.length === 1 ? 's' : ''} the same target group, and each of them deregisters the targets of the other unless all say multiClusterTargetGroup`,
      `TargetGroup ${group_} is already bound to following TargetGroupBindings ${goList(names)}. Please enable MultiCluster mode on all TargetGroupBindings referencing ${group_} or choose a different Target Group ARN.`,
    );
  }
  if (group !== undefined) refuseMismatch(spec, group, group_, refuse);
  if (spec.role !== undefined && spec.targetType === 'instance') refuse(['iamRoleArnToAssume'], 'with a role of another account only targets of type ip can be registered', 'Unable to use instance target type while using assume role');
  if (group !== undefined && spec.protocol !== undefined) {
    if (spec.protocol !== group.protocol) refuse(['targetGroupProtocol'], `the target group's protocol is ${group.protocol}`, `TargetGroup ${group_} protocol differs (got ${spec.protocol}, expected ${group.protocol})`);
    else if (/^(TCP_)?QUIC$/.test(group.protocol) && spec.targetType === 'instance') refuse(['targetType'], 'QUIC needs targets of type ip', 'QUIC protocol is not supported for Instance target types.');
  }
  return found;
}

/** Fields that a change of a binding may not touch, and that this one does. */
function changeRefused(before: BindingSpec, after: BindingSpec, clusterVpc: string | undefined): BindingRefused | undefined {
  const vpcChanged = before.vpc === undefined ? after.vpc !== undefined && after.vpc !== clusterVpc : after.vpc !== before.vpc;
  const changed = [
    ...(after.arn === before.arn ? [] : ['targetGroupARN']),
    ...(after.targetType === before.targetType ? [] : ['targetType']),
    ...((after.addressType ?? (before.addressType === undefined ? 'ipv4' : undefined)) === (before.addressType ?? 'ipv4') || after.addressType === before.addressType ? [] : ['ipAddressType']),
    ...(vpcChanged ? ['vpcID'] : []),
  ];
  const [first] = changed;
  if (first === undefined) return undefined;
  return { path: [first], message: `${changed.join(' and ')} of a binding never change${changed.length === 1 ? 's' : ''}: it has to be deleted and made anew`, says: `TargetGroupBinding update may not change these immutable fields: ${changed.map((field) => `spec.${field}`).join(',')}` };
}

const vpcId = /^(?:vpc-[0-9a-f]{8}|vpc-[0-9a-f]{17}|vpc-[0-9a-f]{32})$/;

function refuseMismatch(spec: BindingSpec, group: BoundGroup, name: string, refuse: (path: Path, message: string, says: string) => void): void {
  const type = group.ipAddressType ?? 'ipv4';
  if ((spec.addressType ?? 'ipv4') !== type) refuse(spec.addressType === undefined ? [] : ['ipAddressType'], `the target group takes ${type} addresses, and the binding is for ${spec.addressType ?? 'ipv4'}`, `invalid IP address type ${type} for TargetGroup ${name}`);
  if (spec.vpc === undefined) return;
  const unmade = spec.vpc.startsWith('${');
  if (!unmade && !vpcId.test(spec.vpc)) refuse(['vpcID'], `"${spec.vpc}" is no id of a VPC`, `ValidationError: vpcID ${spec.vpc} failed to satisfy constraint: VPC Id must begin with 'vpc-' followed by 8, 17 or 32 lowercase letters (a-f) or numbers.`);
  else if (group.vpc !== undefined && spec.vpc !== group.vpc && unmade === group.vpc.startsWith('${')) refuse(['vpcID'], `the target group is of VPC ${group.vpc}`, `invalid VpcID ${spec.vpc} doesnt match VpcID from TargetGroup ${name}`);
}
