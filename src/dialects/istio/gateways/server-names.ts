import type { Server } from './servers.ts';

/** The names in a ClientHello that choose a server; empty: whatever it names, or nothing. */
export function sniOf(server: Server): readonly string[] {
  return counting(sniHosts(server));
}

/** The hosts of a server without their namespaces, lower case and sorted. */
export function sniHosts({ hosts }: Server): readonly string[] {
  return [...new Set(hosts.map((host) => host.split('/').at(-1)!.toLowerCase()))].sort();
}

/** Those of the names that count: with `*` among them none does. */
export function counting(hosts: readonly string[]): readonly string[] {
  return hosts.includes('*') ? [] : hosts;
}
