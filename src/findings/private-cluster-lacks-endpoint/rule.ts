import { clustersOf, type Cluster } from '../../dialects/aws/clusters.ts';
import { referredKey } from '../../dialects/aws/network/keys.ts';
import { allOf, decided } from '../../dialects/aws/references.ts';
import { isShutIn } from '../../dialects/aws/shut-in.ts';
import { text } from '../../dialects/kubernetes/fields.ts';
import { neededServices, type NeededService } from '../../facts/eks.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed, type Spot } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** The nodes of a cluster have no way to the internet, and no endpoint for a service of AWS that they ask. */
export const rule: Rule = {
  name: 'private-cluster-lacks-endpoint',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const cluster of clustersOf(estate)) {
    if (cluster.vpc === undefined || !isShutIn(estate, cluster)) continue;
    const endpoints = allOf(estate, 'aws_vpc_endpoint').filter((each) => referredKey(estate, each, each.body['vpc_id']) === cluster.vpc);
    // Where the inputs hold no endpoint at all, those of the VPC may be in others.
    if (endpoints.length === 0) continue;
    const missing = neededServices.filter((needed) => isAsked(estate, cluster, needed) && !endpoints.some((endpoint) => serviceOf(endpoint) === needed.service && isUsed(endpoint)));
    if (missing.length === 0) continue;
    yield found(cluster, missing, endpoints);
  }
}

function found({ resource, name }: Cluster, missing: readonly NeededService[], endpoints: readonly Resource[]): Finding {
  const unnamed = endpoints.filter((endpoint) => missing.some(({ service }) => service === serviceOf(endpoint)));
  const spot: Spot = unnamed.length > 0 ? { resource: unnamed[0]!, path: ['private_dns_enabled'] } : { resource, path: ['vpc_config', 0, 'subnet_ids'] };
  return findingAt(rule, spot, {
    message: `nodes of EKS cluster ${name} wait for ${listed(missing.map(({ service }) => service))} until they give up: its subnets have no way to the internet, and its VPC no endpoint ${missing.length === 1 ? 'that answers for it' : 'that answers for them'}`,
    label: unnamed.length > 0 ? "private DNS is off: the service's own name leads to the internet" : 'no route of these subnets leads to the internet',
    because: missing.map(({ service, why }) => because(nameOf(resource), `needs ${service}: ${why}`)),
    proposals: unnamed.length === 0 ? [] : [{ title: 'switch private DNS on', edits: unnamed.map((of) => ({ edit: 'set' as const, of, path: ['private_dns_enabled'], to: true })), certainty: 'proposed' }],
  });
}

/** `com.amazonaws.eu-central-1.ecr.api` is `ecr.api`. */
function serviceOf({ body }: Resource): string | undefined {
  return /^com\.amazonaws\.(?:[a-z]{2}(?:-[a-z]+)+-\d)\.(.+)$/.exec(text(body['service_name']) ?? '')?.[1];
}

/** An interface endpoint answers under the service's own name with private DNS only; a gateway endpoint is a route. */
function isUsed({ body }: Resource): boolean {
  return (text(body['vpc_endpoint_type']) ?? 'Gateway') === 'Gateway' || decided(body['private_dns_enabled']) === true;
}

function isAsked(estate: Estate, { name }: Cluster, { by }: NeededService): boolean {
  if (by === undefined) return true;
  return ['Deployment', 'DaemonSet'].some((type) => estate.ofType(type).some((each) => (each.scope === name || each.scope === 'default') && by.includes(each.name)));
}
