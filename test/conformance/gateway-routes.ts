import { chainNamed } from '../../src/dialects/istio/gateways/chains.ts';
import { meshOf } from '../../src/dialects/istio/mesh/mesh.ts';
import { podAt } from '../../src/dialects/kubernetes/pods.ts';
import type { Kind } from '../../src/hops/kind.ts';
import { kind as virtualHost } from '../../src/hops/virtual-host/kind.ts';
import { kind as virtualService } from '../../src/hops/virtual-service/kind.ts';
import { dated, pathInside, pod } from './estate.ts';
import type { Case, Data, Suite } from './suite.ts';

interface Question {
  readonly gateways: readonly Data[];
  readonly virtualServices: readonly Data[];
  readonly routeName: string;
}

/** The virtual hosts of one route configuration of a gateway, how many routes each has, and whether they send clients to HTTPS. */
export function gatewayRoutes(using: readonly Kind<unknown>[]): Suite {
  return {
    name: 'istio/gateway-routes',
    answer: (question) => answered(using, question as unknown as Question),
    // Whether sessions are kept rests on a label of a Service that upstream's test has, and its cases do not hold.
    expected: (each) => without(each['expected'] as Case),
  };
}

function without({ statefulSession: _statefulSession, ...expected }: Case): Data {
  return expected;
}

async function answered(using: readonly Kind<unknown>[], { gateways, virtualServices, routeName }: Question): Promise<Data> {
  const proxy = pod({ namespace: 'default', name: 'proxy', labels: { istio: 'ingressgateway' }, sidecar: false, gateway: true, address: '1.1.1.1' });
  const { estate } = await pathInside(using, [...gateways.map(dated), ...virtualServices.map(dated), proxy]);
  const chain = chainNamed(estate, meshOf(estate), podAt(estate, 'default', 'proxy')!, routeName);
  const spec = virtualHost.read(estate, []).at(`chain/default/proxy/${chain?.servers[0]?.port}/${routeName}`);
  if (spec === undefined) return { broken: `no chain ${routeName}` };
  const routes = virtualService.read(estate, []);
  const count = (host: string): number => routes.at(`vhost/default/proxy/${routeName}/${host}`)?.groups.flatMap(({ sources }) => sources.flatMap(({ rules }) => rules)).length ?? 0;
  const hosts = spec.hosts.length === 0 ? [{ name: spec.blackhole, host: '*', redirect: undefined }] : spec.hosts;
  return {
    virtualHosts: Object.fromEntries(hosts.map(({ name, host }) => [name, [host]])),
    httpRouteCounts: Object.fromEntries(hosts.map(({ name, host }) => [name, count(host)])),
    httpsRedirect: hosts.every(({ redirect }) => redirect !== undefined),
  };
}
