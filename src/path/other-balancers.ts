import { controllerIn, ownerOf, type Owner } from '../dialects/aws/service-owner.ts';
import { servicesOf } from '../dialects/kubernetes/services.ts';
import type { Estate } from '../resource/estate.ts';
import type { Position } from '../resource/resource.ts';

/** A load balancer that a Service of type LoadBalancer gets, or waits for, from another program than the load balancer controller. */
export interface OtherBalancer {
  /** `NAMESPACE/NAME` of the Service. */
  readonly service: string;
  readonly by: Exclude<Owner['by'], 'load-balancer-controller'>;
  readonly kind?: Owner['kind'];
  /** Absent: not known. */
  readonly scheme?: Owner['scheme'];
  /** Why it is that program's. */
  readonly why: string;
  readonly from?: Position;
}

/** The Services that ask for a load balancer and that the load balancer controller leaves to others, by namespace and name. */
export function otherBalancersOf(estate: Estate): readonly OtherBalancer[] {
  return servicesOf(estate).flatMap((service) => {
    if (service.type !== 'LoadBalancer') return [];
    const { by, kind, scheme, why, path } = ownerOf(service, controllerIn(estate, service.resource.scope));
    if (by === 'load-balancer-controller') return [];
    const from = service.resource.locate(path) ?? service.resource.locate(['spec', 'type']);
    return [{ service: `${service.namespace}/${service.name}`, by, why, ...(kind === undefined ? {} : { kind }), ...(scheme === undefined ? {} : { scheme }), ...(from === undefined ? {} : { from }) }];
  });
}
