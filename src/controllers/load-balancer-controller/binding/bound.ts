import { nameIn } from '../../../dialects/aws/references.ts';
import { record, text } from '../../../dialects/kubernetes/fields.ts';
import { selectorOf } from '../../../dialects/kubernetes/labels.ts';
import { portOf } from '../../../dialects/kubernetes/services.ts';
import type { Estate } from '../../../resource/estate.ts';
import { addressOf, type Path, type Resource } from '../../../resource/resource.ts';
import { bindingRefusals, bindingSpecOf, defaultedBinding, type BindingRefused, type BindingSpec, type BoundGroup } from '../admission/target-group-binding.ts';
import type { ControllerFacts } from '../facts.ts';
import type { Place, Remark } from '../place.ts';
import { isOn } from '../settings/gates.ts';
import { backendOf, podEndpoints, type PodEndpoint } from './endpoints.ts';
import { accountElsewhere, bindingsOfGroup, boundGroupOf, groupBound, nameInArn, sharersElsewhere, vpcNamed } from './groups.ts';
import { networkingOf, type Wanted } from './networking.ts';
import { instanceOf, nodesOf, nodeTargets, withoutNodePorts, type Node } from './nodes.ts';
import { attachment, inOverlay, nodeTarget, podTarget, standingIn } from './targets.ts';

/** What the controller makes of one binding. */
export interface Bound {
  readonly attachments: readonly Resource[];
  /** What it wants opened in the security groups of the targets; all bindings together make the rules. */
  readonly wanted: readonly Wanted[];
  readonly remarks: readonly Remark[];
  readonly assumes: readonly string[];
}

/** Reads one binding, whether somebody wrote it or the controller made it. */
export function boundOf(estate: Estate, facts: ControllerFacts, binding: Resource): Bound {
  const remarks: Remark[] = [];
  const assumes: string[] = [];
  const name = `${binding.namespace ?? 'default'}/${binding.name}`;
  const at = (path: Path): Place => [binding, ['spec', ...path]];
  const remark = (kind: string, severity: Remark['severity'], path: Path, message: string): void => void remarks.push({ name: kind, severity, at: at(path), message });
  const group = groupBound(estate, binding);
  const checked = admitted(estate, binding, group);
  if ('says' in checked[0]!) {
    for (const { path, message, says } of checked as readonly BindingRefused[]) remark('binding-refused', 'error', path, `TargetGroupBinding ${name} is not taken by the API server: ${message}; the controller's webhook says: ${says}`);
    return { attachments: [], wanted: [], remarks, assumes };
  }
  const spec = checked[0] as BindingSpec;
  let refused = false;
  if (group === undefined) {
    const named = spec.arn === undefined ? (spec.name ?? '') : (nameInArn(spec.arn) ?? spec.arn);
    remark('target-group-not-in-input', 'note', [spec.arn === undefined ? 'targetGroupName' : 'targetGroupARN'], `TargetGroupBinding ${name} registers its targets with target group ${named}, of which the inputs hold nothing: what the load balancer in front of it does is not part of any answer`);
  } else if (binding.derived === undefined) {
    refused = mismatches(facts, boundGroupOf(estate, binding.scope, group), spec, { name, group: group.name }, remark);
    const account = spec.role === undefined ? accountElsewhere(binding, group) : undefined;
    refused ||= account !== undefined;
    if (account !== undefined) remark('binding-registers-no-target', 'error', [spec.arn === undefined ? 'targetGroupName' : 'targetGroupARN'], `TargetGroupBinding ${name} registers nothing: target group ${group.name} is of account ${account}, and the controller asks its own account unless iamRoleArnToAssume says a role of the other one`);
    const sharers = sharersElsewhere(estate, binding);
    const without = [binding, ...sharers].filter(({ body }) => !bindingSpecOf(body).multiCluster);
    for (const other of sharers) {
      const [of, ...also] = without;
      const instead = of === undefined ? {} : { instead: { title: `share the target group on purpose: multiClusterTargetGroup in ${without.length === 1 ? 'the binding that does not say it' : 'every binding'}`, of, also, path: ['spec', 'multiClusterTargetGroup'], to: true } };
      remarks.push({ name: 'target-group-shared-by-clusters', severity: 'error', at: at([spec.arn === undefined ? 'targetGroupName' : 'targetGroupARN']), message: `TargetGroupBinding ${other.namespace ?? 'default'}/${other.name} (${other.scope}) of another cluster binds the same target group as ${name}: each of the two controllers deregisters what the other one registers, unless both say multiClusterTargetGroup`, ...instead });
    }
  }
  const { name: service = '', port } = record(record(binding.body['spec'])['serviceRef']);
  const found = backendOf(estate, binding.scope, binding.namespace ?? 'default', String(service), typeof port === 'number' ? port : (text(port) ?? ''));
  if ('says' in found) {
    // The Service of a binding that the controller made is there, or the plan says so.
    if (binding.derived === undefined) remark('binding-registers-no-target', 'error', ['serviceRef', found.of], `TargetGroupBinding ${name} registers nothing: ${found.message}; the controller says: ${found.says}`);
    return { attachments: [], wanted: [], remarks, assumes };
  }
  const networking = record(binding.body['spec'])['networking'];
  if (networking === undefined && binding.derived === undefined && !rulesOwned(estate)) remark('binding-opens-no-port', 'note', [], `TargetGroupBinding ${name} has no networking: the controller opens nothing in the security groups of its targets, so a rule of somebody else has to let the load balancer in`);
  const failOpen = isOn(facts, 'EndpointsFailOpen');
  const targets = spec.targetType === 'instance' ? nodesOfBinding(estate, facts, binding, found, failOpen) : podsOfBinding(estate, facts, spec, found, failOpen);
  remarks.push(...targets.remarks.map((each) => ({ ...each, at: each.at ?? at(['serviceRef']), message: `TargetGroupBinding ${name} ${each.message}` })));
  assumes.push(...targets.assumes);
  const rules = networkingOf(facts, binding, networking, 'nodes' in targets ? { nodes: targets.nodes } : { pods: targets.pods });
  remarks.push(...rules.remarks);
  assumes.push(...rules.assumes);
  // Of nodes none is registered before the rules are written; pods are registered all the same (pkg/targetgroupbinding).
  const registered = group === undefined || refused || ('nodes' in targets && rules.failed) ? [] : targets.members.map(({ members, place }, index) => attachment(binding, group, index, members, place));
  return { attachments: registered, wanted: rules.wanted, remarks, assumes };
}

