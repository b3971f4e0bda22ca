import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { podsOfGateway, writtenGateways, writtenServers, type WrittenServer } from '../gateways.ts';
import type { Finding, Rule } from '../rule.ts';

/** A TLS credential is not where the proxy looks for it. */
export const rule: Rule = {
  name: 'credential-missing',
  severity: 'error',
  aliases: ['IST0101'],
  explains: [{ cause: 'secret-missing' }],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const gateway of writtenGateways(estate)) {
    const namespaces = [...new Set(podsOfGateway(estate, gateway).map(({ namespace }) => namespace))];
    for (const server of writtenServers(gateway)) {
      const [name, ...qualifier] = (server.credential ?? '').split('/').reverse();
      if (name === undefined || name === '' || server.credential?.includes('://') === true) continue;
      for (const namespace of qualifier[0] === undefined ? namespaces : qualifier) {
        if (isThere(estate, gateway.scope, namespace, name) || !holdsCredentials(estate, gateway.scope)) continue;
        yield found(estate, server, name, namespace);
      }
    }
  }
}

/** A Secret, or a Certificate of which cert-manager makes one. */
function isThere(estate: Estate, scope: string, namespace: string, name: string): boolean {
  return estate.find({ scope, type: 'Secret', namespace, name }) !== undefined || certificates(estate, scope, name).some((each) => each.namespace === namespace);
}

/** Files without any Secret say nothing about Secrets: they come from elsewhere. */
function holdsCredentials(estate: Estate, scope: string): boolean {
  return ['Secret', 'Certificate', 'ExternalSecret', 'SealedSecret'].some((type) => estate.ofType(type).some((each) => each.scope === scope));
}

function certificates(estate: Estate, scope: string, name: string): readonly Resource[] {
  return estate.ofType('Certificate').filter((each) => each.scope === scope && readerOf(each).get('spec', 'secretName').string() === name);
}

function found(estate: Estate, { gateway, server, hosts, port }: WrittenServer, name: string, namespace: string): Finding {
  const elsewhere = [...estate.ofType('Secret').filter((each) => each.scope === gateway.scope && each.name === name), ...certificates(estate, gateway.scope, name)];
  return findingAt(rule, { resource: gateway, path: [...server.path, 'tls', 'credentialName'] }, {
    message: `TLS connections to ${listed(hosts.slice(0, 3))}${port === undefined ? '' : ` on port ${port}`} are closed at once: there is no Secret ${namespace}/${name}`,
    label: `looked up in ${namespace}, where the gateway's pods run`,
    because: elsewhere.length === 0 ? [because(`Secret ${namespace}/${name}`, 'is not in the inputs, and other Secrets are')] : elsewhere.map((each) => because(nameOf(each), `is in namespace ${each.namespace ?? ''}: no proxy of ${namespace} reads it`, { resource: each, path: ['metadata', 'name'] })),
    proposals: elsewhere.length === 1 ? [{ title: `move ${nameOf(elsewhere[0]!)} to namespace ${namespace}`, edits: [{ edit: 'set', of: elsewhere[0]!, path: ['metadata', 'namespace'], to: namespace }], certainty: 'proposed' }] : [],
  });
}
