import { clustersOf, type Cluster } from '../../dialects/aws/clusters.ts';
import { controllerProgramIn, type Given } from '../../dialects/aws/controller-program.ts';
import { referredKey } from '../../dialects/aws/network/keys.ts';
import { blocks } from '../../dialects/aws/references.ts';
import { isShutIn } from '../../dialects/aws/shut-in.ts';
import { text, words } from '../../dialects/kubernetes/fields.ts';
import { truthIn } from '../../dialects/kubernetes/go-values.ts';
import { unreachableFlags } from '../../facts/eks.ts';
import { flagValuesOfChart } from '../../facts/load-balancer-chart.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { nameOf, type Resource } from '../../resource/resource.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** The load balancer controller of a cluster without a way to the internet asks services of AWS that have no endpoint there. */
export const rule: Rule = {
  name: 'controller-asks-services-out-of-reach',
  severity: 'error',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  const clusters = clustersOf(estate);
  for (const cluster of clusters) {
    if (!isShutIn(estate, cluster)) continue;
    for (const scope of scopesOf(estate, cluster, clusters.length)) {
      const program = controllerProgramIn(estate, scope);
      const resource = program === undefined ? undefined : deploymentIn(estate, scope);
      const asking = unreachableFlags.filter(({ flag, endpoint }) => (truthIn(program?.flags.get(flag)?.value) ?? true) && !hasEndpoint(estate, cluster, endpoint) && !isSaidSomewhere(resource, flag));
      if (resource !== undefined && asking.length > 0) yield found(cluster, resource, program!.flags, asking);
    }
  }
}

/** Its own scope; where there is one cluster, the only one that Deployments have. */
function scopesOf(estate: Estate, { name, resource }: Cluster, clusters: number): readonly string[] {
  const scopes = [...new Set(estate.ofType('Deployment').map(({ scope }) => scope))];
  return clusters === 1 ? scopes : scopes.filter((scope) => scope === name || scope === resource.scope);
}

/** A release of its chart whose value for a flag nobody knows yet: a variable without a value. */
function isSaidSomewhere(resource: Resource | undefined, flag: string): boolean {
  const release = resource?.derived?.from;
  if (release?.type !== 'helm_release') return false;
  const value = flagValuesOfChart.find((each) => each[1] === flag)?.[0];
  return words(release.body['unknown_after_apply']).some((attribute) => /^(?:values|set)(?:$|\[\d+\]$)/.test(attribute)) || ['set', 'set_sensitive'].some((block) => blocks(release.body[block]).some((each) => each['name'] === value && each['value'] === undefined));
}

function hasEndpoint(estate: Estate, { vpc }: Cluster, service: string): boolean {
  return estate.ofType('aws_vpc_endpoint').some((each) => referredKey(estate, each, each.body['vpc_id']) === vpc && text(each.body['service_name'])?.endsWith(`.${service}`) === true);
}

function deploymentIn(estate: Estate, scope: string): Resource | undefined {
  const given = controllerProgramIn(estate, scope)?.flags.values().next().value?.place[0];
  return given ?? estate.ofType('Deployment').find((each) => each.scope === scope && each.name.includes('aws-load-balancer-controller'));
}

function found({ name, resource: cluster }: Cluster, resource: Resource, flags: Given, asking: typeof unreachableFlags): Finding {
  const written = asking.map(({ flag }) => flags.get(flag)).find((each) => each !== undefined);
  const spot = written === undefined ? { resource, path: ['spec', 'template', 'spec', 'containers'] } : { resource: written.place[0], path: written.place[1] };
  const args = asking.map(({ flag }) => `--${flag}=false`);
  return findingAt(rule, spot, {
    message: `Ingresses of EKS cluster ${name} get no address: for each of them the load balancer controller waits for ${listed(asking.map(({ service }) => service))} until it times out, and the subnets of the cluster have no way to the internet`,
    label: `lacks ${listed(args)}`,
    because: [
      ...asking.map(({ flag, why }) => because(`--${flag}`, `is on unless it is switched off: ${why}`)),
      because(nameOf(cluster), 'has subnets of which no route leads to the internet', { resource: cluster, path: ['vpc_config', 0, 'subnet_ids'] }),
    ],
  });
}
