import { refusalsIn } from '../../dialects/aws/apply/refusals.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because } from '../finding.ts';
import { refusedOnce } from '../refused.ts';
import type { Finding, Rule } from '../rule.ts';

/** Terraform's provider or AWS does not take a resource of a plan as it is written. */
export const rule: Rule = {
  name: 'apply-ends-with-error',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  yield* refusedOnce(rule, refusalsIn(estate), ({ resource, message }) => ({
    message: `terraform apply ends with an error at ${nameOf(resource)}: ${message}`,
    label: 'this is not taken',
    because: [because(nameOf(resource), 'is yet to be applied, and nothing of it is there before it is')],
  }));
}
