import { listenersOf, type GatewayListener } from '../dialects/istio/gateways/chains.ts';
import { mergedGateways } from '../dialects/istio/gateways/merge.ts';
import { meshOf } from '../dialects/istio/mesh/mesh.ts';
import { proxyOf } from '../dialects/istio/proxy/proxy.ts';
import type { TargetGroup } from '../dialects/aws/target-groups.ts';
import { portOn } from '../dialects/kubernetes/endpoints.ts';
import { podAt, podsWith, type Pod } from '../dialects/kubernetes/pods.ts';
import { serviceAt } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import { groupsOf } from './groups.ts';

/** A target group of an Application Load Balancer that leads to a listener of a gateway. */
export interface Fronted {
  readonly group: TargetGroup;
  readonly pod: Pod;
  readonly listener: GatewayListener;
}

/** Every target group that gateway pods are targets of, once for each port of theirs. */
export function* frontedGateways(estate: Estate): Iterable<Fronted> {
  for (const group of groupsOf(estate)) {
    const told = new Set<number>();
    for (const { pod, port } of podPorts(estate, group)) {
      if (proxyOf(estate, pod) !== 'gateway' || told.has(port)) continue;
      told.add(port);
      const { merged } = mergedGateways(estate, pod);
      const listener = listenersOf(estate, meshOf(estate), pod, merged).find((each) => each.port === port);
      if (listener !== undefined) yield { group, pod, listener };
    }
  }
}

/** The pods that a group leads to, with the port of theirs: targets themselves, or those behind a node port. */
function podPorts(estate: Estate, { targets }: TargetGroup): readonly { readonly pod: Pod; readonly port: number }[] {
  return targets.flatMap(({ pod: named, service, port }) => {
    const [namespace = '', name = '', number] = (named ?? service ?? '').split('/');
    if (named !== undefined) {
      const pod = podAt(estate, namespace, name);
      return pod === undefined || port === undefined ? [] : [{ pod, port }];
    }
    const behind = serviceAt(estate, namespace, name);
    const servicePort = behind?.ports.find((each) => String(each.port) === number);
    if (behind === undefined || servicePort === undefined) return [];
    return podsWith(estate, behind.resource.scope, namespace, behind.selector).flatMap((pod) => {
      const target = portOn(pod, servicePort);
      return target === undefined ? [] : [{ pod, port: target }];
    });
  });
}
