import { nearest } from '../../kubernetes/nearest.ts';
import { covers } from '../mesh/hosts.ts';

/** One clause about a name that none of several hosts takes: the apex of a wildcard, or a slip of the keyboard; undefined if nothing is near. */
export function closestHost(name: string, hosts: readonly string[]): string | undefined {
  if (hosts.some((host) => covers(host, name))) return undefined;
  if (hosts.includes(`*.${name}`)) return `*.${name} is for names below ${name}, and not for ${name} itself`;
  const near = nearest(name, hosts.filter((host) => !host.startsWith('*'))) ?? hostWithOneOtherLabel(name, hosts);
  return near === undefined ? undefined : `the closest name is ${near}`;
}

/** The only exact host that has another word in place of one label behind the first: who asked for the name meant that one, or the other way round. */
export function hostWithOneOtherLabel(name: string, hosts: readonly string[]): string | undefined {
  const [only, ...others] = hosts.filter((host) => !host.startsWith('*') && differing(name, host) === 1);
  return others.length === 0 ? only : undefined;
}

/** How many labels differ, where the first does not and at least two are the same; undefined for other names. */
function differing(name: string, host: string): number | undefined {
  const [one, other] = [name.split('.'), host.split('.')];
  if (one.length !== other.length || one[0] !== other[0]) return undefined;
  const count = one.filter((label, index) => label !== other[index]).length;
  return one.length - count >= 2 ? count : undefined;
}
