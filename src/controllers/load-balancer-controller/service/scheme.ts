import { olderThan } from '../../../dialects/aws/service-owner.ts';
import { serviceSince } from '../../../facts/network-load-balancer.ts';
import { existingLoadBalancer } from '../network/existing.ts';
import type { LoadBalancer } from '../facts.ts';
import { stackTags, tagPrefixes } from '../tags.ts';
import { clusterOf } from './names.ts';
import { meant } from '../meant.ts';
import { named, type ServiceDrafting } from './drafting.ts';

/** Who may reach the load balancer. Annotation, then what is there already, then the controller's default. */
export function schemeOf(drafting: ServiceDrafting): 'internal' | 'internet-facing' | undefined {
  const { annotations, facts } = drafting;
  const written = annotations.text('scheme');
  if (written === 'internal' || written === 'internet-facing') return written;
  if (written !== undefined) {
    drafting.reject(annotations.place('scheme'), `a load balancer's scheme is internal or internet-facing; "${written}" is neither`, `unknown scheme: ${written}`, meant(annotations.place('scheme'), written, ['internal', 'internet-facing']));
    return undefined;
  }
  if (annotations.text('internal') !== undefined) {
    const internal = annotations.flag('internal');
    return internal === undefined ? undefined : internal ? 'internal' : 'internet-facing';
  }
  return existingOf(drafting)?.scheme ?? (facts.flags.defaultLoadBalancerScheme === 'internet-facing' || outward(facts.version) ? 'internet-facing' : 'internal');
}

/** The load balancer that the controller made for this Service before, by its tags. */
export function existingOf(drafting: ServiceDrafting): LoadBalancer | undefined {
  const cluster = clusterOf(drafting);
  return cluster === undefined ? undefined : existingLoadBalancer(drafting.facts, stackTags(tagPrefixes.service, cluster, named(drafting.service)));
}

/** Old releases make public load balancers of Services that say nothing. */
function outward(version: string | undefined): boolean {
  return version !== undefined && olderThan(version, serviceSince.internalByDefault);
}
