import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { weakened } from '../exemptions.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A port also takes plaintext, while the rest of the workload insists on mTLS. */
export const rule: Rule = {
  name: 'plaintext-to-pod',
  severity: 'note',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { policy, key, port, pods, strict } of weakened(estate, 'PERMISSIVE')) {
    yield findingAt(rule, { resource: policy, path: ['spec', 'portLevelMtls', key, 'mode'] }, {
      message: `port ${port} of ${pods[0]!.name} also takes plaintext, from everyone who reaches the pod`,
      label: 'mTLS or plaintext, as the client likes',
      because: [because(nameOf(strict.resource), 'every other port insists on mTLS', strict)],
    });
  }
}
