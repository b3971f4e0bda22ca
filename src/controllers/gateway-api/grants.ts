import { list, record, text } from '../../dialects/kubernetes/fields.ts';
import { experimentalGroup, gatewayGroup, inferenceGroup } from '../../facts/gateway-api.ts';
import type { Resource } from '../../resource/resource.ts';
import { kindOf } from './references.ts';

/** Whether objects of one namespace may refer to objects of another, by ReferenceGrants of the latter. */
export interface Grants {
  /** Kinds are `group/kind`. */
  allow(from: { readonly kind: string; readonly namespace: string }, to: { readonly kind: string; readonly namespace: string; readonly name: string }): boolean;
}

const senders: ReadonlySet<string> = new Set(['Gateway', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'ListenerSet'].map((kind) => `${gatewayGroup}/${kind}`));
const receivers: ReadonlySet<string> = new Set(['/ConfigMap', '/Secret', '/Service', `${experimentalGroup}/XBackend`, `${inferenceGroup}/InferencePool`]);

/** Reads ReferenceGrants; kinds that istiod does not look at grant nothing. */
export function grantsOf(resources: readonly Resource[]): Grants {
  const granted = new Map<string, Set<string> | 'all'>();
  for (const grant of resources) {
    const spec = record(grant.body['spec']);
    for (const from of list(spec['from']).map(record)) {
      if (!senders.has(kindOf(from, '', ''))) continue;
      for (const to of list(spec['to']).map(record)) {
        if (!receivers.has(kindOf(to, '', ''))) continue;
        const key = [kindOf(from, '', ''), text(from['namespace']) ?? '', kindOf(to, '', ''), grant.namespace ?? ''].join('\n');
        const name = text(to['name']);
        const known = granted.get(key);
        if (name === undefined) granted.set(key, 'all');
        else if (known === undefined) granted.set(key, new Set([name]));
        else if (known !== 'all') known.add(name);
      }
    }
  }
  return {
    allow: (from, to) => {
      const names = granted.get([from.kind, from.namespace, to.kind, to.namespace].join('\n'));
      return names === 'all' || names?.has(to.name) === true;
    },
  };
}
