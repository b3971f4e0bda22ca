import { inBlocks } from '../../../dialects/aws/addresses.ts';
import { nameIn } from '../../../dialects/aws/references.ts';
import type { Pod } from '../../../dialects/kubernetes/pods.ts';
import { lastPort, ruleDescription } from '../../../facts/load-balancer-network.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { Json, JsonObject, Path, Resource } from '../../../resource/resource.ts';
import type { ControllerFacts, NetworkInterface } from '../facts.ts';
import { resourceAt } from './made.ts';
import { refused, type Found } from '../network/found.ts';
import { beyondNeed, opened, permissionsOf, type Opened, type Permission } from '../network/permissions.ts';
import { targetSecurityGroup } from '../network/target-security-group.ts';
import type { Place, Remark } from '../place.ts';
import type { PodEndpoint } from './endpoints.ts';
import { instanceOf, type Node } from './nodes.ts';

/** A permission that a binding wants in a security group, and where it says so. */
export interface Wanted {
  readonly group: string;
  readonly permission: Permission;
  readonly place: Place;
}

/** What the `networking` of one binding comes to. */
export interface Networking {
  readonly wanted: readonly Wanted[];
  readonly remarks: readonly Remark[];
  readonly assumes: readonly string[];
  /** The controller gives up before it writes a rule. */
  readonly failed: boolean;
}

/** Finds the security groups of a binding's targets, and what is to be opened in them. */
export function networkingOf(facts: ControllerFacts, binding: Resource, networking: Json | undefined, targets: { readonly pods: readonly PodEndpoint[] } | { readonly nodes: readonly Node[] }): Networking {
  const at = (path: Path): Place => [binding, ['spec', 'networking', ...path]];
  const remarks: Remark[] = [];
  const assumes: string[] = [];
  const name = `${binding.namespace ?? 'default'}/${binding.name}`;
  const pods = 'pods' in targets ? targets.pods.flatMap(({ object }) => (object === undefined ? [] : [object])) : [];
  const asked = permissionsOf(networking, pods);
  for (const path of asked.without) remarks.push({ name: 'binding-opens-no-port', severity: 'warning', at: at(path), message: `TargetGroupBinding ${name} opens nothing for these peers: the rule lists no ports, and the controller drops what it computes for all of them` });
  // The controller's own bindings say a node port in words until the Service is made.
  if (binding.derived !== undefined && asked.unusable.length > 0) {
    assumes.push(`the node ports behind TargetGroupBinding ${name} are chosen when its Service is made: the controller is taken to open them for the load balancer`);
    return { wanted: [], remarks, assumes, failed: false };
  }
  for (const { path, message } of asked.unusable) remarks.push({ name: 'target-security-group-not-opened', severity: 'error', at: at(path), message: `no rule of TargetGroupBinding ${name} is written: ${message}` });
  if (asked.unusable.length > 0) return { wanted: [], remarks, assumes, failed: true };
  const known = facts.aws.networkInterfaces;
  const none = 'pods' in targets ? targets.pods.length === 0 : targets.nodes.length === 0;
  if (asked.permissions.length === 0 || none) return { wanted: [], remarks, assumes, failed: false };
  if (known === undefined) {
    // Every target takes all ports of its binding, so the range is known before the group is. Of what the controller asks for by itself, only a group that is known is worth a word.
    if (binding.derived === undefined) for (const rule of opened(asked.permissions, facts.flags.disableRestrictedSgRules)) remarks.push(...exposed(rule, `the security group of every target of TargetGroupBinding ${name}`, at([]), 'note'));
    assumes.push(`no network interfaces are in the inputs: the controller is taken to open ${said(asked.permissions)} in the security group of every target of TargetGroupBinding ${name}`);
    return { wanted: [], remarks, assumes, failed: false };
  }
  const wanted: Wanted[] = [];
  let failed = false;
  const groups = new Map<string, Pod[]>();
  for (const each of interfacesOf(known, targets)) {
    const found = each.found === undefined ? missing(facts, each) : targetSecurityGroup(facts, each.found);
    if ('unknown' in found) assumes.push(found.unknown);
    else if ('refused' in found) {
      failed = true;
      const rest = 'pods' in targets ? 'it is registered, and nothing lets the load balancer in' : 'no target is registered';
      remarks.push({ name: 'target-security-group-not-opened', severity: 'error', at: at([]), message: `${each.who} of TargetGroupBinding ${name}: ${found.refused.message}; ${rest}; the controller says: ${found.refused.says}` });
    } else groups.set(found.found[0]!, [...(groups.get(found.found[0]!) ?? []), ...('pod' in each && each.pod !== undefined ? [each.pod] : [])]);
  }
  if (failed) return { wanted: [], remarks, assumes, failed };
  for (const [group, members] of groups) for (const permission of permissionsOf(networking, members).permissions) wanted.push({ group, permission, place: at([]) });
  return { wanted, remarks, assumes, failed };
}

