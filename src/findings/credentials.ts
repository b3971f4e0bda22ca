import { endingOf, secretAt } from '../dialects/istio/gateways/credentials.ts';
import { gatewaysIn, isHttps, passesTls, selectsPod, serversOf, type Server } from '../dialects/istio/gateways/servers.ts';
import { serviceTargetsOf } from '../dialects/istio/services/instances.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import type { Pod } from '../dialects/kubernetes/pods.ts';
import type { Estate } from '../resource/estate.ts';
import { readerOf } from '../resource/reader.ts';
import { nameOf, pathText, type Path, type Resource } from '../resource/resource.ts';
import { gatewayed, isWritten } from './gateway-parts.ts';

/** A server of a Gateway that has to end TLS, with what is said of its certificate. */
export interface Credential {
  readonly server: Server;
  readonly pod: Pod;
  readonly path: Path;
  /** Why it cannot: a sentence. Absent: it can. */
  readonly missing?: string;
  /** The Secret that it names, where there is one. */
  readonly secret?: Resource;
  /** Where the Secret is looked up. */
  readonly place: { readonly namespace: string; readonly name: string };
}

/** The credentials of all servers that are to end TLS, each once; also of those that lose to another server. */
export function* credentials(estate: Estate): Iterable<Credential> {
  const mesh = meshOf(estate);
  const told = new Set<string>();
  for (const { pod } of gatewayed(estate)) {
    const { targets } = serviceTargetsOf(estate, pod);
    const servers = gatewaysIn(estate).filter((gateway) => selectsPod(gateway, pod, targets)).flatMap((gateway) => serversOf(estate, gateway, pod));
    for (const server of servers.filter((each) => isHttps(each) || (each.tls !== undefined && each.protocol === 'TLS' && !passesTls(each)))) {
      const key = `${nameOf(server.gateway)} ${pathText(server.path)} ${pod.namespace}`;
      const written = readerOf(server.gateway).get(...server.path, 'tls', 'credentialName').string() ?? '';
      if (!isWritten(server.gateway) || written === '' || told.has(key)) continue;
      told.add(key);
      const ending = endingOf(estate, mesh, pod, server);
      const [name = '', namespace] = written.replace(/^[a-z-]+:\/\//, '').split('/').reverse();
      const place = { namespace: namespace ?? pod.namespace, name };
      const secret = secretAt(estate, pod.resource.scope, place.namespace, name);
      yield { server, pod, path: ending.path, place, ...('missing' in ending ? { missing: ending.missing } : {}), ...(typeof secret === 'string' ? {} : { secret }) };
    }
  }
}

/** `TLS connections to shop.example.com on port 443 are closed at once` */
export function closedAtOnce({ hosts, number }: Server): string {
  const [first = '', second] = hosts;
  return `TLS connections to ${second === undefined ? first : `${first} and ${hosts.length === 2 ? second : `${hosts.length - 1} more`}`} on port ${number} are closed at once`;
}
