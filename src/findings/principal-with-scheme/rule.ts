import { conditionsOf, rulesOf, type Condition } from '../../dialects/istio/policies/authorization.ts';
import { list } from '../../dialects/kubernetes/fields.ts';
import type { Path } from '../../path/path.ts';
import { nameOf, valueAt, type Path as Place, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { policiesOf } from '../policies.ts';
import type { Finding, Rule } from '../rule.ts';

/** A principal is written with the scheme of a certificate's URI, which istiod adds itself: nobody has such an identity. */
export const rule: Rule = {
  name: 'principal-with-scheme',
  severity: 'warning',
  aliases: [],
  leadsTo: ['policy-not-allowed'],
  find,
};

const scheme = 'spiffe://';

function* find({ estate }: Path): Iterable<Finding> {
  for (const policy of policiesOf(estate)) {
    for (const condition of rulesOf(policy).flatMap(conditionsOf)) {
      if (condition.attribute === 'source.principal') for (const place of places(policy, condition)) yield found(policy, place);
    }
  }
}

/** Where such values stand: in a list of the rule's, or in the lists of a `when`. */
function places(policy: Resource, { path }: Condition): readonly Place[] {
  const lists = [path, [...path, 'values'], [...path, 'notValues']];
  return lists.flatMap((place) => list(valueAt(policy.body, place)).flatMap((value, index): readonly Place[] => (typeof value === 'string' && value.startsWith(scheme) ? [[...place, index]] : [])));
}

function found(policy: Resource, place: Place): Finding {
  const written = String(valueAt(policy.body, place));
  return findingAt(rule, { resource: policy, path: place }, {
    message: `${nameOf(policy)} asks for a principal that no client has: ${written}`,
    label: `is compared as ${scheme}${written}`,
    because: [because(nameOf(policy), `istiod puts ${scheme} in front of what is written`)],
    proposals: [{ title: `write it without ${scheme}`, edits: [{ edit: 'set', of: policy, path: place, to: written.slice(scheme.length) }], certainty: 'proposed' }],
  });
}
