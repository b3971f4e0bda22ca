import { authorizerStatus } from '../../../facts/envoy.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Mesh } from '../mesh/mesh.ts';

/** An external authorizer as the mesh config describes it (MeshConfig reference, ExtensionProvider). */
export interface Authorizer {
  readonly name: string;
  /** Only gRPC authorizers are asked about bytes (istio/istio, security/authz/builder, buildTCP). */
  readonly speaks: 'http' | 'grpc';
  /** An authorizer that cannot be asked lets everything through. */
  readonly failOpen: boolean;
  /** What the client gets where the authorizer cannot be asked. */
  readonly statusOnError: number;
  /** Headers that an HTTP authorizer may write into a request that it allows, in lower case, `*` at either end. */
  readonly writes: readonly string[];
  /** Why istiod takes it for broken. */
  readonly broken?: string;
}

/** The authorizers of the mesh by name; undefined: no mesh config is in the inputs, so nobody knows which there are. */
export function authorizersOf(mesh: Mesh): ReadonlyMap<string, Authorizer> | undefined {
  if (mesh.resource === undefined) return undefined;
  const found = new Map<string, Authorizer>();
  for (const provider of readerOf(mesh.resource).get('extensionProviders').each()) {
    const read = authorizer(provider);
    if (read === undefined) continue;
    const twice = found.has(read.name) ? { broken: 'the mesh config names it twice' } : {};
    found.set(read.name, { ...read, ...twice });
  }
  return found;
}

function authorizer(provider: Reader): Authorizer | undefined {
  const speaks = provider.get('envoyExtAuthzHttp').there ? 'http' : 'grpc';
  const settings = provider.get(speaks === 'http' ? 'envoyExtAuthzHttp' : 'envoyExtAuthzGrpc');
  if (!settings.there) return undefined;
  const [host, port, status] = [settings.get('service').string() ?? '', portOf(settings.get('port').port()), settings.get('statusOnError').string()];
  const broken = host === '' ? 'it names no service' : port === undefined || port < 1 || port > 65535 ? 'its port is none' : status !== undefined && !/^[1-5]\d\d$/.test(status) ? `its statusOnError ${status} is no status` : undefined;
  return {
    name: provider.get('name').string() ?? '',
    speaks,
    failOpen: settings.get('failOpen').boolean() === true,
    statusOnError: status === undefined ? authorizerStatus : Number(status),
    writes: settings.get('headersToUpstreamOnAllow').strings().map((name) => name.toLowerCase()),
    ...(broken === undefined ? {} : { broken }),
  };
}

/** Mesh config is JSON of a protobuf message, in which a number may stand in quotes; Istio's own example has one. */
function portOf(written: number | string | undefined): number | undefined {
  const port = Number(written);
  return written === undefined || !Number.isInteger(port) ? undefined : port;
}
