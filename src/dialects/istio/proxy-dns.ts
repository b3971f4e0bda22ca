import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { record } from '../kubernetes/fields.ts';
import type { Pod } from '../kubernetes/pods.ts';
import { proxyConfigAnnotation } from '../../facts/istio.ts';
import { meshOf } from './mesh.ts';
import { readProxyConfig } from './proxy-config.ts';
import { entryServices, type MeshService } from './registry.ts';

/**
 * Whether a pod's proxy answers its DNS queries: then ServiceEntries without addresses have one that istiod allots
 * (ISTIO_META_DNS_CAPTURE in the proxyMetadata of the pod's ProxyConfig, else of the mesh's).
 */
export function capturesNames(estate: Estate, pod: Pod): boolean {
  const written = pod.annotations[proxyConfigAnnotation];
  const own = written === undefined ? undefined : record(record(readProxyConfig(written)?.['proxyMetadata']))[captureSetting];
  const { resource } = meshOf(estate);
  const shared = resource === undefined ? undefined : readerOf(resource).get('defaultConfig', 'proxyMetadata', captureSetting).value;
  return String(own ?? shared ?? false) === 'true';
}

const captureSetting = 'ISTIO_META_DNS_CAPTURE';

/** ServiceEntries to which istiod has allotted an address, as their status says. */
export function allocatedAddress(estate: Estate, address: string): readonly MeshService[] {
  return estate.ofType('ServiceEntry').flatMap((entry) => {
    const hosts = readerOf(entry).get('status', 'addresses').each().filter((each) => each.get('value').string() === address).map((each) => each.get('host').string()?.toLowerCase());
    return entryServices(entry).filter(({ host }) => hosts.includes(host));
  });
}
