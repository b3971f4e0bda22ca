import { readerOf, type Reader } from '../../../resource/reader.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { Refusal } from '../mesh/refusals.ts';

/** Whether the API server takes the object at all. */
export function isRefused(gateway: Resource): boolean {
  return gatewayRefusals(gateway).length > 0;
}

/** Why the API server refuses a Gateway: what servers say of TLS; what istiod makes itself passes no webhook (istio/istio, config/validation, validateServer, validateTLSOptions). */
export function gatewayRefusals(gateway: Resource): readonly Refusal[] {
  const known = refusals.get(gateway);
  if (known !== undefined) return known;
  const servers = gateway.derived === undefined ? readerOf(gateway).get('spec', 'servers').each() : [];
  const found = servers.flatMap(tlsRefusals);
  refusals.set(gateway, found);
  return found;
}

const refusals = new WeakMap<Resource, readonly Refusal[]>();

function tlsRefusals(server: Reader): readonly Refusal[] {
  const [tls, port] = [server.get('tls'), server.get('port')];
  const protocol = (port.get('protocol').string() ?? '').toUpperCase();
  const number = port.get('number').number();
  if (!tls.there) return protocol === 'HTTPS' || protocol === 'TLS' ? [{ path: port.get('protocol').path, reason: `the server on port ${number} is for ${protocol} and has no tls` }] : [];
  const mode = tls.get('mode').string() ?? '';
  if (!certified.includes(mode) || certificates.some((field) => !isEmpty(tls.get(field)))) return [];
  return [{ path: tls.get('mode').path, reason: `${mode} of the server on port ${number} wants a certificate: credentialName, or serverCertificate and privateKey` }];
}

/** Modes with a certificate of the server's own, and the fields that name it. */
const certified: readonly string[] = ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'];
const certificates: readonly string[] = ['credentialName', 'credentialNames', 'serverCertificate', 'tlsCertificates'];

function isEmpty({ value }: Reader): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}
