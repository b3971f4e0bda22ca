import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { weakened } from '../exemptions.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A port takes plaintext only, while the rest of the workload insists on mTLS. */
export const rule: Rule = {
  name: 'port-exemption-weakens-mtls',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { policy, key, port, pods, strict } of weakened(estate, 'DISABLE')) {
    const path = ['spec', 'portLevelMtls', key, 'mode'];
    yield findingAt(rule, { resource: policy, path }, {
      message: `whoever reaches port ${port} of ${pods[0]!.name} is let in without proving who they are, and everything on the way can be read`,
      label: 'plaintext only, from everyone',
      because: [
        because(nameOf(policy), `port ${port} takes no mTLS at all, not even from the mesh's own clients`),
        because(nameOf(strict.resource), 'every other port insists on mTLS', strict),
      ],
      proposals: [{ title: `let port ${port} take mTLS too: clients of the mesh stay encrypted and known`, edits: [{ edit: 'set', of: policy, path, to: 'PERMISSIVE' }], certainty: 'proposed' }],
    });
  }
}
