import type { MutualTlsMode } from '../policies/peer-authentication.ts';

/** TLS as a client proxy originates it (DestinationRule reference, ClientTLSSettings). */
export interface ClientTls {
  readonly mode: 'DISABLE' | 'SIMPLE' | 'MUTUAL' | 'ISTIO_MUTUAL';
  readonly sni?: string;
  readonly subjectAltNames?: readonly string[];
  readonly clientCertificate?: string;
  readonly privateKey?: string;
  readonly caCertificates?: string;
  readonly credentialName?: string;
  readonly insecureSkipVerify?: boolean;
}

/** What a client proxy knows before it decides how to reach a Service. */
export interface AutoMtls {
  /** Of the DestinationRule, port and subset applied; undefined: it says nothing about TLS. */
  readonly tls: ClientTls | undefined;
  /** Identities the endpoints may have. */
  readonly endpointSans: readonly string[];
  /** The name of the cluster, as SNI. */
  readonly sni: string;
  /** Certificate files that the proxy itself was given, for clients outside Kubernetes. */
  readonly proxyCertificates?: { readonly chain: string; readonly key: string; readonly root: string };
  readonly autoMtls: boolean;
  readonly meshExternal: boolean;
  /** Of the Service's namespace; see `namespaceMode`. */
  readonly serviceMode: MutualTlsMode | 'UNKNOWN';
}

export interface ChosenTls {
  /** Undefined: plaintext. */
  readonly tls: ClientTls | undefined;
  /** `user`: for every endpoint. `auto`: only for endpoints that say they take it. */
  readonly by: 'user' | 'auto';
}

/** A DestinationRule's own TLS always wins; else mutual TLS where the Service's namespace takes it (istio/istio, buildUpstreamTLSSettings). */
export function chooseTls({ tls, endpointSans, sni, proxyCertificates, autoMtls, meshExternal, serviceMode }: AutoMtls): ChosenTls {
  if (tls !== undefined) {
    if (tls.mode === 'DISABLE' || tls.mode === 'SIMPLE' || (proxyCertificates !== undefined && meshExternal)) return { tls, by: 'user' };
    if (proxyCertificates !== undefined) return { tls: mutual(proxyCertificates, tls.subjectAltNames, tls.sni), by: 'user' };
    if (tls.mode === 'MUTUAL') return { tls, by: 'user' };
    return { tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: tls.subjectAltNames ?? endpointSans, sni: tls.sni ?? sni }, by: 'user' };
  }
  if (meshExternal || !autoMtls || serviceMode === 'UNKNOWN' || serviceMode === 'DISABLE') return { tls: undefined, by: 'user' };
  if (proxyCertificates !== undefined) return { tls: mutual(proxyCertificates, endpointSans, sni), by: 'auto' };
  return { tls: { mode: 'ISTIO_MUTUAL', subjectAltNames: endpointSans, sni }, by: 'auto' };
}

function mutual({ chain, key, root }: NonNullable<AutoMtls['proxyCertificates']>, names: readonly string[] | undefined, sni: string | undefined): ClientTls {
  return {
    mode: 'MUTUAL',
    clientCertificate: chain,
    privateKey: key,
    caCertificates: root,
    ...(names === undefined ? {} : { subjectAltNames: names }),
    ...(sni === undefined ? {} : { sni }),
  };
}

/** How an endpoint is dialled, in words behind its name: nothing to say where mTLS was decided and is used. */
export function manner({ settings, by, resource, skipped, plain }: { readonly settings?: ClientTls; readonly by: 'user' | 'auto'; readonly resource: string; readonly skipped?: string; readonly plain?: string }, takesMtls: boolean): string {
  if (skipped !== undefined) return `, in plaintext: ${resource} names the secret ${skipped} in credentialName, which istiod gives to no sidecar that the rule does not select by workloadSelector`;
  if (settings?.mode === 'DISABLE') return `, in plaintext as ${resource} says`;
  if (settings === undefined) return plain === undefined ? ', in plaintext' : `, in plaintext: ${plain}`;
  return by === 'auto' && !takesMtls ? ', in plaintext because it takes no mTLS there' : '';
}

/** What decided the TLS of a connection, as a rule's name. */
export function ruleOf({ settings, by }: { readonly settings?: ClientTls; readonly by: 'user' | 'auto' }): string {
  return by === 'auto' ? 'auto mTLS' : (settings?.mode ?? 'DISABLE');
}
