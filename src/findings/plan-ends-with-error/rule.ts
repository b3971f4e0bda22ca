import { planRefusalsIn } from '../../dialects/aws/apply/refusals.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because } from '../finding.ts';
import { refusedOnce } from '../refused.ts';
import type { Finding, Rule } from '../rule.ts';

/** Terraform does not take a configuration as it is written. What of it needs no provider is reported while files are read. */
export const rule: Rule = {
  name: 'plan-ends-with-error',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  yield* refusedOnce(rule, planRefusalsIn(estate), ({ resource, message }) => ({
    message: `terraform plan ends with an error at ${nameOf(resource)}: ${message}`,
    label: 'Terraform does not take this',
    because: [because(nameOf(resource), 'is yet to be planned, and nothing of any resource is made before all of them plan')],
  }));
}
