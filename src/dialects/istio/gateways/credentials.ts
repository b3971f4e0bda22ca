import type { Terminate } from '../../../ir/program.ts';
import type { Estate } from '../../../resource/estate.ts';
import { parentNamespaceAnnotation } from '../../../facts/gateway-api.ts';
import { readerOf, type Reader } from '../../../resource/reader.ts';
import { nameOf, valueAt, type Path, type Resource } from '../../../resource/resource.ts';
import { list, record, text, words } from '../../kubernetes/fields.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { homeOf, type Server } from './servers.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { meshAuthority, principalOf } from '../proxy/proxy.ts';

/** How a gateway's server ends TLS, or why it cannot. */
export type Ending =
  | {
      readonly terminate: Terminate;
      readonly path: Path;
      readonly doubts: readonly string[];
      /** Where its certificate is taken to be: no input holds any. */
      readonly assumed?: string;
    }
  /** A sentence: what is not where it would have to be. */
  | { readonly missing: string; readonly path: Path };

/** What a server that ends TLS shows and asks for; certificates are looked up where the gateway's pod runs (istio/istio, credentials). */
export function endingOf(estate: Estate, mesh: Mesh, pod: Pod, server: Server): Ending {
  const tls = readerOf(server.gateway).get(...server.path, 'tls');
  const own = { authority: meshAuthority(mesh), names: [`spiffe://${principalOf(mesh, pod)}`] };
  if (server.tls === 'ISTIO_MUTUAL') return { terminate: { certificate: own, verify: { authority: own.authority, required: true } }, path: [...tls.path, 'mode'], doubts: unread(tls) };
  const named = credentialOf(tls);
  if (named === undefined) return fromFiles(tls, server);
  const { name, path } = named;
  if (name.startsWith('builtin://')) return { terminate: { certificate: own, ...verifyOf(server, own.authority) }, path, doubts: unread(tls) };
  const place = placeOf(estate, name, pod, server.gateway);
  if ('denied' in place) return { missing: place.denied, path };
  const found = secretAt(estate, pod.resource.scope, place.namespace, place.name);
  if (found === 'absent') return { missing: `there is no Secret ${place.namespace}/${place.name}${elsewhere(estate, place)}`, path };
  const pair = found === 'assumed' ? { authority: 'public' } : pairIn(found);
  if ('missing' in pair) return { missing: pair.missing, path };
  const shared = { path, doubts: unread(tls), ...(found === 'assumed' ? { assumed: `Secret ${place.namespace}/${place.name}` } : {}) };
  if (server.tls === 'SIMPLE') return { ...shared, terminate: { certificate: pair } };
  const authority = namedAuthority(tls) ?? clientAuthority(estate, pod, place, found);
  if ('missing' in authority) return { missing: authority.missing, path };
  return { ...shared, terminate: { certificate: pair, ...verifyOf(server, authority.authority) } };
}

/** Whether a Secret is there: as one, or because a controller is told to make it. Inputs without any credential say nothing about them. */
export function secretAt(estate: Estate, scope: string, namespace: string, name: string): Resource | 'assumed' | 'absent' {
  const secret = estate.find({ scope, type: 'Secret', namespace, name });
  if (secret !== undefined) return secret;
  const makers = makersOf.flatMap(([type, path]) => estate.ofType(type).filter((each) => each.scope === scope).map((each) => ({ namespace: each.namespace, name: text(valueAt(each.body, path)) ?? each.name })));
  if (makers.some((made) => made.namespace === namespace && made.name === name)) return 'assumed';
  return makers.length === 0 && !estate.ofType('Secret').some((each) => each.scope === scope && each.derived === undefined) ? 'assumed' : 'absent';
}

/** Objects of which others make Secrets, and where they say its name: cert-manager, External Secrets, Sealed Secrets. */
const makersOf: readonly (readonly [type: string, path: Path])[] = [
  ['Certificate', ['spec', 'secretName']],
  ['ExternalSecret', ['spec', 'target', 'name']],
  ['SealedSecret', ['spec', 'template', 'metadata', 'name']],
];

interface Place {
  readonly namespace: string;
  readonly name: string;
}

function credentialOf(tls: Reader): { readonly name: string; readonly path: Path } | undefined {
  const written = [tls.get('credentialName'), tls.get('credentialNames', 0)].find((one) => (one.string() ?? '') !== '');
  return written === undefined ? undefined : { name: written.string()!, path: written.path };
}

/** Files of the pod itself: which they are is all that an object says. */
function fromFiles(tls: Reader, server: Server): Ending {
  const file = tls.get('serverCertificate').string() ?? '';
  if (file === '') return { missing: `${nameOf(server.gateway)} names no certificate for ${server.tls}`, path: [...tls.path, 'mode'] };
  const authority = `file ${tls.get('caCertificates').string() ?? ''}`;
  return { terminate: { certificate: { authority: 'public' }, ...verifyOf(server, authority) }, path: [...tls.path, 'serverCertificate'], doubts: unread(tls), assumed: `file ${file}` };
}

function verifyOf({ tls }: Server, authority: string): Pick<Terminate, 'verify'> {
  return tls === 'MUTUAL' ? { verify: { authority, required: true } } : tls === 'OPTIONAL_MUTUAL' ? { verify: { authority, required: false } } : {};
}

