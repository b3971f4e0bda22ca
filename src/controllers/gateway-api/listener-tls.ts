import { list, record, text, texts, whole } from '../../dialects/kubernetes/fields.ts';
import { cipherSuites, cipherSuitesOption, gatewayGroup, gatewayPortLabel, listenerProtocolOption, multiNetworkPort, networkLabel, terminateModeOption } from '../../facts/gateway-api.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';
import { authority, certificate } from './certificates.ts';
import { both, type Refusal } from './conditions.ts';
import { kindOf, named } from './references.ts';
import { labelsOf, type World } from './world.ts';

/** The TLS settings of a server; undefined: the listener says none. */
export interface ServerTls {
  readonly tls?: JsonObject;
  readonly refused?: Refusal;
}

/** Translates `tls` of a listener. `owner` holds the listener, `frontend` is what its Gateway says about clients of the port. */
export function tlsOf(world: World, owner: Resource, listener: JsonObject, path: Path, frontend: JsonObject | undefined): ServerTls {
  if (listener['tls'] === undefined || listener['tls'] === null) return {};
  const tls = record(listener['tls']);
  const options = texts(tls['options']);
  const mode = text(tls['mode']) ?? 'Terminate';
  if (mode === 'Passthrough') return { tls: withSuites(isMultiNetwork(owner, listener, options) ? { mode: 'AUTO_PASSTHROUGH' } : {}, options) };
  if (mode !== 'Terminate') return { tls: withSuites({}, options) };
  const asked = options[terminateModeOption];
  if (asked === 'ISTIO_SIMPLE') return { tls: { mode: 'SIMPLE', credentialName: 'builtin://' } };
  if (asked === 'ISTIO_MUTUAL') return { tls: { mode: 'ISTIO_MUTUAL' } };
  const server = { mode: asked === 'MUTUAL' || asked === 'OPTIONAL_MUTUAL' ? asked : 'SIMPLE' };
  const references = list(tls['certificateRefs']);
  if (references.length === 0) return { tls: server };
  const served = certificatesOf(world, owner, references, [...path, 'tls', 'certificateRefs']);
  if ('refused' in served) return { tls: server, refused: served.refused as Refusal };
  const verified = { ...server, ...served };
  const clients = list(record(frontend?.['validation'])['caCertificateRefs']).map(record);
  if (clients.length === 0) return { tls: withSuites(verified, options) };
  const verifier = verifierOf(world, owner, clients);
  if ('refused' in verifier) return { tls: verified, refused: verifier.refused };
  const insecure = record(frontend?.['validation'])['mode'] === 'AllowInsecureFallback' && asked !== 'MUTUAL' && asked !== 'OPTIONAL_MUTUAL';
  const optional = insecure || asked === 'OPTIONAL_MUTUAL';
  return { tls: withSuites({ ...verified, mode: optional ? 'OPTIONAL_MUTUAL' : 'MUTUAL', insecureSkipVerify: insecure, caCertCredentialName: verifier.resource }, options) };
}

/** What a Gateway asks of clients on a port: the port's own entry, else the default. */
export function frontendOf(gateway: Resource, port: number): JsonObject | undefined {
  const frontend = record(record(gateway.body['spec'])['tls'])['frontend'];
  if (frontend === undefined || frontend === null) return undefined;
  const own = list(record(frontend)['perPort']).map(record).find((each) => whole(each['port']) === port);
  return record(own === undefined ? record(frontend)['default'] : own['tls']);
}

/** The Gateway carries traffic of other networks on this port, by option or by label (serviceregistry/kube, IsAutoPassthrough). */
function isMultiNetwork(owner: Resource, listener: JsonObject, options: Readonly<Record<string, string>>): boolean {
  if (options[listenerProtocolOption] === 'auto-passthrough') return true;
  const labels = labelsOf(owner);
  return labels[networkLabel] !== undefined && String(whole(listener['port'])) === (labels[gatewayPortLabel] ?? String(multiNetworkPort));
}

/** Up to two certificates; grants are asked for first, so that nothing is told about what one may not see. */
function certificatesOf(world: World, owner: Resource, references: readonly Json[], path: Path): JsonObject | { readonly refused: Refusal } {
  if (references.length > 2) return { refused: { reason: 'InvalidCertificateRef', message: 'TLS mode can only support up to 2 server certificates', path } };
  const local = owner.namespace ?? '';
  let refused: Refusal | undefined;
  const names = references.map(record).map((reference, index): string => {
    const to = named(reference, local);
    if (to.namespace !== local && !mayRead(world, owner, '/Secret', to)) {
      refused = both(refused, { reason: 'RefNotPermitted', message: `certificateRef ${to.name}/${to.namespace} not accessible to a Gateway in namespace "${local}" (missing a ReferenceGrant?)`, path: [...path, index] });
      return '';
    }
    const found = certificate(world, reference, local, [...path, index]);
    if ('resource' in found) return found.resource;
    refused = both(refused, found.refused);
    return '';
  });
  const good = names.filter((name) => name !== '');
  if (good.length === 0) return { refused: refused! };
  // istiod reads the first place where one of two is left: an empty name, if that is the one that failed.
  return good.length === 1 ? credential(names[0]!) : { credentialNames: names };
}

function credential(name: string): JsonObject {
  return name === '' ? {} : { credentialName: name };
}

function verifierOf(world: World, owner: Resource, references: readonly JsonObject[]): { readonly resource: string } | { readonly refused: Refusal } {
  const path = ['spec', 'tls', 'frontend'];
  const [first, second] = references;
  if (second !== undefined) return { refused: { reason: 'InvalidCACertificateRef', message: 'only one caCertificateRef is supported', path } };
  const local = owner.namespace ?? '';
  const to = named(first!, local);
  const kind = kindOf(first!, '', '') === '/Secret' ? '/Secret' : '/ConfigMap';
  // A grant that names the object never fits: istiod compares with the name under which the proxy asks for it.
  if (to.namespace !== local && !mayRead(world, owner, kind, { ...to, name: `${to.name}-cacert` })) {
    return { refused: { reason: 'RefNotPermitted', message: `caCertificateRef ${to.namespace}/${to.name} not accessible to a Gateway in namespace "${local}" (missing a ReferenceGrant?)`, path } };
  }
  return authority(world, first!, local, path);
}

function mayRead({ grants }: World, owner: Resource, kind: string, to: { readonly namespace: string; readonly name: string }): boolean {
  const type = owner.type === 'ListenerSet' ? 'ListenerSet' : 'Gateway';
  return grants.allow({ kind: `${gatewayGroup}/${type}`, namespace: owner.namespace ?? '' }, { kind, ...to });
}

/** Suites that no proxy of Istio knows are left out. */
function withSuites(tls: JsonObject, options: Readonly<Record<string, string>>): JsonObject {
  const asked = (options[cipherSuitesOption] ?? '').split(',').map((suite) => suite.trim());
  const known = [...new Set(asked.filter((suite) => cipherSuites.includes(suite)))];
  return known.length === 0 ? tls : { ...tls, cipherSuites: known };
}
