import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Plan } from '../plan.ts';
import type { Resource } from '../../../resource/resource.ts';
import type { BalancerView, Shown, TargetGroupView } from './overview.ts';

/**
 * What `kubectl get ingress` and `kubectl get targetgroupbinding` print (kubernetes/kubernetes, pkg/printers/internalversion,
 * printIngress; the columns of the controller's TargetGroupBinding).
 */
export function shownOf({ kind, members }: Plan, balancers: readonly BalancerView[], groups: readonly TargetGroupView[]): Shown {
  const address = balancers.find(({ type }) => type === 'application')?.dnsName ?? '';
  return {
    ingresses: kind === 'service' ? [] : members.map((ingress) => ingressRow(ingress, address)),
    bindings: groups.flatMap(({ binding, targetType }) => (binding === undefined ? [] : [{ namespace: binding.namespace, name: binding.name, serviceName: binding.service, servicePort: binding.port, targetType }])),
  };
}

/** The old annotation is no class to kubectl; ports are those of `spec.tls`, whatever the load balancer listens on. */
function ingressRow({ namespace = 'default', name, body }: Resource, address: string): Shown['ingresses'][number] {
  const spec = record(body['spec']);
  const hosts = list(spec['rules']).map((rule) => text(record(rule)['host']) ?? '');
  const named = hosts.filter((host) => host !== '').slice(0, hostsShown);
  // kubectl counts all rules that come after it has three hosts.
  const more = hosts.length > hostsShown && hosts.slice(0, -1).filter((host) => host !== '').length >= hostsShown;
  return {
    namespace,
    name,
    class: text(spec['ingressClassName']) ?? '<none>',
    hosts: named.length === 0 ? '*' : `${named.join(',')}${more ? ` + ${hosts.length - hostsShown} more...` : ''}`,
    address,
    ports: list(spec['tls']).length > 0 ? '80, 443' : '80',
  };
}

const hostsShown = 3;