/** `NAME`, `NS/NAME`, each also behind `kubernetes://`: given to proxies of that namespace only. `kubernetes-gateway://NS/NAME`: also where a ReferenceGrant allows it. */
function placeOf(estate: Estate, credential: string, pod: Pod, gateway: Resource): Place | { readonly denied: string } {
  const [, scheme = 'kubernetes', rest = ''] = /^(?:([a-z-]+):\/\/)?(.*)$/.exec(credential)!;
  const [first = '', second] = rest.split('/');
  const place: Place = second === undefined ? { namespace: pod.namespace, name: first } : { namespace: first, name: second };
  if (scheme === 'kubernetes') return place.namespace === pod.namespace ? place : { denied: `istiod gives Secret ${place.namespace}/${place.name} to no proxy of namespace ${pod.namespace}: a credential is read in the namespace of the gateway's pods` };
  if (scheme !== 'kubernetes-gateway') return { denied: `the credential ${credential} is of no kind that a server can have` };
  if (homeOf(gateway) === pod.namespace && (place.namespace === gateway.namespace || granted(estate, place, gateway))) return place;
  return { denied: `no ReferenceGrant in namespace ${place.namespace} lets ${ownerOf(gateway)}s of namespace ${gateway.namespace ?? ''} use Secret ${place.name}` };
}

function granted(estate: Estate, { namespace, name }: Place, gateway: Resource): boolean {
  return estate.ofType('ReferenceGrant', namespace).filter(({ scope }) => scope === gateway.scope).some((grant) => {
    const { from, to } = record(grant.body['spec']);
    const lets = list(from).map(record).some((each) => each['kind'] === ownerOf(gateway) && each['group'] === 'gateway.networking.k8s.io' && each['namespace'] === gateway.namespace);
    return lets && list(to).map(record).some((each) => each['kind'] === 'Secret' && (each['name'] === undefined || each['name'] === '' || each['name'] === name));
  });
}

/** What a Gateway was made of, as ReferenceGrants name it. */
function ownerOf(gateway: Resource): 'Gateway' | 'ListenerSet' {
  return readerOf(gateway).get('metadata', 'annotations', parentNamespaceAnnotation).there ? 'ListenerSet' : 'Gateway';
}

/** Where a Secret of that name is instead. */
function elsewhere(estate: Estate, { name }: Place): string {
  const others = estate.ofType('Secret').filter((each) => each.name === name).map((each) => each.namespace ?? '');
  return others.length === 0 ? '' : `; there is one in namespace ${others.join(', ')}, where no proxy of this gateway reads it`;
}

/** `cert` and `key`, else `tls.crt` and `tls.key`; istiod hands out nothing else (istio/istio, secretcontroller, ExtractCertInfo). */
function pairIn(secret: Resource): Terminate['certificate'] | { readonly missing: string } {
  const keys = words(secret.body['keys']);
  const pair = pairs.find((both) => both.every((key) => keys.includes(key)));
  if (pair === undefined) return { missing: `${nameOf(secret)} has ${keys.length === 0 ? 'no keys' : `the keys ${keys.join(', ')}`}: a server needs tls.crt and tls.key` };
  const certificate = list(secret.body['certificates']).map(record).find((each) => each['key'] === pair[0]);
  if (certificate?.['unreadable'] === true) return { missing: `${pair[0]} of ${nameOf(secret)} is no certificate that can be read` };
  const names = words(certificate?.['dnsNames']);
  // What an installer signs, it signs with an authority of its own making.
  const self = certificate !== undefined && (certificate['subject'] === certificate['issuer'] || secret.derived !== undefined);
  return { authority: self ? `${secret.namespace ?? ''}/${secret.name}` : 'public', ...(names.length === 0 ? {} : { names }) };
}

const pairs: readonly (readonly [certificate: string, key: string])[] = [
  ['cert', 'key'],
  ['tls.crt', 'tls.key'],
];

/** Who has to have signed clients' certificates: what `NAME-cacert` holds, and without such a Secret what NAME itself does. */
function clientAuthority(estate: Estate, pod: Pod, { namespace, name }: Place, own: Resource | 'assumed'): { readonly authority: string } | { readonly missing: string } {
  const separate = secretAt(estate, pod.resource.scope, namespace, `${name}-cacert`);
  const holder = separate === 'absent' || (separate === 'assumed' && own !== 'assumed') ? own : separate;
  if (holder === 'assumed') return { authority: `${namespace}/${name}-cacert` };
  if (words(holder.body['keys']).some((key) => key === 'cacert' || key === 'ca.crt')) return { authority: `${namespace}/${holder.name}` };
  return { missing: `neither Secret ${namespace}/${name}-cacert nor ca.crt in Secret ${namespace}/${name} says who signs clients' certificates` };
}

/** The Secret or ConfigMap that the Gateway API's conversion names for clients' certificates. */
function namedAuthority(tls: Reader): { readonly authority: string } | undefined {
  const [, place] = /^(?:configmap|kubernetes-gateway):\/\/(.+)-cacert$/.exec(tls.get('caCertCredentialName').string() ?? '') ?? [];
  return place === undefined ? undefined : { authority: place };
}

/** Settings that change which client certificates are taken, and that are not modelled. */
function unread(tls: Reader): readonly string[] {
  const names = ['subjectAltNames', 'verifyCertificateSpki', 'verifyCertificateHash'].filter((name) => tls.get(name).there);
  const authority = tls.get('caCertCredentialName').there && namedAuthority(tls) === undefined ? ['caCertCredentialName'] : [];
  return [...names, ...authority, ...(tls.get('insecureSkipVerify').boolean() === true ? ['insecureSkipVerify'] : [])].map((name) => `${nameOf(tls.resource)} sets tls.${name}, which is not modelled`);
}
