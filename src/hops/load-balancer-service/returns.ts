import { endpointsOf } from '../../dialects/kubernetes/endpoints.ts';
import { membersIn } from '../../dialects/kubernetes/go-values.ts';
import { podAt, podsOf, type Pod } from '../../dialects/kubernetes/pods.ts';
import type { Service, ServicePort } from '../../dialects/kubernetes/services.ts';
import { alwaysPreserving, networkPrefix } from '../../facts/network-load-balancer.ts';
import type { Estate } from '../../resource/estate.ts';
import type { BalancerSpec, ReturnSpec } from './spec.ts';

/**
 * Clients whose connections come back to where they began, which a load balancer that keeps their address cannot do: the answer
 * never passes it, and they time out ("Troubleshoot your Network Load Balancer", requests from a target to its load balancer; for
 * pods of one node kubernetes/cloud-provider-aws issue 1160 and aws/amazon-vpc-cni-k8s issue 840). Nodes that spread connections
 * over the cluster are targets all the same.
 */
export function returnsOf(estate: Estate, service: Service, port: ServicePort, targets: 'pods' | 'nodes'): readonly ReturnSpec[] {
  const { scope } = service.resource;
  const named = `the load balancer of Service ${service.namespace}/${service.name}`;
  const nodes = targets === 'nodes' && service.externalTrafficPolicy !== 'Local';
  if (nodes) return [{ cluster: scope, doubt: `${named} may pick the client's own node, from which nothing returns: preserve_client_ip.enabled is on` }];
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

/** The annotation that would turn preservation off, with what it says already; the one of the port, where that says it. */
export function keepingOf({ resource, annotations }: Service, { port, protocol }: ServicePort): BalancerSpec['keeping'] {
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
