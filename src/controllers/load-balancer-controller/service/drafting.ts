import type { Service } from '../../../dialects/kubernetes/services.ts';
import { networkPrefix, servicePrefix } from '../../../facts/network-load-balancer.ts';
import { annotationsOf, type Annotations } from '../annotations.ts';
import type { Place, Refusal } from '../place.ts';
import type { Drafting } from '../plan.ts';

/** What the builders of one Service share. */
export interface ServiceDrafting extends Drafting {
  readonly service: Service;
  /** Without `service.beta.kubernetes.io/aws-load-balancer-`: `scheme`. */
  readonly annotations: Annotations;
  /** Without `service.beta.kubernetes.io/`: `load-balancer-source-ranges`. */
  readonly general: Annotations;
  /** A refusal in the controller's own words too, and what to write instead. */
  reject(at: Place, message: string, says: string, instead?: Pick<Refusal, 'instead'>): void;
}

/** Looks at one Service. */
export function serviceDrafting(drafting: Drafting, service: Service): ServiceDrafting {
  const refuse = drafting.refuse;
  return {
    ...drafting,
    service,
    annotations: annotationsOf(service.resource, refuse, networkPrefix),
    general: annotationsOf(service.resource, refuse, servicePrefix),
    reject: (at, message, says, instead = {}) => refuse({ ...instead, at, message, says }),
  };
}

/** `NAMESPACE/NAME`, which is also the name of its stack. */
export function named({ namespace, name }: Service): string {
  return `${namespace}/${name}`;
}

/** The field of the Service, or the Service as a whole. */
export function field({ resource }: Service, ...path: Place[1]): Place {
  return [resource, path.length === 0 ? ['metadata', 'name'] : path];
}
