import { clusterDomain } from '../../../facts/kubernetes.ts';
import { isAddress } from '../../../ir/address.ts';

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

/** Whether a wildcard stands where the API server takes one: it is the first label, or begins it (istio/istio, config/validation, ValidateWildcardDomain). */
export function wildcardFits(host: string): boolean {
  return host.lastIndexOf('*') <= 0;
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

/** The names that both lists mean, of two that overlap the more specific one, in the order of the first list (host.Names, Intersection). */
export function intersection(a: readonly string[], b: readonly string[]): readonly string[] {
  const shared = a.flatMap((one) => b.flatMap((other) => (covers(other, one) ? [one] : covers(one, other) ? [other] : [])));
  return [...new Set(shared)];
}

/** Of hosts that may say `NAMESPACE/HOST`, those that a namespace may use, without that part (host.NamesForNamespace). */
export function hostsForNamespace(hosts: readonly string[], namespace: string): readonly string[] {
  return hosts.flatMap((written) => {
    const slash = written.indexOf('/');
    const scope = slash < 0 ? '*' : written.slice(0, slash);
    return scope === '*' || scope === namespace ? [written.slice(slash + 1)] : [];
  });
}

/**
 * A name without a dot is a Service of the object's own namespace; addresses, `*` and all other names are taken as they
 * stand (istio/istio, model.ResolveShortnameToFQDN). A proxy outside Kubernetes has an empty domain.
 */
export function fullHost(host: string, namespace: string | undefined, domain: string = clusterDomain): string {
  const name = host.toLowerCase();
  if (name === '' || name === '*' || name.includes('.') || isAddress(name)) return name;
  return `${name}${namespace === undefined ? '' : `.${namespace}`}${domain === '' ? '' : `.svc.${domain}`}`;
}

/** The Service that a full name means, undefined if it is not the name of a Service. */
export function serviceOfHost(host: string): { readonly namespace: string; readonly name: string } | undefined {
  const match = /^([^.*]+)\.([^.*]+)\.svc\.(.+)$/.exec(host);
  return match === null || match[3] !== clusterDomain ? undefined : { name: match[1]!, namespace: match[2]! };
}
