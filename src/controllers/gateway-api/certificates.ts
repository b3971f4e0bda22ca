import { list, record, text, words } from '../../dialects/kubernetes/fields.ts';
import type { JsonObject, Path, Resource } from '../../resource/resource.ts';
import type { Refusal } from './conditions.ts';
import { keyed, kindOf, named, written } from './references.ts';
import type { World } from './world.ts';

/** The name under which a proxy asks istiod for a credential, or why there is none. */
export type Credential = { readonly resource: string } | { readonly refused: Refusal };

/** A server certificate: a Secret with a certificate and its key. */
export function certificate(world: World, reference: JsonObject, local: string, path: Path): Credential {
  const problem = keyPairProblem(world, reference, local, 'certificate reference');
  if (problem !== undefined) return { refused: { reason: 'InvalidCertificateRef', message: problem, path } };
  return { resource: `kubernetes-gateway://${keyed(named(reference, local))}` };
}

/** What keeps a Secret from being used as a key pair, in istiod's words. */
export function keyPairProblem(world: World, reference: JsonObject, local: string, called: string): string | undefined {
  if (kindOf(reference, '', 'Secret') !== '/Secret') return `invalid ${called} ${written(reference)}, only secret is allowed`;
  const name = named(reference, local);
  const secret = world.find('Secret', name.namespace, name.name);
  if (secret === undefined) return mayExist(world, name.namespace) ? undefined : `invalid ${called} ${written(reference)}, secret ${keyed(name)} not found`;
  const wrong = keyPairWrong(secret);
  return wrong === undefined ? undefined : `invalid ${called} ${written(reference)}, ${wrong}`;
}

/** The CA with which clients' certificates are verified: a ConfigMap or Secret. */
export function authority(world: World, reference: JsonObject, local: string, path: Path): Credential {
  const kind = kindOf(reference, '', '');
  const name = named(reference, local);
  const refuse = (message: string, reason = 'InvalidCACertificateRef'): Credential => ({ refused: { reason, message: `invalid CA certificate reference ${written(reference)}, ${message}`, path } });
  if (kind !== '/ConfigMap' && kind !== '/Secret') return refuse('only secret and configmap are allowed', 'InvalidCACertificateKind');
  const type = kind === '/Secret' ? 'Secret' : 'ConfigMap';
  const holder = world.find(type, name.namespace, name.name);
  if (holder === undefined && !(type === 'Secret' && mayExist(world, name.namespace))) return refuse(`${type.toLowerCase()} ${keyed(name)} not found`);
  const wrong = holder === undefined ? undefined : (rootWrong(holder) ?? (holdsCertificate(holder) ? undefined : 'the bundle is malformed'));
  return wrong === undefined ? { resource: authorityName(reference, local) } : refuse(wrong);
}

/** What `authority` would answer if all is well; grants are asked for before anything is looked up. */
export function authorityName(reference: JsonObject, local: string): string {
  return `${kindOf(reference, '', '') === '/Secret' ? 'kubernetes-gateway' : 'configmap'}://${keyed(named(reference, local))}-cacert`;
}

/** Why no root certificate can be read from a ConfigMap or Secret; undefined if one can. */
export function rootWrong(holder: Resource): string | undefined {
  const keys = keysOf(holder);
  for (const key of ['cacert', 'ca.crt']) if (keys.includes(key) && !isEmpty(holder, key)) return undefined;
  for (const key of ['cacert', 'ca.crt']) if (keys.includes(key)) return `found key "${key}", but it was empty`;
  return `found secret, but didn't have expected keys cacert or ca.crt; found: ${shortened(keys)}`;
}

/** Files seldom hold Secrets: unless the input shows them, one that is not there is taken to be in the cluster. */
function mayExist(world: World, namespace: string): boolean {
  return !world.settings.secretsShown && !world.all('Secret').some((secret) => secret.namespace === namespace);
}

function keyPairWrong(secret: Resource): string | undefined {
  const keys = keysOf(secret);
  const pair = [['cert', 'key'], ['tls.crt', 'tls.key']].find((pair) => pair.every((key) => keys.includes(key)));
  if (pair === undefined) return `found secret, but didn't have expected keys (cert and key) or (tls.crt and tls.key); found: ${shortened(keys)}`;
  const read = list(secret.body['certificates']).map(record).filter(({ key }) => key === pair[0]);
  if (read.length === 0) return 'the certificate is malformed: tls: failed to find any PEM data in certificate input';
  return read.every(({ unreadable }) => unreadable === true) ? 'the certificate is malformed: x509: malformed certificate' : undefined;
}

function holdsCertificate(holder: Resource): boolean {
  if (holder.type === 'Secret') return list(holder.body['certificates']).some((each) => ['cacert', 'ca.crt'].includes(text(record(each)['key']) ?? '') && record(each)['unreadable'] !== true);
  const data = record(holder.body['data']);
  return /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/.test(text(data['cacert']) ?? text(data['ca.crt']) ?? '');
}

/** The values of a Secret are not kept, only the names of its keys. */
function keysOf(holder: Resource): readonly string[] {
  return holder.type === 'Secret' ? words(holder.body['keys']) : Object.keys(record(holder.body['data'])).sort();
}

function isEmpty(holder: Resource, key: string): boolean {
  return holder.type !== 'Secret' && text(record(holder.body['data'])[key]) === '';
}

function shortened(keys: readonly string[]): string {
  return keys.length < 3 ? keys.join(', ') : `${keys.slice(0, 3).join(', ')}, and ${keys.length - 3} more...`;
}
