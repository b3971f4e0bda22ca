import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Resource } from '../../../resource/resource.ts';

/** The names under which the load balancers of an Ingress answer, as its status says them: its own, and that of a network load balancer in front of it. */
export function addressesOf(ingress: Resource): { readonly application?: string; readonly frontend?: string } {
  const names = list(record(record(ingress.body['status'])['loadBalancer'])['ingress']).map((each) => text(record(each)['hostname']) ?? '').filter((name) => name !== '');
  // The names of both kinds end differently, and nothing else tells them apart (pkg/shared_utils/find_dns_name.go).
  const application = names.findLast((name) => name.includes('elb.amazonaws'));
  const frontend = names.findLast((name) => !name.includes('elb.amazonaws'));
  return { ...(application === undefined ? {} : { application }), ...(frontend === undefined ? {} : { frontend }) };
}
