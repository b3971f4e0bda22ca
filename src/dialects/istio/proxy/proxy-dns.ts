import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import { record } from '../../kubernetes/fields.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { autoAllocation } from '../../../facts/istio.ts';
import { meshOf } from '../mesh/mesh.ts';
import { ownConfig } from './proxy-config.ts';
import { entryServices, type MeshService } from '../services/registry.ts';

/**
 * Whether a pod's proxy answers its DNS queries: then ServiceEntries without addresses have one that istiod allots
 * (ISTIO_META_DNS_CAPTURE in the proxyMetadata of the pod's ProxyConfig, else of the mesh's).
 */
export function capturesNames(estate: Estate, pod: Pod): boolean {
  const own = record(ownConfig(estate, pod)?.['proxyMetadata'])[captureSetting];
  const { resource } = meshOf(estate);
  const shared = resource === undefined ? undefined : readerOf(resource).get('defaultConfig', 'proxyMetadata', captureSetting).value;
  return String(own ?? shared ?? false) === 'true';
}

const captureSetting = 'ISTIO_META_DNS_CAPTURE';

/** ServiceEntries that have an address which istiod allots: as their status says, and where none has a status, as istiods before 1.25 count. */
export function allottedAt(estate: Estate, address: string): readonly MeshService[] {
  return allotments(estate).get(address) ?? [];
}

const kept = new WeakMap<Estate, ReadonlyMap<string, readonly MeshService[]>>();

function allotments(estate: Estate): ReadonlyMap<string, readonly MeshService[]> {
  const known = kept.get(estate);
  if (known !== undefined) return known;
  const entries = estate.ofType('ServiceEntry');
  const written = entries.flatMap((entry) =>
    readerOf(entry).get('status', 'addresses').each().flatMap((each): readonly (readonly [string, MeshService])[] => {
      const [address, host] = [each.get('value').string(), each.get('host').string()?.toLowerCase()];
      return address === undefined ? [] : entryServices(entry).filter((service) => service.host === host).map((service) => [address, service] as const);
    }),
  );
  const found = new Map<string, MeshService[]>();
  for (const [address, service] of written.length > 0 ? written : counted(entries.flatMap(entryServices))) found.set(address, [...(found.get(address) ?? []), service]);
  kept.set(estate, found);
  return found;
}

/** A place in 240.240.0.0/16 by the hash of `NS/HOST`, the next free one by a second hash (istio/istio, serviceentry/auto_allocation). */
function counted(services: readonly MeshService[]): readonly (readonly [string, MeshService])[] {
  const { places, prime } = autoAllocation;
  const taken = new Map<number, MeshService>();
  for (const service of services.filter(({ addresses, host, resolution }) => addresses.length === 0 && !host.startsWith('*') && resolution !== 'none')) {
    const hash = hashOf(`${service.namespace}/${service.host}`);
    let place = hash % places;
    for (let step = 1; taken.has(place); step++) place = (hash + step * (prime - (hash % prime))) % (places - 1);
    taken.set(place, service);
  }
  const byKey = new Map<string, string>();
  let skipped = 0;
  return [...taken].sort(([a], [b]) => a - b).map(([place, service]) => {
    if ((place + 1 + skipped) % 255 === 0) skipped++;
    const number = place + 1 + skipped;
    const key = `${service.namespace}/${service.host}`;
    const address = byKey.get(key) ?? `240.240.${Math.floor(number / 255)}.${number % 255}`;
    byKey.set(key, address);
    return [address, service] as const;
  });
}

/** FNV-1a of 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
