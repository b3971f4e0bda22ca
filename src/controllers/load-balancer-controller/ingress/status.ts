import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Resource } from '../../../resource/resource.ts';

/** The names under which the load balancers of an Ingress or a Service answer, as its status says them, by their type. An Ingress with a network load balancer in front has both. */
export function addressesOf({ body }: Resource): { readonly application?: string; readonly network?: string } {
  const names = list(record(record(body['status'])['loadBalancer'])['ingress']).map((each) => text(record(each)['hostname']) ?? '').filter((name) => name !== '');
  // The names of both kinds end differently, and nothing else tells them apart (pkg/shared_utils/find_dns_name.go).
  const application = names.findLast((name) => name.includes('elb.amazonaws'));
  const network = names.findLast((name) => !name.includes('elb.amazonaws'));
  return { ...(application === undefined ? {} : { application }), ...(network === undefined ? {} : { network }) };
}
