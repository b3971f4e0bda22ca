import { clustersOf } from '../../dialects/aws/clusters.ts';
import { isOpen } from '../../dialects/aws/open-arguments.ts';
import { blocks } from '../../dialects/aws/references.ts';
import type { Path } from '../../path/path.ts';
import { nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** Everybody on the internet may connect to the API server of a cluster. */
export const rule: Rule = {
  name: 'cluster-endpoint-open-to-internet',
  severity: 'warning',
  aliases: ['CKV_AWS_38'],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { resource, name, publicAccess, privateAccess, cidrs } of clustersOf(estate)) {
    if (!publicAccess || !cidrs.some((cidr) => cidr === '0.0.0.0/0' || cidr === '::/0') || isOpen(resource, ['vpc_config', 0, 'endpoint_public_access']) || isOpen(resource, ['vpc_config', 0, 'public_access_cidrs'])) continue;
    const [settings = {}] = blocks(resource.body['vpc_config']);
    const listed = settings['public_access_cidrs'] !== undefined;
    const switched = settings['endpoint_public_access'] !== undefined;
    yield findingAt(rule, { resource, path: ['vpc_config', 0, listed ? 'public_access_cidrs' : 'endpoint_public_access'] }, {
      message: `everybody on the internet may connect to the API server of EKS cluster ${name}${privateAccess ? ', although its nodes and clients inside do not need that' : ''}`,
      label: listed ? 'takes every address' : switched ? 'no public_access_cidrs: every address is taken' : 'public access is on unless it is switched off',
      because: [because(nameOf(resource), privateAccess ? 'has private access, too: inside its VPC nobody uses the public endpoint' : 'has no private access: nodes come to the public endpoint as well, from the addresses of their NAT gateways', { resource, path: ['vpc_config', 0, 'endpoint_private_access'] })],
      proposals: privateAccess ? [{ title: 'switch public access off', edits: [{ edit: 'set', of: resource, path: ['vpc_config', 0, 'endpoint_public_access'], to: false }], certainty: 'proposed' }] : [],
    });
  }
}
