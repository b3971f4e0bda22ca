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
  for (const host of [...rules, ...entries]) if (host.resource.derived === undefined && refused(host.string() ?? '')) yield found(host);
}

/** `*` may be the first label, or begin it before a hyphen; nowhere else (istio/istio, config/labels, IsWildcardDNS1123Label; config/validation, ValidateWildcardDomain). */
function refused(host: string): boolean {
  const [first = '', ...rest] = host.split('.');
  return rest.some((label) => label.includes('*')) || (first.includes('*') && !/^\*(-[^*]*)?$/.test(first));
}

function found(host: Reader): Finding {
  const name = nameOf(host.resource);
  return findingAt(rule, { resource: host.resource, path: host.path }, {
    message: `the cluster refuses ${name}, and what held before still holds`,
    label: 'refused: a * is the whole first label, and stands nowhere else',
    because: [because(name, `${host.string() ?? ''}: one wildcard label in front is allowed (*.example.com), a part of a label or a second one is not`)],
  });
}
