import { nearest } from '../../kubernetes/nearest.ts';
import { covers } from '../mesh/hosts.ts';

/** One clause about a name that none of several hosts takes: the apex of a wildcard, or a slip of the keyboard; undefined if nothing is near. */
export function closestHost(name: string, hosts: readonly string[]): string | undefined {
  if (hosts.some((host) => covers(host, name))) return undefined;
  if (hosts.includes(`*.${name}`)) return `*.${name} is for names below ${name}, and not for ${name} itself`;
  const near = nearest(name, hosts.filter((host) => !host.startsWith('*')));
  return near === undefined ? undefined : `the closest name is ${near}`;
}
