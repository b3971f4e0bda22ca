import { keyOf } from '../resource/resource.ts';
import type { Finding } from './rule.ts';

/** Findings that say of an object what a stop says of a request that meets it. */
const sameAs: Readonly<Record<string, readonly string[]>> = {
  'service-without-pods': ['no-targets-registered', 'no-ready-endpoints'],
  'no-ready-endpoints': ['no-targets-registered', 'no-ready-endpoints'],
  'credential-missing': ['credential-missing'],
  'proxy-refuses-listener': ['proxy-refuses-listener'],
};

/** Whether one of the stops has told this already, of the same place and by a request that gets there. */
export function toldBy(stops: readonly Finding[], { name, resource, at }: Finding): boolean {
  const names = sameAs[name] ?? [];
  return names.length > 0 && stops.some((stop) => names.includes(stop.name) && keyOf(stop.resource) === keyOf(resource) && stop.at?.file === at?.file && stop.at?.line === at?.line);
}
