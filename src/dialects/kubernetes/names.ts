import { clusterDomain } from '../../facts/kubernetes.ts';
import type { Estate } from '../../resource/estate.ts';
import { serviceAt, type Service } from './services.ts';

/** The full DNS name of a Service. */
export function fullName(service: { readonly namespace: string; readonly name: string }): string {
  return `${service.name}.${service.namespace}.svc.${clusterDomain}`;
}

/**
 * Every name by which a client in a namespace may call the Service, shortest first: the search list of a pod is its own
 * namespace, `svc` and the cluster domain (Kubernetes, "DNS for Services and Pods").
 */
export function namesOf(service: { readonly namespace: string; readonly name: string }, clientNamespace?: string): readonly string[] {
  const { name, namespace } = service;
  const short = clientNamespace === namespace ? [name] : [];
  return [...short, `${name}.${namespace}`, `${name}.${namespace}.svc`, fullName(service)];
}

/** What a host name says in the cluster's DNS: a Service, or one pod of a headless Service. */
export interface ServiceName {
  readonly namespace: string;
  readonly name: string;
  /** The pod's host name: `web-0` in `web-0.web.shop.svc.cluster.local`. */
  readonly pod?: string;
}

/** Reads a host name as a client in a namespace means it, most local reading first; names of other zones give none. */
export function readingsOf(host: string, clientNamespace: string): readonly ServiceName[] {
  const absolute = host.endsWith('.');
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const domain = clusterDomain.split('.');
  const inDomain = labels.length > domain.length && domain.every((label, index) => labels.at(index - domain.length) === label);
  const rest = inDomain ? labels.slice(0, -domain.length) : labels;
  if (inDomain || rest.at(-1) === 'svc') return rest.at(-1) === 'svc' && (inDomain || !absolute) ? placed(rest.slice(0, -1)) : [];
  if (absolute) return [];
  return rest.length === 1 ? [{ namespace: clientNamespace, name: rest[0]! }] : [...(rest.length === 2 ? [{ namespace: clientNamespace, name: rest[1]!, pod: rest[0]! }] : []), ...placed(rest)];
}

/** The Service that a host name means to a client in a namespace; undefined for pods' own names and other zones. */
export function serviceNamed(estate: Estate, host: string, clientNamespace: string): Service | undefined {
  for (const { namespace, name, pod } of readingsOf(host, clientNamespace)) {
    const service = pod === undefined ? serviceAt(estate, namespace, name) : undefined;
    if (service !== undefined) return service;
  }
  return undefined;
}

function placed(labels: readonly string[]): readonly ServiceName[] {
  const [first, second, third] = labels;
  if (first === undefined || second === undefined || labels.length > 3) return [];
  return third === undefined ? [{ name: first, namespace: second }] : [{ pod: first, name: second, namespace: third }];
}
