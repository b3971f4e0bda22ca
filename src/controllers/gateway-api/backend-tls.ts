import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { impossibleCredential } from '../../facts/gateway-api.ts';
import type { JsonObject, Path } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { rootWrong } from './certificates.ts';
import type { Condition, Refusal } from './conditions.ts';
import { kindOf } from './references.ts';
import type { World } from './world.ts';

/** The TLS that clients of a backend originate, and what its two conditions say. */
export interface BackendTls {
  readonly tls: JsonObject;
  readonly accepted: Condition;
  readonly resolved: Condition;
}

const well = { message: 'Configuration is valid' } as const;

/** Translates `validation` of a BackendTLSPolicy or XBackend. A CA that cannot be had leaves a credential that blocks traffic. */
export function backendTls(world: World, namespace: string, validation: JsonObject, sni: string, path: Path): BackendTls {
  const names = list(validation['subjectAltNames']).map(record).flatMap(({ type, hostname, uri }) => (type === 'Hostname' ? [text(hostname) ?? ''] : type === 'URI' ? [text(uri) ?? ''] : []));
  const { credential, accepted, resolved } = verifierOf(world, namespace, validation, path);
  const tls = body({ mode: 'SIMPLE', sni: sni === '' ? undefined : sni, subjectAltNames: names.length === 0 ? undefined : names, credentialName: credential });
  return { tls, accepted, resolved };
}

interface Verifier {
  readonly credential?: string;
  readonly accepted: Condition;
  readonly resolved: Condition;
}

function verifierOf(world: World, namespace: string, validation: JsonObject, path: Path): Verifier {
  const accepted: Condition = { reason: 'Accepted', ...well };
  const resolved: Condition = { reason: 'ResolvedRefs', ...well };
  const known = text(validation['wellKnownCACertificates']);
  if (known === 'System') return { accepted, resolved };
  if (known !== undefined) return { accepted: { ...accepted, refused: { reason: 'Invalid', message: `Unknown wellKnownCACertificates: ${known}`, path: [...path, 'wellKnownCACertificates'] } }, resolved };
  const references = list(validation['caCertificateRefs']).map(record);
  const [reference] = references;
  if (reference === undefined) return { accepted, resolved };
  const told = references.length > 1 ? { ...accepted, message: `${accepted.message}; warning: only the first caCertificateRefs will be used` } : accepted;
  const wrong = referenceWrong(world, namespace, reference, [...path, 'caCertificateRefs', 0]);
  if (wrong === undefined) return { credential: `configmap://${namespace}/${text(reference['name']) ?? ''}`, accepted: told, resolved };
  const { detail, refused } = wrong;
  const blocked = { reason: 'NoValidCACertificate', message: `Certificate reference invalid: ${detail}`, ...(refused.path === undefined ? {} : { path: refused.path }) };
  return { credential: impossibleCredential, accepted: { ...told, refused: blocked }, resolved: { ...resolved, refused } };
}

/** Only a ConfigMap of the same namespace will do. */
function referenceWrong(world: World, namespace: string, reference: JsonObject, path: Path): { readonly detail: string; readonly refused: Refusal } | undefined {
  const kind = text(reference['kind']) ?? '';
  const name = text(reference['name']) ?? '';
  const refuse = (reason: string, start: string, detail: string): { readonly detail: string; readonly refused: Refusal } => ({ detail, refused: { reason, message: `${start}: ${detail}`, path } });
  const known = referable[kindOf(reference, '', '')];
  if (known === undefined) return refuse('InvalidKind', 'Certificate reference not supported', `unsupported kind ${kind}`);
  const found = world.find(known, namespace, name);
  if (found === undefined) return refuse('InvalidCACertificateRef', 'Certificate reference not found', `reference ${namespace}/${name} (of kind ${kind}) not found`);
  if (known !== 'ConfigMap') return refuse('InvalidKind', 'Certificate reference invalid', `unsupported reference kind: ${kind}`);
  const wrong = rootWrong(found);
  return wrong === undefined ? undefined : refuse('InvalidCACertificateRef', 'Certificate invalid', wrong);
}

/** Types that istiod can look up by reference, by `group/kind`. */
export const referable: Readonly<Record<string, string>> = {
  '/Service': 'Service',
  '/ConfigMap': 'ConfigMap',
  '/Secret': 'Secret',
  'networking.istio.io/ServiceEntry': 'ServiceEntry',
  'gateway.networking.x-k8s.io/XBackend': 'XBackend',
};
