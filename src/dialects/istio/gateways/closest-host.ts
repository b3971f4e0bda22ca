import { nearest } from '../../kubernetes/nearest.ts';
import { covers } from '../mesh/hosts.ts';

/** One clause about a name that none of several hosts takes: the apex of a wildcard, or a slip of the keyboard; undefined if nothing is near. */
export function closestHost(name: string, hosts: readonly string[]): string | undefined {
  if (hosts.some((host) => covers(host, name))) return undefined;
  if (hosts.includes(`*.${name}`)) return `*.${name} is for names below ${name}, and not for ${name} itself`;
  const near = nearestHost(name, hosts);
  return near === undefined ? undefined : `the closest name is ${near}`;
}

/** The exact host that is most likely meant by a name: one slip of the keyboard away, or the only one with another word in place of one label. */
export function nearestHost(name: string, hosts: readonly string[]): string | undefined {
  const exact = hosts.filter((host) => !host.startsWith('*'));
  const [only, ...others] = exact.filter((host) => differing(name, host) === 1);
  return nearest(name, exact) ?? (others.length === 0 ? only : undefined);
}

/** How many labels differ, where the first does not and at least two are the same; undefined for other names. */
function differing(name: string, host: string): number | undefined {
  const [one, other] = [name.split('.'), host.split('.')];
  if (one.length !== other.length || one[0] !== other[0]) return undefined;
  const count = one.filter((label, index) => label !== other[index]).length;
  return one.length - count >= 2 ? count : undefined;
}
