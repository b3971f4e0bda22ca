import { refusalsIn } from '../../dialects/aws/apply/refusals.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Terraform's provider or AWS does not take a resource of a plan as it is written. */
export const rule: Rule = {
  name: 'apply-ends-with-error',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const { resource, path, message, mend } of refusalsIn(estate)) {
    // One block makes many instances, and is wrong once.
    const at = resource.locate(path);
    const key = at === undefined ? undefined : `${at.file} ${at.line} ${at.column} ${message}`;
    if (key !== undefined && told.has(key)) continue;
    if (key !== undefined) told.add(key);
    yield findingAt(rule, { resource, path }, {
      message: `terraform apply ends with an error at ${nameOf(resource)}: ${message}`,
      label: 'this is not taken',
      because: [because(nameOf(resource), 'is yet to be applied, and nothing of it is there before it is')],
      ...(mend === undefined ? {} : { proposals: [{ ...mend, certainty: 'proposed' }] }),
    });
  }
}
