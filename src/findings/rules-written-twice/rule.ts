import { twiceWrittenIn, type TwiceWritten } from '../../dialects/aws/apply/twice-written.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** An argument and resources of their own write the same: each apply takes away what the other one wrote. */
export const rule: Rule = {
  name: 'rules-written-twice',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const each of twiceWrittenIn(estate)) yield found(each);
}

function found({ owner, argument, other, others }: TwiceWritten): Finding {
  return findingAt(rule, { resource: owner, path: [argument] }, {
    message: `${argument} of ${nameOf(owner)} and ${nameOf(other)}${others > 1 ? ` (and ${others - 1} more)` : ''} write the same: one apply removes what the other one made, in turns`,
    label: 'this is the whole list to Terraform: what is not in it is removed',
    because: [because(nameOf(other), `adds to the same list as a resource of its own`, { resource: other, path: [] })],
  });
}
