import { planRefusalsIn } from '../../dialects/aws/apply/refusals.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Terraform does not take a configuration as it is written. What of it needs no provider is reported while files are read. */
export const rule: Rule = {
  name: 'plan-ends-with-error',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const told = new Set<string>();
  for (const { resource, path, part, message } of planRefusalsIn(estate)) {
    const finding = findingAt(rule, { resource, path, ...(part === undefined ? {} : { part }) }, {
      message: `terraform plan ends with an error at ${nameOf(resource)}: ${message}`,
      label: 'Terraform does not take this',
      because: [because(nameOf(resource), 'is yet to be planned, and nothing of any resource is made before all of them plan')],
    });
    // One block makes many instances, and is wrong once.
    const key = finding.at === undefined ? undefined : `${finding.at.file} ${finding.at.line} ${finding.at.column} ${message}`;
    if (key === undefined || !told.has(key)) yield finding;
    if (key !== undefined) told.add(key);
  }
}
