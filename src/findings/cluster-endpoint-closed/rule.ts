import { clustersOf } from '../../dialects/aws/clusters.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A cluster's API server has neither a public nor a private endpoint. */
export const rule: Rule = {
  name: 'cluster-endpoint-closed',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { resource, name, publicAccess, privateAccess } of clustersOf(estate)) {
    if (publicAccess || privateAccess) continue;
    yield findingAt(rule, { resource, path: ['vpc_config', 0, 'endpoint_public_access'] }, {
      message: `EKS does not make cluster ${name}: nobody could come to its API server, neither from the internet nor from its VPC`,
      label: 'public access is off',
      because: [because(nameOf(resource), 'has no private access either: it is off unless it is switched on', { resource, path: ['vpc_config', 0, 'endpoint_private_access'] })],
      proposals: [{ title: 'switch private access on', edits: [{ edit: 'set', of: resource, path: ['vpc_config', 0, 'endpoint_private_access'], to: true }], certainty: 'proposed' }],
    });
  }
}