/** Whether the inputs hold security groups or rules of somebody else: then those say what is open. */
function rulesOwned(estate: Estate): boolean {
  return ['aws_security_group', 'aws_security_group_rule', 'aws_vpc_security_group_ingress_rule'].some((type) => estate.ofType(type).some(({ derived }) => derived === undefined));
}

/** The spec with what the webhook writes into it, or everything for which it refuses the binding. */
function admitted(estate: Estate, binding: Resource, group: Resource | undefined): readonly [BindingSpec] | readonly BindingRefused[] {
  const said = bindingSpecOf(binding.body);
  const written = { ...said, vpc: vpcNamed(estate, binding.scope, binding, said.vpc) };
  const bound = group === undefined ? undefined : boundGroupOf(estate, binding.scope, group);
  const spec = bound === undefined ? { ...written, targetType: written.targetType ?? 'ip' } : defaultedBinding(written, bound);
  if ('says' in spec) return [spec];
  if (binding.derived !== undefined) return [spec];
  const refusals = bindingRefusals(spec, { ...(bound === undefined ? {} : { group: bound }), others: bindingsOfGroup(estate, binding) });
  return refusals.length === 0 ? [spec] : refusals;
}

/** What the webhook takes and AWS refuses when a target is registered; whether it does. */
function mismatches(facts: ControllerFacts, { targetType, vpc }: BoundGroup, spec: BindingSpec, { name, group }: { readonly name: string; readonly group: string }, remark: (kind: string, severity: Remark['severity'], path: Path, message: string) => void): boolean {
  if (spec.targetType !== targetType) remark('binding-registers-no-target', 'error', ['targetType'], `TargetGroupBinding ${name} registers nothing: its targets are of type ${spec.targetType ?? ''}, and target group ${group} takes type ${targetType}`);
  const own = facts.flags.awsVpcId;
  const crosses = spec.targetType === 'instance' && own !== undefined && vpc !== undefined && own !== vpc;
  if (crosses) remark('binding-crosses-vpc', 'error', ['targetType'], `TargetGroupBinding ${name} registers nothing: the target group is of VPC ${shown(vpc)}, the nodes are in ${shown(own)}, and an instance is only a target in its own VPC`);
  return crosses || spec.targetType !== targetType;
}

type Members = readonly { readonly members: Parameters<typeof attachment>[3]; readonly place: Place }[];
type Backend = Exclude<ReturnType<typeof backendOf>, { readonly says: string }>;
interface Targets {
  readonly members: Members;
  readonly remarks: readonly (Omit<Remark, 'at'> & { readonly at?: Place })[];
  readonly assumes: readonly string[];
}

