import { carries } from '../../../dialects/kubernetes/labels.ts';
import type { ControllerFacts, LoadBalancer, Tags } from '../facts.ts';

/** The load balancer that is there already for a stack: its tags say whose it is. */
export function existingLoadBalancer(facts: ControllerFacts, stackTags: Tags): LoadBalancer | undefined {
  return facts.aws.loadBalancers?.find(({ tags }) => carries(tags, stackTags));
}
