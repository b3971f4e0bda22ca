import { list, record, text, words } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed, type Said } from '../finding.ts';
import { podsOfGateway, writtenGateways, writtenServers, type WrittenServer } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A Secret is there and does not hold what the gateway needs of it. */
export const rule: Rule = {
  name: 'credential-malformed',
  severity: 'error',
  aliases: ['IST0161'],
  leadsTo: ['secret-missing'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const gateway of writtenGateways(estate)) {
    const namespaces = [...new Set(podsOfGateway(estate, gateway).map(({ namespace }) => namespace))];
    for (const server of writtenServers(gateway)) {
      const [name, ...qualifier] = (server.credential ?? '').split('/').reverse();
      if (name === undefined || name === '') continue;
      for (const namespace of qualifier[0] === undefined ? namespaces : qualifier) {
        const secret = estate.find({ scope: gateway.scope, type: 'Secret', namespace, name });
        const wrong = secret === undefined ? undefined : whatIsWrong(estate, server, secret);
        if (secret !== undefined && wrong !== undefined) yield findingAt(rule, { resource: secret, path: ['metadata', 'name'] }, { ...wrong, because: [because(nameOf(gateway), `names it for ${listed(server.hosts.slice(0, 3))}`, { resource: gateway, path: [...server.server.path, 'tls', 'credentialName'] })] });
      }
    }
  }
}

/** Names of keys that istiod looks for, in pairs: certificate, key, authority (istio/istio, credentials/kube). */
const shapes = [
  { certificate: 'tls.crt', key: 'tls.key', authority: 'ca.crt' },
  { certificate: 'cert', key: 'key', authority: 'cacert' },
] as const;

function whatIsWrong(estate: Estate, { hosts, tlsMode, port }: WrittenServer, secret: Resource): Omit<Said, 'because'> | undefined {
  const keys = words(secret.body['keys']);
  const shape = shapes.find(({ certificate, key }) => keys.includes(certificate) && keys.includes(key));
  const closed = `TLS connections to ${listed(hosts.slice(0, 3))}${port === undefined ? '' : ` on port ${port}`} are closed at once`;
  if (shape === undefined) return { message: `${closed}: ${nameOf(secret)} has no certificate with its key`, label: keys.length === 0 ? 'holds nothing; tls.crt and tls.key are looked for' : `holds ${listed(keys)}; tls.crt and tls.key are looked for` };
  const certificates = list(secret.body['certificates']).map(record).filter((each) => text(each['key']) === shape.certificate);
  if (certificates.every((each) => each['unreadable'] === true)) return { message: `${closed}, unless something fills ${nameOf(secret)}: its ${shape.certificate} holds no certificate`, label: `${shape.certificate} is no PEM certificate`, severity: 'warning' };
  if ((tlsMode === 'MUTUAL' || tlsMode === 'OPTIONAL_MUTUAL') && !hasAuthority(estate, secret, keys)) return { message: `${closed}: ${tlsMode} needs an authority for client certificates, and ${nameOf(secret)} has none`, label: `ca.crt is looked for here, or in a Secret ${secret.name}-cacert` };
  return undefined;
}

function hasAuthority(estate: Estate, secret: Resource, keys: readonly string[]): boolean {
  return shapes.some(({ authority }) => keys.includes(authority)) || estate.find({ scope: secret.scope, type: 'Secret', name: `${secret.name}-cacert`, ...(secret.namespace === undefined ? {} : { namespace: secret.namespace }) }) !== undefined;
}
