import { words } from '../../dialects/kubernetes/fields.ts';
import { referred } from '../../dialects/aws/references.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import { networkForwarded } from '../network-groups.ts';
import type { Finding, Rule } from '../rule.ts';

/** A group asks for clients' addresses behind an endpoint service, which never lets them through. */
export const rule: Rule = {
  name: 'client-address-lost-through-endpoint',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const { balancer, group } of networkForwarded(estate)) {
    const service = group.keeps && group.keepsSaid === true ? serviceOn(estate, balancer.resource) : undefined;
    if (service === undefined) continue;
    yield findingAt(rule, { resource: group.resource, path: ['preserve_client_ip'] }, {
      message: `targets of ${group.name} see an address of ${balancer.name} for everybody who comes by PrivateLink, and not the client's: what lets in clients by address lets none of them in`,
      label: 'means nothing behind an endpoint service',
      because: [because(nameOf(service), `offers ${balancer.name} to endpoints`, { resource: service, path: ['network_load_balancer_arns'] })],
    });
  }
}

function serviceOn(estate: Estate, balancer: Resource): Resource | undefined {
  return estate.ofType('aws_vpc_endpoint_service').find((service) => words(service.body['network_load_balancer_arns']).some((arn) => referred(estate, service, 'aws_lb', arn) === balancer));
}
