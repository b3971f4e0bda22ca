import { chooseTls, type AutoMtls, type ClientTls } from '../../src/dialects/istio/services/auto-mtls.ts';
import type { Data, Suite } from './suite.ts';

interface Question {
  readonly input: {
    readonly destinationRuleTls: ClientTls | null;
    readonly endpointSans: readonly string[];
    readonly sni: string;
    readonly proxyMetadata: { readonly TLSClientCertChain?: string; readonly TLSClientKey?: string; readonly TLSClientRootCert?: string };
    readonly autoMtlsEnabled: boolean;
    readonly meshExternal: boolean;
    readonly serviceMtlsMode: AutoMtls['serviceMode'];
  };
}

/** The TLS that a client proxy originates. */
export const autoMtls: Suite = {
  name: 'istio/auto-mtls',
  answer: (question) => {
    const { input } = question as unknown as Question;
    const { TLSClientCertChain: chain, TLSClientKey: key, TLSClientRootCert: root } = input.proxyMetadata;
    const files = chain === undefined || key === undefined || root === undefined ? {} : { proxyCertificates: { chain, key, root } };
    const { tls, by } = chooseTls({
      tls: input.destinationRuleTls ?? undefined,
      endpointSans: input.endpointSans,
      sni: input.sni,
      autoMtls: input.autoMtlsEnabled,
      meshExternal: input.meshExternal,
      serviceMode: input.serviceMtlsMode,
      ...files,
    });
    return { tls: tls === undefined ? null : ({ ...tls } as unknown as Data), contextType: by === 'user' ? 'userSupplied' : 'autoDetected' };
  },
  echo: (question) => ({ tls: (question as unknown as Question).input.destinationRuleTls as unknown as Data, contextType: 'userSupplied' }),
};
