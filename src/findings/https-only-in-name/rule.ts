import { balancersOf } from '../../dialects/aws/balancers.ts';
import { handsOnPlaintext, nameSayingHttps } from '../../dialects/aws/plain-clients.ts';
import { allOf, count } from '../../dialects/aws/references.ts';
import type { Path } from '../../path/path.ts';
import type { Resource } from '../../resource/resource.ts';
import { findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A name says https, and what it names speaks plain HTTP. */
export const rule: Rule = {
  name: 'https-only-in-name',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { internal, listeners } of balancersOf(estate)) {
    // Of public ones more is told: plaintext-from-internet.
    for (const listener of listeners) if (internal && handsOnPlaintext(listener)) yield* found(listener.resource, 'listener', 'clients send it');
  }
  for (const group of allOf(estate, 'aws_lb_target_group')) if (group.body['protocol'] === 'HTTP') yield* found(group, 'target group', 'its targets get');
}

function* found(resource: Resource, what: string, who: string): Iterable<Finding> {
  const called = resource.derived === undefined ? nameSayingHttps(resource) : undefined;
  if (called === undefined) return;
  const port = count(resource.body['port']);
  yield findingAt(rule, { resource, path: ['protocol'] }, {
    message: `${what} ${called} is encrypted in its name only: ${who} plain HTTP${port === undefined ? '' : ` on port ${port}`}`,
    label: 'plain HTTP',
    because: [],
  });
}
