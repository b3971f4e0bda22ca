import { interfacesOf } from '../dialects/aws/network/interfaces.ts';
import { aclOf } from '../dialects/aws/network/network-acls.ts';
import { securityGroupsOf } from '../dialects/aws/network/security-groups.ts';
import type { Estate } from '../resource/estate.ts';
import { isObject, type Json } from '../resource/resource.ts';

/** More of these than any estate has where people write rules by hand. */
const most = 64;

/**
 * Ports that stand for all whose packets or replies changed rules may let through: the edges of these rules, and where another
 * rule of those whom they concern begins or ends, so that no port between two of these is treated otherwise. `replies`: of
 * other ports, too, because a rule without memory lets replies through.
 */
export function portsOf(estate: Estate, values: readonly Json[], interfaces: readonly string[], replies: boolean): readonly number[] {
  const ranges = values.flatMap(rangesIn);
  const wide = replies ? [{ from: 1, to: last }] : ranges.filter(({ from, to }) => to > from);
  const edges = wide.length === 0 ? [] : edgesOf(estate, interfaces).filter((port) => wide.some(({ from, to }) => from <= port && port <= to));
  const ends = [...ranges, ...wide].flatMap(({ from, to }) => (to > from || replies ? [from, to + 1] : [from]));
  return [...new Set([...ends, ...edges])].filter((port) => port > 0 && port <= last).sort((a, b) => a - b).slice(0, most);
}

const last = 65535;

function rangesIn(value: Json): readonly { readonly from: number; readonly to: number }[] {
  if (!isObject(value)) return [];
  const { from_port: from, to_port: to } = value;
  const all = ['all', '-1'].includes(String(value['protocol'] ?? value['ip_protocol'] ?? '')) || typeof from !== 'number' || typeof to !== 'number' || from < 0;
  return all ? [{ from: 1, to: last }] : [{ from: Math.max(1, from), to }];
}

function edgesOf(estate: Estate, interfaces: readonly string[]): readonly number[] {
  const every = interfaces.flatMap((key) => interfacesOf(estate).get(key) ?? []);
  const groups = [...new Set(every.flatMap(({ groups: own }) => own ?? []))].flatMap((key) => securityGroupsOf(estate).get(key)?.rules ?? []);
  const acls = [...new Set(every.flatMap(({ subnet }) => subnet ?? []))].flatMap((subnet) => {
    const found = aclOf(estate, subnet);
    return typeof found === 'object' ? found.acl.entries : [];
  });
  const edges = [...groups, ...acls].flatMap(({ ports }) => (ports === undefined ? [] : [ports.from, ports.to + 1]));
  return [...new Set(edges)].sort((a, b) => a - b);
}
