import { alwaysPreserving, networkPrefix } from '../../facts/network-load-balancer.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Path, Resource } from '../../resource/resource.ts';
import { endpointsOf } from '../kubernetes/endpoints.ts';
import { membersIn } from '../kubernetes/go-values.ts';
import { podAt, podsOf, type Pod } from '../kubernetes/pods.ts';
import type { Service, ServicePort } from '../kubernetes/services.ts';

/** Clients whose connections come back to their own node. */
export interface Returning {
  readonly cluster: string;
  /** `NS/NAME`; absent: every pod of the cluster. */
  readonly pods?: readonly string[];
  /** Why nobody can say; absent: all of their connections do. */
  readonly doubt?: string;
}

/**
 * Clients whose connections come back to where they began, which a load balancer that keeps their address and has nodes as targets
 * cannot do: the answer never passes it, and they time out ("Troubleshoot your Network Load Balancer", requests from a target to its
 * load balancer; for pods of one node kubernetes/cloud-provider-aws issue 1160 and aws/amazon-vpc-cni-k8s issue 840). Nodes that
 * spread connections over the cluster are targets all the same.
 */
export function returningAtNodes(estate: Estate, service: Service, port: ServicePort, named: string): readonly Returning[] {
  const { scope } = service.resource;
  if (service.externalTrafficPolicy !== 'Local') return [{ cluster: scope, doubt: `${named} may pick the client's own node, from which nothing returns: preserve_client_ip.enabled is on` }];
  const behind = endpointsOf(estate, service, port).flatMap(({ pod, ready }) => {
    const [namespace = '', name = ''] = pod?.split('/') ?? [];
    return ready ? (podAt(estate, namespace, name) ?? []) : [];
  });
  if (behind.length === 0) return [];
  const [always, sometimes, unplaced]: [string[], string[], string[]] = [[], [], []];
  for (const client of podsOf(estate)) {
    if (client.resource.scope !== scope) continue;
    const near = behind.filter((target) => isNear(client, target)).length;
    const far = behind.filter((target) => target.node !== undefined && client.node !== undefined && !isNear(client, target)).length;
    const list = near === behind.length ? always : near > 0 ? sometimes : far < behind.length ? unplaced : undefined;
    list?.push(`${client.namespace}/${client.name}`);
  }
  return [
    { cluster: scope, pods: always },
    { cluster: scope, pods: sometimes, doubt: `${named} may pick a target on the client's own node, from which nothing returns: preserve_client_ip.enabled is on` },
    { cluster: scope, pods: unplaced, doubt: `no input says on which nodes the client and the targets of ${named} run, and from the client's own node nothing returns: preserve_client_ip.enabled is on` },
  ].filter(({ pods }) => pods.length > 0);
}

/** With externalTrafficPolicy Cluster, whichever node takes a connection hands it on with its own address (Kubernetes, "Using Source IP"). */
export function shownByNodes({ namespace, name, externalTrafficPolicy }: Service): string | undefined {
  return externalTrafficPolicy === 'Local' ? undefined : `with externalTrafficPolicy Cluster, Service ${namespace}/${name} gets connections from the address of whichever node takes them`;
}

/** Where a load balancer would be told to dial with an address of its own. */
export interface Keeping {
  readonly of: Resource;
  readonly path: Path;
  readonly to: string;
}

/** The annotation that would turn preservation off, with what it says already; the one of the port, where that says it. */
export function keepingOf({ resource, annotations }: Service, { port, protocol }: ServicePort): Keeping | undefined {
  if (alwaysPreserving.has(protocol)) return undefined;
  const all = `${networkPrefix}target-group-attributes`;
  const own = `${all}.${port}`;
  const key = annotations[own]?.includes(preserves) === true ? own : all;
  const others = membersIn(annotations[key]).filter((pair) => !pair.startsWith(preserves));
  return { of: resource, path: ['metadata', 'annotations', key], to: [...others, `${preserves}=false`].join(',') };
}

const preserves = 'preserve_client_ip.enabled';

function isNear(client: Pod, target: Pod): boolean {
  return client === target || (client.node !== undefined && client.node === target.node);
}
