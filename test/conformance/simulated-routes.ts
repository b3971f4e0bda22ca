import { routeAddress } from '../../src/dialects/istio/mesh/addresses.ts';
import { meshHostsOn } from '../../src/dialects/istio/services/mesh-hosts.ts';
import { outboundCluster } from '../../src/dialects/istio/mesh/names.ts';
import { sidecarScopeOf } from '../../src/dialects/istio/services/sidecar-scope.ts';
import { podAt } from '../../src/dialects/kubernetes/pods.ts';
import type { Op } from '../../src/ir/program.ts';
import type { Path } from '../../src/path/path.ts';
import type { Data } from './suite.ts';

/** The destinations of every virtual host in a route table of a client's proxy. */
export function simulatedRoutes({ estate, program }: Path, pod: string, table: string): Data {
  const [namespace = '', name = ''] = pod.split('/');
  const client = podAt(estate, namespace, name);
  if (client === undefined) return {};
  const port = Number(table);
  const hosts = meshHostsOn(estate, sidecarScopeOf(estate, client), client.labels, port);
  return Object.fromEntries(hosts.map(({ host }) => [host, clustersIn(program.hop(routeAddress(pod, port, host))?.ops ?? [])]));
}

/** Every destination that the rules of a host may lead to, as istiod calls it. */
function clustersIn(ops: readonly Op[]): readonly string[] {
  return [...new Set(ops.flatMap(placesOf))].flatMap((place) => {
    if (place.startsWith('outbound|')) return [place];
    const [station, , , host = '', port, subset] = place.split('/');
    return station === 'cluster' ? [outboundCluster(host, Number(port), subset === '-' ? undefined : subset)] : [];
  });
}

/** Stations, and the clusters of destinations that are nowhere. */

function placesOf(op: Op): readonly string[] {
  switch (op.op) {
    case 'goto':
    case 'dial':
      return [op.hop];
    case 'switch':
      return op.cases.flatMap(({ then }) => then.flatMap(placesOf));
    case 'pick':
      return op.among.flatMap(({ then }) => then.flatMap(placesOf));
    case 'stop':
      return [op.origin.rule];
    case 'set':
      return [];
    default:
      return op;
  }
}
