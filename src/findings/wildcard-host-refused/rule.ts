import { wildcardFits } from '../../dialects/istio/mesh/hosts.ts';
import { readerOf, type Reader } from '../../resource/reader.ts';
import { nameOf } from '../../resource/resource.ts';
import type { Path } from '../../path/path.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A DestinationRule or a ServiceEntry has a host with a wildcard that istiod's webhook refuses. */
export const rule: Rule = {
  name: 'wildcard-host-refused',
  severity: 'error',
  aliases: ['IST0106'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const rules = estate.ofType('DestinationRule').map((object) => readerOf(object).get('spec', 'host'));
  const entries = estate.ofType('ServiceEntry').flatMap((object) => readerOf(object).get('spec', 'hosts').each());
  for (const host of [...rules, ...entries]) if (host.resource.derived === undefined && !wildcardFits(host.string() ?? '')) yield found(host);
}

function found(host: Reader): Finding {
  const name = nameOf(host.resource);
  return findingAt(rule, { resource: host.resource, path: host.path }, {
    message: `the cluster refuses ${name}, and what held before still holds`,
    label: 'refused: a * stands behind the beginning',
    because: [because(name, `${host.string() ?? ''}: a wildcard is allowed at the very beginning (*.example.com), and nowhere else`)],
  });
}
