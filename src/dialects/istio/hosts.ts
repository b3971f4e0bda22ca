import { clusterDomain } from '../../facts/kubernetes.ts';
import { fullName } from '../kubernetes/names.ts';

/**
 * Istio's host algebra: a name is exact, or `*` and a suffix, or `*` alone. Names are compared in lower case
 * (istio/istio, pkg/config/host).
 */

/** Whether every name that `host` stands for is also meant by `pattern`. */
export function covers(pattern: string, host: string): boolean {
  if (!pattern.startsWith('*')) return pattern === host;
  const suffix = pattern.slice(1);
  return host.startsWith('*') ? host.slice(1).endsWith(suffix) : host.endsWith(suffix);
}

/** Whether some name is meant by both. */
export function overlap(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

/** Orders names so that the more specific one comes first: exact names, then longer suffixes, then by name. */
export function bySpecificity(a: string, b: string): number {
  const [wildA, wildB] = [a.startsWith('*'), b.startsWith('*')];
  if (wildA !== wildB) return wildA ? 1 : -1;
  if (wildA && a.length !== b.length) return b.length - a.length;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The most specific of several names that means the host. */
export function mostSpecific(patterns: Iterable<string>, host: string): string | undefined {
  return [...patterns].filter((pattern) => covers(pattern, host)).sort(bySpecificity)[0];
}

/** A name without a dot is a Service of the object's own namespace; all others are taken as they stand. */
export function fullHost(host: string, namespace: string): string {
  const name = host.toLowerCase();
  return name.includes('.') || name.startsWith('*') ? name : fullName({ namespace, name });
}

/** The Service that a full name means, undefined if it is not the name of a Service. */
export function serviceOfHost(host: string): { readonly namespace: string; readonly name: string } | undefined {
  const match = /^([^.*]+)\.([^.*]+)\.svc\.(.+)$/.exec(host);
  return match === null || match[3] !== clusterDomain ? undefined : { name: match[1]!, namespace: match[2]! };
}
