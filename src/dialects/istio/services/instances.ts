import type { Estate } from '../../../resource/estate.ts';
import { compareTexts } from '../../../resource/order.ts';
import { readerOf } from '../../../resource/reader.ts';
import type { Path, Resource } from '../../../resource/resource.ts';
import { portOn } from '../../kubernetes/endpoints.ts';
import { carries, type Labels } from '../../kubernetes/labels.ts';
import { fullName } from '../../kubernetes/names.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { servicesSelecting } from '../../kubernetes/services.ts';
import { createdAt, inCreationOrder } from '../mesh/order.ts';
import { protocolOf, type Protocol } from '../proxy/protocol.ts';
import { entryServices } from './registry.ts';

/** A port of something in the registry that leads to a pod: the pod is one of its instances. */
export interface ServiceTarget {
  /** The Service, or the ServiceEntry. */
  readonly resource: Resource;
  /** Lower case: `web.xnat.svc.cluster.local`, `api.example.com`. */
  readonly host: string;
  readonly port: number;
  /** On the pod. */
  readonly targetPort: number;
  readonly protocol: Protocol;
  readonly path: Path;
}

/**
 * What leads to a pod, the oldest first and then by host: Services that select it, and ServiceEntries of its namespace
 * that select it or list its address (istio/istio, model.Proxy.SetServiceTargets).
 */
export function serviceTargetsOf(estate: Estate, pod: Pod): { readonly targets: readonly ServiceTarget[]; readonly orderKnown: boolean } {
  const found = [...ofServices(estate, pod), ...ofEntries(estate, pod)];
  const { resources, known } = inCreationOrder([...new Set(found.map(({ resource }) => resource))]);
  const age = new Map(resources.map((resource, index) => [resource, { index, created: createdAt(resource) ?? '' }]));
  const targets = found.toSorted((a, b) => {
    const [one, other] = [age.get(a.resource)!, age.get(b.resource)!];
    return one.created === other.created ? compareTexts(a.host, b.host) : one.index - other.index;
  });
  return { targets, orderKnown: known };
}

function ofServices(estate: Estate, pod: Pod): readonly ServiceTarget[] {
  return servicesSelecting(estate, pod).flatMap((service) =>
    service.ports.flatMap((port): readonly ServiceTarget[] => {
      const targetPort = port.protocol === 'UDP' ? undefined : portOn(pod, port);
      return targetPort === undefined ? [] : [{ resource: service.resource, host: fullName(service), port: port.port, targetPort, protocol: protocolOf(port), path: port.path }];
    }),
  );
}

function ofEntries(estate: Estate, pod: Pod): readonly ServiceTarget[] {
  return estate.ofType('ServiceEntry', pod.namespace).filter(({ scope }) => scope === pod.resource.scope).flatMap((resource) => {
    const spec = readerOf(resource).get('spec');
    const listed = spec.get('endpoints').each().find((endpoint) => pod.address !== undefined && endpoint.get('address').string() === pod.address);
    const selector = spec.get('workloadSelector', 'labels');
    if (listed === undefined && !(selector.there && selects(pod.labels, selector.map()))) return [];
    return entryServices(resource).flatMap(({ host, ports }) =>
      ports.map(({ number, name, protocol, path, targetPort }): ServiceTarget => ({
        resource,
        host,
        port: number,
        targetPort: listed?.get('ports', name).number() ?? targetPort ?? number,
        protocol,
        path,
      })),
    );
  });
}

/** An empty selector of a ServiceEntry selects nothing. */
function selects(labels: Labels, selector: Labels): boolean {
  return Object.keys(selector).length > 0 && carries(labels, selector);
}
