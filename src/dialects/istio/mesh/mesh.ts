import { meshDefaults } from '../../../facts/istio.ts';
import type { Estate } from '../../../resource/estate.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';

/** What the mesh as a whole is told, with Istio's defaults where nothing is said. */
export interface Mesh {
  /** The MeshConfig that was read; absent: all settings are defaults. */
  readonly resource: Resource | undefined;
  /** Policies in this namespace concern the whole mesh. */
  readonly rootNamespace: string;
  readonly trustDomain: string;
  readonly trustDomainAliases: readonly string[];
  readonly autoMtls: boolean;
  readonly pathNormalization: PathNormalization;
  readonly outbound: 'ALLOW_ANY' | 'REGISTRY_ONLY' | 'ALLOW_ANY_DYNAMIC_DNS';
}

export type PathNormalization = 'NONE' | 'BASE' | 'MERGE_SLASHES' | 'DECODE_AND_MERGE_SLASHES';

/** The mesh of an estate, from its MeshConfig if there is one. */
export function meshOf(estate: Estate): Mesh {
  const known = meshes.get(estate);
  if (known !== undefined) return known;
  const configs = estate.ofType('MeshConfig');
  const mesh = read(configs.find(({ name }) => name === 'istio') ?? configs[0]);
  meshes.set(estate, mesh);
  return mesh;
}

const meshes = new WeakMap<Estate, Mesh>();

function read(resource: Resource | undefined): Mesh {
  const config = resource === undefined ? undefined : readerOf(resource);
  const normalization = config?.get('pathNormalization', 'normalization').string();
  return {
    resource,
    rootNamespace: text(config, 'rootNamespace') ?? meshDefaults.rootNamespace,
    trustDomain: text(config, 'trustDomain') ?? meshDefaults.trustDomain,
    trustDomainAliases: config?.get('trustDomainAliases').strings() ?? [],
    autoMtls: config?.get('enableAutoMtls').boolean() ?? meshDefaults.enableAutoMtls,
    pathNormalization: isNormalization(normalization) ? normalization : meshDefaults.pathNormalization,
    outbound: outboundModes.find((mode) => mode === config?.get('outboundTrafficPolicy', 'mode').string()) ?? meshDefaults.outboundTrafficPolicy,
  };
}

/** What a mesh, or a Sidecar object, may say of hosts that nobody knows (MeshConfig, OutboundTrafficPolicy.Mode). */
export const outboundModes = ['ALLOW_ANY', 'REGISTRY_ONLY', 'ALLOW_ANY_DYNAMIC_DNS'] as const;

function text(config: Reader | undefined, name: string): string | undefined {
  const value = config?.get(name).string();
  return value === '' ? undefined : value;
}

function isNormalization(value: string | undefined): value is PathNormalization {
  return value === 'NONE' || value === 'BASE' || value === 'MERGE_SLASHES' || value === 'DECODE_AND_MERGE_SLASHES';
}