function podsOfBinding(estate: Estate, facts: ControllerFacts, spec: BindingSpec, { service, port }: Backend, failOpen: boolean): Targets & { readonly pods: readonly PodEndpoint[] } {
  const { taken, left } = podEndpoints(estate, service, port, failOpen);
  const place: Place = [service.resource, ['spec', 'selector']];
  const standing = standingIn(facts, spec);
  const elsewhere = spec.role !== undefined || (spec.vpc !== undefined && facts.flags.awsVpcId !== undefined && spec.vpc !== facts.flags.awsVpcId);
  const states = taken.map((endpoint) => ({ endpoint, ...standing?.(endpoint.address) }));
  const overlay = inOverlay(facts, states.flatMap(({ endpoint, refused }) => (refused === undefined ? [endpoint] : [])));
  const outside = states.filter(({ refused }) => refused !== undefined);
  return {
    pods: taken,
    members: states.filter(({ refused }) => refused === undefined).map(({ endpoint, zone }) => ({ members: podTarget(endpoint, zone), place })),
    assumes: standing === undefined && elsewhere ? [`the blocks of VPC ${shown(spec.vpc)} are not in the inputs: pods of Service ${service.namespace}/${service.name} are taken to be targets of a zone`] : [],
    remarks: [
      ...(taken.length === 0 && left.length > 0 ? [{ name: 'binding-registers-no-target', severity: 'error' as const, message: `registers nothing: ${because(left)}` }] : []),
      ...(overlay.length === 0 ? [] : [{ name: 'pod-address-outside-vpc', severity: 'warning' as const, message: `registers addresses that no load balancer reaches: ${firstOf(overlay)} ${overlay.length === 1 ? 'has its address' : 'have their addresses'} from a network of the cluster's own, of no VPC of the inputs, while the node is in one; the controller says: cannot resolve pod ENI` }]),
      ...outside.map(({ endpoint, refused }) => ({ name: 'binding-crosses-vpc', severity: 'error' as const, message: `does not register pod ${endpoint.pod ?? ''}: ${refused ?? ''}, and a target group takes no other address` })),
    ],
  };
}

function nodesOfBinding(estate: Estate, facts: ControllerFacts, binding: Resource, { service, port }: Backend, failOpen: boolean): Targets & { readonly nodes: readonly Node[] } {
  const place: Place = [service.resource, port.nodePort === undefined ? port.path : [...port.path, 'nodePort']];
  const named = `${service.namespace}/${service.name}/${port.port}`;
  const none = (message: string): Targets & { readonly nodes: readonly Node[] } => ({ nodes: [], members: [], assumes: [], remarks: binding.derived === undefined ? [{ name: 'binding-registers-no-target', severity: 'error', message: `registers nothing: ${message}` }] : [] });
  const without = withoutNodePorts(service);
  if (without !== undefined) return none(`${without.message}; the controller says: ${without.says}`);
  const nodes = nodesOf(estate, facts.scope);
  if (nodes.length === 0) return { nodes: [], members: [{ members: nodeTarget(undefined, portOf(service, port.port)?.nodePort, named), place }], assumes: [], remarks: [] };
  const { taken, left } = nodeTargets(nodes, selectorOf(record(binding.body['spec'])['nodeSelector']), failOpen);
  const instances = taken.map(instanceOf);
  const wrong = instances.find((each) => typeof each !== 'string');
  if (wrong !== undefined && typeof wrong !== 'string') return { ...none(`${wrong.message}; the controller says: ${wrong.says}`), remarks: [{ name: 'binding-registers-no-target', severity: 'error', message: `registers nothing: ${wrong.message}; the controller says: ${wrong.says}` }] };
  return {
    nodes: taken,
    members: instances.map((instance) => ({ members: nodeTarget(instance as string, port.nodePort, named), place })),
    assumes: [],
    remarks: taken.length === 0 ? [{ name: 'binding-registers-no-target', severity: 'error', message: `registers nothing: ${because(left)}` }] : [],
  };
}

function because(left: readonly { readonly who: string; readonly why: string }[]): string {
  const told = left.slice(0, 4).map(({ who, why }) => `${who} ${why}`);
  return `${told.join(', ')}${left.length > told.length ? `, and ${left.length - told.length} more are not taken` : ''}`;
}

function firstOf(pods: readonly string[]): string {
  return `${pods.length === 1 ? 'pod' : 'pods'} ${pods.slice(0, 3).join(', ')}${pods.length > 3 ? ` and ${pods.length - 3} more` : ''}`;
}

/** A VPC that is still to be made is told by its address. */
function shown(vpc: string | undefined): string {
  const named = nameIn(vpc ?? '');
  return named === undefined ? (vpc ?? '') : addressOf(named);
}
