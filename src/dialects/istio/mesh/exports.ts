import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';
import { meshOf } from './mesh.ts';

/**
 * How an object is shown to a namespace: to its own alone, by name, or to all. istiod lists the VirtualServices that a
 * proxy sees in this order, and by age within each (istio/istio, model/push_context, VirtualServicesForGateway).
 */
export const sights = ['own', 'named', 'all'] as const;
export type Sight = (typeof sights)[number];

/** How `exportTo` of a VirtualService, or the mesh's `defaultVirtualServiceExportTo`, shows it to a namespace; undefined: not at all. */
export function sightOf(estate: Estate, resource: Resource, namespace: string): Sight | undefined {
  const own = resource.namespace === namespace;
  const to = readerOf(resource).get('spec', 'exportTo').strings();
  if (to.length === 0) {
    const usual = defaultsOf(estate);
    return usual.includes('.') ? (own ? 'own' : undefined) : usual.length === 0 || usual.includes('*') ? 'all' : undefined;
  }
  if (to.includes('*')) return 'all';
  if (to.includes('~')) return undefined;
  if (own && (to.includes('.') || to.includes(namespace))) return 'own';
  return !own && to.includes(namespace) ? 'named' : undefined;
}

function defaultsOf(estate: Estate): readonly string[] {
  const { resource } = meshOf(estate);
  return resource === undefined ? [] : readerOf(resource).get('defaultVirtualServiceExportTo').strings();
}
