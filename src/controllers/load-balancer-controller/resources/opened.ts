import { list, record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import { lastPort } from '../../../facts/load-balancer-network.ts';
import type { JsonObject } from '../../../resource/resource.ts';
import type { Piece } from '../stack.ts';
import type { Names } from './names.ts';

/** What the security group that the controller makes for a load balancer lets in on one port. */
export interface OpenedPort {
  readonly group: Piece;
  /** The permissions that hold the port, each with its index in the group's `ingress`. */
  readonly permissions: readonly (readonly [number, JsonObject])[];
}

/** Undefined: the load balancer has no group of the controller's own. */
export function openedOn(names: Names, balancer: Piece, port: number): OpenedPort | undefined {
  const group = list(balancer.spec['securityGroups']).map(names.named).find((piece) => piece?.type === 'AWS::EC2::SecurityGroup');
  if (group === undefined) return undefined;
  const all = list(group.spec['ingress']).map((permission, index) => [index, record(permission)] as const);
  return { group, permissions: all.filter(([, { ipProtocol, fromPort, toPort }]) => !String(ipProtocol).startsWith('icmp') && (whole(fromPort) ?? 0) <= port && port <= (whole(toPort) ?? lastPort)) };
}

/** The blocks of addresses that a permission takes. */
export function blocksOf({ ipRanges, ipv6Ranges }: JsonObject): readonly string[] {
  return [...list(ipRanges).map((each) => record(each)['cidrIP']), ...list(ipv6Ranges).map((each) => record(each)['cidrIPv6'])].flatMap((each) => text(each) ?? []);
}

/** The prefix lists that it takes: AWS knows their blocks. */
export function prefixListsOf({ prefixLists }: JsonObject): readonly string[] {
  return list(prefixLists).flatMap((each) => text(record(each)['listID']) ?? []);
}
