import type { Estate } from '../../resource/estate.ts';
import { podsOf, type Pod } from '../kubernetes/pods.ts';
import type { NetworkGroup } from './network-groups.ts';
import { across, carries, peeringsOf } from './network/peerings.ts';
import type { Registered } from './registered.ts';
import { vpcOfGroup } from './registered.ts';

/**
 * Why the client's address cannot be kept towards a target: it is itself a node of a balancer or of an endpoint, or it is in a
 * VPC that is not the group's own and not peered with it (NLB guide, "Client IP preservation": requirements). Undefined: it can.
 */
export function keepable(estate: Estate, group: NetworkGroup, balancer: string, { name, interface: at }: Registered): string | undefined {
  if (!group.keeps || at === undefined) return undefined;
  const { kind, key } = at.owner;
  const whose = kind === 'endpoint' || kind === 'balancer' ? `${name} is an interface of ${kind === 'endpoint' ? 'endpoint' : 'load balancer'} ${key ?? ''}` : undefined;
  if (whose !== undefined) return `${balancer} keeps the client's address (preserve_client_ip), and ${whose}: such connections are lost`;
  const { vpc } = vpcOfGroup(estate, group.resource);
  if (vpc === undefined || at.vpc === undefined || at.vpc === vpc || peered(estate, vpc, at.vpc)) return undefined;
  return `${balancer} keeps the client's address (preserve_client_ip), and ${name} is in ${at.vpc}, which is not peered with ${vpc}: its answers go past the load balancer and are lost`;
}

function peered(estate: Estate, one: string, other: string): boolean {
  return [...peeringsOf(estate).values()].some((each) => across(each, one)?.vpc === other && carries(each) && !each.regions);
}

/** Clients that are where a target is. */
export interface Same {
  readonly interfaces?: readonly string[];
  readonly cluster?: string;
  readonly pods?: readonly string[];
  readonly doubt?: string;
}

/**
 * Clients whose connections would come back to where they began (NLB guide, "Troubleshoot": requests from a target to its load
 * balancer); for pods of one node kubernetes/cloud-provider-aws issue 1160 and aws/amazon-vpc-cni-k8s issue 840.
 */
export function sameAs(estate: Estate, balancer: string, { pod, interface: at, name }: Registered): readonly Same[] {
  if (pod === undefined) return at === undefined ? [] : [{ interfaces: [at.key] }];
  const cluster = pod.resource.scope;
  const [always, unplaced]: [string[], string[]] = [[], []];
  for (const client of podsOf(estate)) {
    if (client.resource.scope !== cluster) continue;
    if (client === pod || near(client, pod)) always.push(named(client));
    else if (client.node === undefined || pod.node === undefined) unplaced.push(named(client));
  }
  return [
    { cluster, pods: always },
    { cluster, pods: unplaced, doubt: `no input says on which nodes the client and ${name} run, and ${balancer} hands nothing back to the client's own node: preserve_client_ip is on` },
  ].filter(({ pods }) => pods.length > 0);
}

function near(one: Pod, other: Pod): boolean {
  return one.node !== undefined && one.node === other.node;
}

function named({ namespace, name }: Pod): string {
  return `${namespace}/${name}`;
}
