import { covers, fullHost } from '../../dialects/istio/mesh/hosts.ts';
import { meshOf } from '../../dialects/istio/mesh/mesh.ts';
import { record, text, words } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, type JsonObject, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import { isWritten } from '../gateway-parts.ts';
import type { Finding, Rule } from '../rule.ts';

/** A DestinationRule for one host takes the place of a wider one, and says nothing of what that one sets. */
export const rule: Rule = {
  name: 'destination-rule-hides-wider-one',
  severity: 'warning',
  aliases: ['KIA0204'],
  find,
};

interface Written {
  readonly resource: Resource;
  readonly host: string;
}

function* find({ estate }: Path): Iterable<Finding> {
  const { rootNamespace } = meshOf(estate);
  const all = estate.ofType('DestinationRule').filter(isWritten).map((resource): Written => ({ resource, host: fullHost(text(specOf(resource)['host']) ?? '', resource.namespace ?? '') }));
  const wide = all.filter(({ host }) => host.startsWith('*'));
  if (wide.length === 0) return;
  for (const narrow of all) {
    for (const wider of wide) {
      const lost = narrow.host !== wider.host && covers(wider.host, narrow.host) && meets(wider.resource, narrow.resource, rootNamespace) ? lostOf(wider.resource, narrow.resource) : [];
      if (lost.length === 0) continue;
      yield found(wider, narrow, lost);
      break;
    }
  }
}

/** Of one namespace the narrower host is taken; what stands in the root namespace is looked at last. */
function meets(wider: Resource, narrow: Resource, rootNamespace: string): boolean {
  const selecting = (each: Resource): boolean => specOf(each)['workloadSelector'] !== undefined;
  if (wider.scope !== narrow.scope || selecting(wider) || selecting(narrow)) return false;
  if (wider.namespace === narrow.namespace) return true;
  const exported = words(specOf(wider)['exportTo']);
  return wider.namespace === rootNamespace && (exported.length === 0 || exported.includes('*') || exported.includes(narrow.namespace ?? ''));
}

/** Settings of the wider rule of which the narrower one says nothing. */
function lostOf(wider: Resource, narrow: Resource): readonly string[] {
  const [theirs, own] = [record(specOf(wider)['trafficPolicy']), record(specOf(narrow)['trafficPolicy'])];
  return Object.keys(theirs).filter((key) => own[key] === undefined && theirs[key] !== null);
}

function specOf({ body }: Resource): JsonObject {
  return record(body['spec']);
}

function found(wider: Written, narrow: Written, lost: readonly string[]): Finding {
  const policy = specOf(narrow.resource)['trafficPolicy'] !== undefined;
  return findingAt(rule, { resource: narrow.resource, path: policy ? ['spec', 'trafficPolicy'] : ['spec', 'host'], ...(policy ? { part: 'key' as const } : {}) }, {
    message: `calls to ${narrow.host} go without ${listed(lost)} of ${nameOf(wider.resource)}: ${nameOf(narrow.resource)} takes its place`,
    label: `says nothing of ${listed(lost)}, and nothing is inherited`,
    because: [because(nameOf(wider.resource), `is for ${wider.host} and sets ${listed(lost)}; a client follows one rule, the one of the narrower host or of the nearer namespace`, { resource: wider.resource, path: ['spec', 'trafficPolicy'], part: 'key' })],
    proposals: [{
      title: `say it here too: ${listed(lost)}`,
      edits: lost.map((key) => ({ edit: 'set', of: narrow.resource, path: ['spec', 'trafficPolicy', key], to: record(specOf(wider.resource)['trafficPolicy'])[key]! }) as const),
      certainty: 'proposed',
    }],
  });
}
