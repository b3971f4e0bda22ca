import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import { portNamed, type Pod } from '../../../dialects/kubernetes/pods.ts';
import { lastPort } from '../../../facts/load-balancer-network.ts';
import { compareTexts } from '../../../resource/order.ts';
import type { Json, Path } from '../../../resource/resource.ts';
import type { Refused } from './found.ts';

/** Traffic that a binding wants its targets to take: an inbound rule of their security group. */
export interface Permission {
  /** `tcp` or `udp`. */
  readonly protocol: string;
  readonly from: number;
  readonly to: number;
  readonly source: Source;
}

/** A security group by its id, or a block of addresses. */
export type Source = { readonly group: string } | { readonly block: string };

/** A rule as the controller writes it, which may open more than was asked for. */
export interface Opened extends Permission {
  /** What it was made of. */
  readonly asked: readonly Permission[];
}

/** What a part of a binding's networking cannot be made of, and where it stands in it. */
export interface Unusable extends Refused {
  readonly path: Path;
}

/**
 * The permissions of a binding's `networking`, rule by rule. A rule without ports opens nothing: the controller computes a
 * permission for all TCP ports and then drops it (pkg/networking, computeIngressPermissionsForTGBNetworking).
 */
export function permissionsOf(networking: Json | undefined, pods: readonly Pod[]): { readonly permissions: readonly Permission[]; readonly unusable: readonly Unusable[]; readonly without: readonly Path[] } {
  const permissions: Permission[] = [];
  const unusable: Unusable[] = [];
  const without: Path[] = [];
  list(record(networking)['ingress']).forEach((rule, index) => {
    const { from, ports } = record(rule);
    if (list(ports).length === 0) without.push(['ingress', index]);
    for (const [at, peer] of list(from).entries()) {
      for (const [place, port] of list(ports).entries()) {
        const made = permissionsFor(peer, port, pods);
        if ('message' in made) unusable.push({ ...made, path: ['ingress', index, ...(made.of === 'peer' ? ['from', at] : ['ports', place])] });
        else permissions.push(...made);
      }
    }
  });
  return { permissions, unusable, without };
}

/** The permissions of one peer and one port: TCP and all ports are the defaults. */
export function permissionsFor(peer: Json, port: Json, pods: readonly Pod[]): readonly Permission[] | (Refused & { readonly of: 'peer' | 'port' }) {
  const source = sourceOf(peer);
  if (source === undefined) return { of: 'peer', message: 'a peer is either an ipBlock or a securityGroup; neither stands here', says: 'either ipBlock or securityGroup should be specified' };
  const { protocol, port: written } = record(port);
  const shared = { protocol: protocol === 'UDP' ? 'udp' : 'tcp', source };
  if (written === undefined || written === null) return [{ ...shared, from: 0, to: lastPort }];
  const numbers = numbersOf(written, pods);
  return 'message' in numbers ? { ...numbers, of: 'port' } : numbers.map((number) => ({ ...shared, from: number, to: number }));
}

/** The numbers that a port stands for: a name means on each pod what its containers say. */
export function numbersOf(port: Json, pods: readonly Pod[]): readonly number[] | Refused {
  if (typeof port === 'number') return [port];
  const name = text(port) ?? '';
  if (pods.length === 0) return { message: `port "${name}" is a name, which only pods give a number, and the targets are nodes`, says: 'named ports can only be used with pod endpoints' };
  const numbers = new Set<number>();
  for (const pod of pods) {
    const number = portNamed(pod, name, 'TCP') ?? portNamed(pod, name, 'UDP');
    if (number === undefined) return { message: `pod ${pod.namespace}/${pod.name} has no container port "${name}"`, says: `unable to find port ${name} on pod ${pod.namespace}/${pod.name}` };
    numbers.add(number);
  }
  return [...numbers].sort((a, b) => a - b);
}

/**
 * What the controller writes into one security group for all bindings: for each protocol and source group one range from
 * the lowest to the highest port, blocks as they stand. With `apart` (flag --disable-restricted-sg-rules) every
 * permission alone.
 */
export function opened(permissions: readonly Permission[], apart: boolean): readonly Opened[] {
  const grouped = new Map<string, Permission[]>();
  for (const each of permissions) {
    const key = 'group' in each.source && !apart ? `0 ${each.protocol} ${each.source.group}` : `1 ${JSON.stringify(each)}`;
    const members = grouped.get(key);
    if (members === undefined) grouped.set(key, [each]);
    else members.push(each);
  }
  const groups = [...grouped].filter(([key]) => key.startsWith('0')).toSorted(([a], [b]) => compareTexts(a, b));
  const alone = [...grouped].filter(([key]) => key.startsWith('1'));
  return [...groups, ...alone].map(([key, asked]) => {
    const whole = asked.some(({ from, to }) => from === 0 && to === 0);
    if (key.startsWith('1')) return { ...asked[0]!, asked };
    return { ...asked[0]!, from: whole ? 0 : Math.min(...asked.map(({ from }) => from)), to: whole ? lastPort : Math.max(...asked.map(({ to }) => to)), asked };
  });
}

/** The ports of a range that nobody asked for, as ranges. */
export function beyondNeed({ from, to, asked }: Opened): readonly { readonly from: number; readonly to: number }[] {
  const needed = asked.map((each) => ({ from: each.from, to: each.to === 0 ? lastPort : each.to })).toSorted((a, b) => a.from - b.from);
  const gaps: { from: number; to: number }[] = [];
  let next = from;
  for (const each of needed) {
    if (each.from > next) gaps.push({ from: next, to: each.from - 1 });
    next = Math.max(next, each.to + 1);
  }
  if (next <= to) gaps.push({ from: next, to });
  return gaps;
}

function sourceOf(peer: Json): Source | undefined {
  const { securityGroup, ipBlock } = record(peer);
  const group = text(record(securityGroup)['groupID']);
  if (group !== undefined) return { group };
  const block = text(record(ipBlock)['cidr']);
  return block === undefined ? undefined : { block };
}
