import { list, record } from '../../dialects/kubernetes/fields.ts';
import { experimentalGroup, gatewayGroup } from '../../facts/gateway-api.ts';
import type { Resource } from '../../resource/resource.ts';
import { kindOf, keyed, named } from './references.ts';
import type { World } from './world.ts';

/** The Gateways, as `NS/NAME`, whose routes lead to a backend, whether or not they take those routes. */
export interface Ancestors {
  of(backend: Resource): ReadonlySet<string>;
}

const kinds: Readonly<Record<string, string>> = {
  '/Service': 'Service',
  'networking.istio.io/ServiceEntry': 'ServiceEntry',
  [`${experimentalGroup}/XBackend`]: 'XBackend',
};

/** Reads the references of every route. */
export function ancestorsOf(world: World): Ancestors {
  const found = new Map<string, Set<string>>();
  for (const route of ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute'].flatMap((type) => world.all(type))) {
    const spec = record(route.body['spec']);
    const local = route.namespace ?? '';
    const gateways = list(spec['parentRefs']).map(record).filter((reference) => kindOf(reference, gatewayGroup, 'Gateway') === `${gatewayGroup}/Gateway`);
    for (const reference of list(spec['rules']).flatMap((rule) => list(record(rule)['backendRefs']).map(record))) {
      const type = kinds[kindOf(reference, '', 'Service')];
      if (type === undefined) continue;
      const key = `${type}/${keyed(named(reference, local))}`;
      const ancestors = found.get(key) ?? new Set<string>();
      for (const gateway of gateways) ancestors.add(keyed(named(gateway, local)));
      found.set(key, ancestors);
    }
  }
  return { of: ({ type, namespace, name }) => found.get(`${type}/${namespace}/${name}`) ?? none };
}

const none: ReadonlySet<string> = new Set();
