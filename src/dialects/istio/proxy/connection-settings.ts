import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Json } from '../../../resource/resource.ts';
import { record, text } from '../../kubernetes/fields.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { ownConfig } from './proxy-config.ts';

/** How a proxy takes odd requests. */
export interface ConnectionSettings {
  readonly underscores: 'allow' | 'reject' | 'drop';
  readonly escapedSlashes: 'keep' | 'reject' | 'redirect' | 'forward';
  readonly mergesSlashes: boolean;
}

/**
 * `connectionSettings` of the pod's own ProxyConfig, else of the mesh's; a gateway with `profile: EDGE` gets Envoy's advice
 * for edges where it says nothing (istio/istio, core/connection_settings: applyEdgeProfileDefaults, 1.32-dev). Undefined:
 * nothing is said that a request could meet.
 */
export function connectionSettingsOf(estate: Estate, mesh: Mesh, pod: Pod, proxy: 'gateway' | 'sidecar'): ConnectionSettings | undefined {
  const own = ownConfig(estate, pod)?.['connectionSettings'];
  const shared = mesh.resource === undefined ? undefined : readerOf(mesh.resource).get('defaultConfig', 'connectionSettings').value;
  const said: Readonly<Record<string, Json>> = record(own ?? shared);
  const edge = said['profile'] === 'EDGE' && proxy === 'gateway';
  const settings: ConnectionSettings = {
    underscores: underscores[text(said['httpHeadersWithUnderscoresAction']) ?? ''] ?? (edge ? 'reject' : 'allow'),
    escapedSlashes: slashes[text(said['httpPathWithEscapedSlashesAction']) ?? ''] ?? (edge ? 'redirect' : 'keep'),
    mergesSlashes: typeof said['httpMergeSlashes'] === 'boolean' ? said['httpMergeSlashes'] : edge,
  };
  return settings.underscores === 'allow' && settings.escapedSlashes === 'keep' && !settings.mergesSlashes ? undefined : settings;
}

const underscores: Readonly<Record<string, ConnectionSettings['underscores']>> = { HEADERS_WITH_UNDERSCORES_REJECT_REQUEST: 'reject', REJECT_REQUEST: 'reject', HEADERS_WITH_UNDERSCORES_DROP_HEADER: 'drop', DROP_HEADER: 'drop', ALLOW: 'allow' };
const slashes: Readonly<Record<string, ConnectionSettings['escapedSlashes']>> = { REJECT_REQUEST: 'reject', UNESCAPE_AND_REDIRECT: 'redirect', UNESCAPE_AND_FORWARD: 'forward', KEEP_UNCHANGED: 'keep' };
