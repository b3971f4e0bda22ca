import { alwaysPreserving } from '../../../facts/network-load-balancer.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import type { Balancer } from './load-balancer.ts';
import { named, type ServiceDrafting } from './drafting.ts';
import { sourceRangesOf } from './security-groups.ts';

/** What the nodes or pods have to let in for one target group. */
export interface Targeted {
  /** Of the target group: `TCP`, `TLS`, `UDP`, `TCP_UDP`, `QUIC`, `TCP_QUIC`. */
  readonly protocol: string;
  /** Where targets listen; a name where each pod numbers it in its own way, or where the number is chosen when the Service is made. */
  readonly port: number | string;
  readonly checkPort: number | string;
  readonly addressType: 'ipv4' | 'ipv6';
  /** Targets see the client's own address. */
  readonly preserves: boolean;
}

/** The rules that a binding asks for, in the controller's own words. Undefined: it opens nothing. */
export function networkingOf(drafting: ServiceDrafting, balancer: Balancer, targeted: Targeted): JsonObject | undefined {
  if (balancer.guarded.groups.length > 0) return balancer.guarded.backend === undefined ? undefined : fromGroup(drafting, balancer.guarded.backend, targeted);
  return drafting.annotations.flag('manage-backend-security-group-rules') === false ? undefined : fromAddresses(drafting, balancer, targeted);
}

const trafficPort = 'traffic-port';

/** The load balancer has security groups: targets let in whoever is in one. */
function fromGroup({ facts }: ServiceDrafting, groupID: Json, { protocol, port, checkPort }: Targeted): JsonObject {
  const from = [{ securityGroup: { groupID } }];
  const datagrams = alwaysPreserving.has(protocol);
  if (facts.flags.disableRestrictedSgRules) return { ingress: [{ from, ports: [{ protocol: 'TCP' }, ...(datagrams ? [{ protocol: 'UDP' }] : [])] }] };
  const same = checkPort === trafficPort || checkPort === port;
  const both = protocol === 'TCP_UDP' || protocol === 'TCP_QUIC' || same;
  const checked = same || typeof checkPort === 'string' ? [] : [{ protocol: 'TCP', port: checkPort }];
  return { ingress: [{ from, ports: [...(datagrams ? [{ protocol: 'UDP', port }] : []), ...(!datagrams || both ? [{ protocol: 'TCP', port }] : []), ...checked] }] };
}

/** It has none: targets let in the addresses of its subnets, or, where they see the client's own, those of clients. */
function fromAddresses(drafting: ServiceDrafting, balancer: Balancer, targeted: Targeted): JsonObject | undefined {
  const { protocol, port, checkPort, preserves } = targeted;
  const own = subnetBlocks(drafting, balancer, targeted);
  const asked = preserves ? sourceRangesOf(drafting)?.ranges : undefined;
  const sources = preserves ? (asked ?? clientBlocks(drafting, balancer, targeted)) : own;
  if (sources === undefined) return undefined;
  const tcp = { protocol: 'TCP', port };
  const udp = { protocol: 'UDP', port };
  const ports = protocol === 'TCP_UDP' || protocol === 'TCP_QUIC' ? [tcp, udp] : alwaysPreserving.has(protocol) ? [udp] : [tcp];
  const checkers = checkSources(targeted, asked, own);
  const checked = checkers.length === 0 ? [] : [{ from: peers(checkers), ports: [{ protocol: 'TCP', port: checkPort === trafficPort ? port : checkPort }] }];
  return { ingress: [{ from: peers(sources), ports }, ...checked] };
}

/**
 * Health checks come from the load balancer's own addresses: they need a rule where they go to another port or protocol than
 * traffic, or where traffic is let in from some ranges only.
 */
function checkSources({ protocol, port, checkPort, preserves }: Targeted, asked: readonly string[] | undefined, own: readonly string[] | undefined): readonly string[] {
  const sameDoor = protocol !== 'UDP' && (checkPort === trafficPort || checkPort === port);
  const letIn = !preserves || asked === undefined || asked.includes('0.0.0.0/0') || asked.includes('::/0');
  return sameDoor && letIn ? [] : (own ?? []);
}

function subnetBlocks(drafting: ServiceDrafting, { subnets }: Balancer, { addressType }: Targeted): readonly string[] | undefined {
  if (subnets === undefined || subnets.some(({ vpc, cidr }) => vpc === '' && cidr === '')) {
    drafting.assume(`the address blocks of the load balancer's subnets are not in the inputs: rules that let Service ${named(drafting.service)}'s load balancer in by its addresses are left out`);
    return undefined;
  }
  return addressType === 'ipv4' ? subnets.map(({ cidr }) => cidr) : subnets.flatMap(({ ipv6Cidrs }) => ipv6Cidrs);
}

/** Clients of an internal load balancer are in the VPC; others are anywhere. */
function clientBlocks(drafting: ServiceDrafting, { scheme }: Balancer, { addressType }: Targeted): readonly string[] | undefined {
  if (scheme === 'internet-facing') return [addressType === 'ipv4' ? '0.0.0.0/0' : '::/0'];
  const { flags, aws } = drafting.facts;
  const vpc = aws.vpcs?.find(({ id }) => flags.awsVpcId === undefined ? aws.vpcs?.length === 1 : id === flags.awsVpcId);
  if (vpc === undefined) drafting.assume(`the address blocks of the cluster's VPC are not in the inputs: rules that let its clients in to the targets of Service ${named(drafting.service)} are left out`);
  return addressType === 'ipv4' ? vpc?.cidrs : vpc?.ipv6Cidrs;
}

function peers(blocks: readonly string[]): readonly JsonObject[] {
  return blocks.map((cidr) => ({ ipBlock: { cidr } }));
}