/** The inbound rules of the targets' security groups, for all bindings of a cluster together. */
export function rulesOf(facts: ControllerFacts, wanted: readonly Wanted[]): { readonly resources: readonly Resource[]; readonly remarks: readonly Remark[] } {
  const resources: Resource[] = [];
  const remarks: Remark[] = [];
  for (const group of [...new Set(wanted.map((each) => each.group))].sort(compareTexts)) {
    const own = wanted.filter((each) => each.group === group);
    opened(own.map(({ permission }) => permission), facts.flags.disableRestrictedSgRules).forEach((rule, index) => {
      const { place } = own.find(({ permission }) => permission === rule.asked[0])!;
      resources.push(resourceAt('aws_vpc_security_group_ingress_rule', `${group.replace(/[^A-Za-z0-9-]/g, '-')}-${index}`, attributesOf(group, rule), place));
      remarks.push(...exposed(rule, `security group ${group}`, place, 'warning'));
    });
  }
  return { resources, remarks };
}

/** What one range from the lowest to the highest port opens beside what is asked for. */
function exposed(rule: Opened, where: string, at: Place, severity: Remark['severity']): readonly Remark[] {
  const more = beyondNeed(rule);
  if (more.length === 0) return [];
  const needed = [...new Set(rule.asked.map(portsOf))];
  return [
    {
      name: 'more-ports-opened-than-asked',
      severity,
      at,
      message: `${where} lets ${nameOf(rule.source)} reach ${rule.protocol} ports ${portsOf(rule)}, although only ${needed.join(', ')} are asked for: the controller writes one range from the lowest to the highest port, so ${more.map(portsOf).join(', ')} ${more.length === 1 && more[0]!.from === more[0]!.to ? 'is' : 'are'} open as well`,
    },
  ];
}

/** A group that is still to be made is told by its name. */
function nameOf(source: Permission['source']): string {
  return 'block' in source ? source.block : (nameIn(source.group)?.name ?? source.group);
}

/** `tcp 8080, 15021 from sg-1`, for people. */
function said(permissions: readonly Permission[]): string {
  return [...new Set(permissions.map((each) => `${each.protocol} ${portsOf(each)} from ${nameOf(each.source)}`))].join(', ');
}

function portsOf({ from, to }: { readonly from: number; readonly to: number }): string {
  if (from === 0 && to === lastPort) return 'of every number';
  return from === to ? String(from) : `${from}-${to}`;
}

function attributesOf(group: string, { protocol, from, to, source }: Opened): JsonObject {
  return {
    security_group_id: group,
    ip_protocol: protocol,
    from_port: from,
    to_port: to,
    ...('group' in source ? { referenced_security_group_id: source.group } : source.block.includes(':') ? { cidr_ipv6: source.block } : { cidr_ipv4: source.block }),
    description: ruleDescription,
  };
}

/** A pod whose address is of no VPC has no interface there; of any other the inputs may hold too few. */
function missing(facts: ControllerFacts, held: Held | (Held & { readonly pod: Pod })): Found<string> {
  const blocks = facts.aws.vpcs?.flatMap(({ cidrs, ipv6Cidrs }) => [...cidrs, ...ipv6Cidrs]);
  if ('pod' in held && blocks !== undefined && held.pod.address !== undefined && !inBlocks(held.pod.address, blocks)) {
    return refused(`its address ${held.pod.address} is of no VPC, so no network interface has it`, `cannot resolve pod ENI for pods: [${held.pod.namespace}/${held.pod.name}]`);
  }
  return { unknown: `no network interface of the inputs is that of ${held.who}: the controller is taken to find one, and to open its security group` };
}

type Held = { readonly who: string; readonly found: NetworkInterface | undefined };

/** The interface that has a pod's address, or a node's instance. */
function interfacesOf(known: readonly NetworkInterface[], targets: Parameters<typeof networkingOf>[3]): readonly (Held | (Held & { readonly pod: Pod }))[] {
  if ('nodes' in targets) {
    return targets.nodes.map((node) => {
      const instance = instanceOf(node);
      return { who: `node ${node.name}`, found: typeof instance === 'string' ? primaryOf(known, instance) : undefined };
    });
  }
  return targets.pods.flatMap(({ address, object }) => (object === undefined || address === undefined ? [] : [{ who: `pod ${object.namespace}/${object.name}`, pod: object, found: known.find(({ addresses }) => addresses.includes(address)) ?? known.find(({ prefixes }) => inBlocks(address, prefixes)) }]));
}

/** The interface of an instance into whose group the controller writes. */
function primaryOf(known: readonly NetworkInterface[], instance: string): NetworkInterface | undefined {
  const own = known.filter((each) => each.instance === instance);
  return own.find(({ device }) => device === 0) ?? own[0];
}
