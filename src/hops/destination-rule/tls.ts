import { chooseTls, type AutoMtls, type ChosenTls } from '../../dialects/istio/services/auto-mtls.ts';
import { passesThrough, tlsOf, type MergedRule } from '../../dialects/istio/services/destination-rules.ts';
import type { Mesh } from '../../dialects/istio/mesh/mesh.ts';
import { namespaceMode } from '../../dialects/istio/policies/peer-authentication.ts';
import { speaksMutualTls } from '../../dialects/istio/proxy/proxy.ts';
import type { MeshService } from '../../dialects/istio/services/registry.ts';
import { podAt } from '../../dialects/kubernetes/pods.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, pathText, type Identity, type Resource } from '../../resource/resource.ts';
import type { Blocked, Proposal } from '../kind.ts';
import type { ClusterSpec, EndpointSpec, TlsSpec } from './spec.ts';

/** What the TLS of a cluster is decided by. */
export interface Destination {
  readonly service: MeshService;
  readonly rule: MergedRule | undefined;
  readonly subset: string | undefined;
  readonly port: number;
  readonly endpoints: readonly EndpointSpec[];
  readonly serverName: string;
}

/** The TLS with which a proxy dials a cluster's endpoints, and who decided it. */
export function tlsSpec(estate: Estate, mesh: Mesh, to: Destination, proxy: 'sidecar' | 'gateway'): TlsSpec {
  const { service, rule, subset, port, endpoints } = to;
  const written = rule === undefined ? undefined : tlsOf(rule, subset, port);
  const chosen = chooseTls({
    tls: written?.tls,
    endpointSans: endpoints.flatMap(({ principal }) => (principal === undefined ? [] : [`spiffe://${principal}`])),
    sni: to.serverName,
    autoMtls: mesh.autoMtls,
    meshExternal: service.external,
    serviceMode: serviceMode(estate, mesh, to),
  });
  const skipped = skippedSecret(chosen, rule, proxy);
  const settings = skipped === undefined ? chosen.tls : undefined;
  const at = written?.resource.locate(written.path);
  return {
    by: chosen.by,
    ...(settings === undefined ? {} : { settings }),
    ...(skipped === undefined ? {} : { skipped }),
    ...(chosen.tls === undefined ? plainBecause(mesh, to) : {}),
    ...(written === undefined ? { resource: mesh.autoMtls ? 'Istio default' : 'MeshConfig' } : { resource: nameOf(written.resource), attribute: pathText(written.path) }),
    ...(at === undefined ? {} : { at }),
    ...(written === undefined || written.resource.derived !== undefined ? {} : { written: { of: identityOf(written.resource), path: written.path } }),
  };
}

function identityOf({ scope, type, namespace, name }: Resource): Identity {
  return { scope, type, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Why nothing is encrypted where no rule says anything of TLS. */
function plainBecause(mesh: Mesh, { service, endpoints }: Destination): Pick<TlsSpec, 'plain'> {
  if (service.external) return {};
  if (!mesh.autoMtls) return { plain: 'enableAutoMtls is off in the mesh config' };
  const naked = service.resolution === 'headless' ? endpoints.find(({ takesMtls }) => !takesMtls) : undefined;
  const name = naked?.pod ?? naked?.outside;
  return name === undefined ? {} : { plain: `${name} takes no mTLS, and behind a headless Service one such endpoint makes all of them plaintext` };
}

/** Where clients dial addresses as they found them, one endpoint without a sidecar makes all of them plaintext (istio/istio, BestEffortInferServiceMTLSMode). */
function serviceMode(estate: Estate, mesh: Mesh, { service, rule, subset, port, endpoints }: Destination): AutoMtls['serviceMode'] {
  const through = service.resolution === 'headless' || service.resolution === 'none' || (rule !== undefined && passesThrough(rule, subset, port));
  if (through && (endpoints.length === 0 || endpoints.some((endpoint) => !inMesh(estate, endpoint)))) return 'DISABLE';
  const mode = namespaceMode(estate, service.namespace, mesh.rootNamespace);
  return mode === 'UNKNOWN' ? 'PERMISSIVE' : mode;
}

function inMesh(estate: Estate, { pod: name, takesMtls }: EndpointSpec): boolean {
  const [namespace = '', own = ''] = name?.split('/') ?? [];
  const pod = name === undefined ? undefined : podAt(estate, namespace, own);
  return pod === undefined ? takesMtls : speaksMutualTls(pod);
}

/**
 * A sidecar is not given secrets by name, unless the rule selects workloads: it sends plaintext then. ConfigMaps, as
 * BackendTLSPolicies have them, every proxy gets (istio/istio, buildUpstreamClusterTLSContext).
 */
function skippedSecret({ tls }: ChosenTls, rule: MergedRule | undefined, proxy: 'sidecar' | 'gateway'): string | undefined {
  const named = tls !== undefined && (tls.mode === 'SIMPLE' || tls.mode === 'MUTUAL') && tls.credentialName?.startsWith('configmap://') !== true;
  return named && proxy === 'sidecar' && rule?.workloadSelector === undefined ? tls.credentialName : undefined;
}

/** A rule that makes its clients send plaintext to what insists on mTLS is taken back: automatic mTLS sends each endpoint what it takes. */
export function mendDial({ tls }: ClusterSpec, { cause }: Blocked): readonly Proposal[] {
  const { settings, written } = tls;
  if (cause !== 'plaintext-refused' || settings?.mode !== 'DISABLE' || written === undefined) return [];
  return [{ title: 'remove the setting: automatic mTLS sends each pod what it takes', certainty: 'proposed', edits: [{ edit: 'remove', of: written.of, path: written.path.slice(0, -1) }] }];
}

/** A rule that starts TLS for clients that speak it themselves is taken back. */
export function mend({ tls, empty }: ClusterSpec, { cause }: Blocked): readonly Proposal[] {
  if (cause === 'no-endpoints') return (empty?.repairs ?? []).map((repair) => ({ ...repair, certainty: 'proposed' }));
  const { settings, written, resource } = tls;
  if (cause !== 'tls-to-plaintext' || written === undefined) return [];
  return [{ title: `take the TLS mode ${settings?.mode ?? ''} out of ${resource}: its clients speak TLS themselves`, certainty: 'proposed', edits: [{ edit: 'remove', of: written.of, path: written.path.slice(0, -1) }] }];
}
