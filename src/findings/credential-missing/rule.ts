import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { readerOf } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import { closedAtOnce, credentials, type Credential } from '../credentials.ts';
import { because, findingAt } from '../finding.ts';
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
  for (const credential of credentials(estate)) {
    // A Secret in another namespace is never read, whether it is there or not.
    const readable = credential.place.namespace === credential.pod.namespace;
    if (credential.missing !== undefined && (credential.secret === undefined || !readable)) yield found(estate, credential, credential.missing);
  }
}

function found(estate: Estate, { server, pod, path, place }: Credential, missing: string): Finding {
  const { scope } = server.gateway;
  const makers = estate.ofType('Certificate').filter((each) => each.scope === scope && readerOf(each).get('spec', 'secretName').string() === place.name);
  const elsewhere = [...estate.ofType('Secret').filter((each) => each.scope === scope && each.name === place.name), ...makers];
  const [only, ...more] = elsewhere;
  return findingAt(rule, { resource: server.gateway, path }, {
    message: `${closedAtOnce(server)}: ${missing.split(';')[0] ?? missing}`,
    label: `looked up in ${pod.namespace}, where the gateway's pods run`,
    because: elsewhere.length === 0 ? [because(`Secret ${place.namespace}/${place.name}`, 'is not in the inputs, and other credentials are')] : elsewhere.map((each) => because(nameOf(each), `is in namespace ${each.namespace ?? ''}: no proxy of ${pod.namespace} reads it`, { resource: each, path: ['metadata', 'name'] })),
    proposals: only !== undefined && more.length === 0 && place.namespace === pod.namespace ? [{ title: `move ${nameOf(only)} to namespace ${pod.namespace}`, edits: [{ edit: 'set', of: only, path: ['metadata', 'namespace'], to: pod.namespace }], certainty: 'proposed' }] : [],
  });
}
