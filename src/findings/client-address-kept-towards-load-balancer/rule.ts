import { keepable } from '../../dialects/aws/kept-address.ts';
import type { Path } from '../../path/path.ts';
import { identityOf, nameOf } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { networkForwarded } from '../network-groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A Network Load Balancer keeps the client's address towards a target that cannot answer it. */
export const rule: Rule = {
  name: 'client-address-kept-towards-load-balancer',
  severity: 'error',
  aliases: [],
  explains: [{ cause: 'client-address-kept' }],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { balancer, group, targets } of networkForwarded(estate)) {
    const lost = targets.flatMap(({ resource, found }) => {
      const why = keepable(estate, group, balancer.name, found);
      return why === undefined ? [] : [{ resource, why }];
    });
    if (lost.length === 0) continue;
    const of = group.resource;
    yield findingAt(rule, { resource: of, path: group.keepsSaid === true ? ['preserve_client_ip'] : [] }, {
      message: `connections through ${balancer.name} to ${lost.length === targets.length ? 'every target' : `${lost.length} of ${targets.length} targets`} of ${group.name} are lost: the client's address is kept, and the answer does not come back`,
      label: group.keepsSaid === true ? 'keeps the client\'s address' : `targets of type ${group.type} see the client's address by default`,
      because: lost.map(({ resource, why }) => because(nameOf(resource), why, { resource, path: ['target_id'] })),
      proposals: of.derived === undefined ? [{ title: 'dial with an address of the load balancer: targets no longer see the client\'s, unless they read proxy_protocol_v2', edits: [{ edit: 'set', of: identityOf(of), path: ['preserve_client_ip'], to: 'false' }], certainty: 'proposed' }] : [],
    });
  }
}
