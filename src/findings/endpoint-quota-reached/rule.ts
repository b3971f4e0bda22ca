import { calledBy, networkKey, referredKey } from '../../dialects/aws/network/keys.ts';
import { vpcsOf } from '../../dialects/aws/network/vpcs.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { quotaHeadRoom } from '../../facts/elb-quotas.ts';
import { endpointsPerVpc } from '../../facts/vpc-limits.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { compareTexts } from '../../resource/order.ts';
import type { Resource } from '../../resource/resource.ts';
import { because, findingAt } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A VPC has as many endpoints as AWS allows one, more, or nearly so. */
export const rule: Rule = {
  name: 'endpoint-quota-reached',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const [vpc, endpoints] of endpointsByVpc(estate)) {
    if (endpoints.length < endpointsPerVpc * quotaHeadRoom) continue;
    yield found(estate, vpc, endpoints);
  }
}

/** Interface endpoints and those of Gateway Load Balancers: they have one quota together. */
function endpointsByVpc(estate: Estate): ReadonlyMap<string, readonly Resource[]> {
  const found = new Map<string, Resource[]>();
  for (const endpoint of estate.ofType('aws_vpc_endpoint').toSorted((a, b) => compareTexts(networkKey(a), networkKey(b)))) {
    const vpc = referredKey(estate, endpoint, endpoint.body['vpc_id']);
    const counts = ['Interface', 'GatewayLoadBalancer'].includes(text(endpoint.body['vpc_endpoint_type']) ?? 'Gateway') && !/^(?:deleted|rejected|failed|expired)$/i.test(text(endpoint.body['state']) ?? '');
    if (vpc === undefined || !counts) continue;
    const others = found.get(vpc);
    if (others === undefined) found.set(vpc, [endpoint]);
    else others.push(endpoint);
  }
  return found;
}

function found(estate: Estate, vpc: string, endpoints: readonly Resource[]): Finding {
  const over = endpoints.length - endpointsPerVpc;
  const left = -over;
  const own = vpcsOf(estate).get(vpc)?.resource;
  const called = own === undefined ? vpc : calledBy(own);
  const resource = over > 0 ? endpoints.at(-1)! : (own ?? endpoints[0]!);
  return findingAt(rule, { resource, path: over > 0 ? ['vpc_id'] : [] }, {
    ...(over > 0 ? {} : { severity: 'warning' }),
    message:
      over > 0
        ? `AWS refuses ${over === 1 ? 'one endpoint' : `${over} endpoints`} of ${called} (VpcEndpointLimitExceeded): ${endpoints.length} are written, and a VPC has at most ${endpointsPerVpc} unless the account was given more`
        : `${left === 0 ? 'no further connection fits' : `${left === 1 ? 'one further connection fits' : `${left} further connections fit`}`} into ${called}: it has ${endpoints.length} of ${endpointsPerVpc} endpoints`,
    label: over > 0 ? `endpoint ${endpoints.length} of ${endpointsPerVpc}` : `${endpoints.length} of ${endpointsPerVpc} endpoints`,
    because: [because(called, 'interface endpoints and endpoints of Gateway Load Balancers share one quota; it can be raised', own === undefined ? undefined : { resource: own, path: [] })],
  });
}
