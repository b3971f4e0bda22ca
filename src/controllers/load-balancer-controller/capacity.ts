import type { Place } from './place.ts';
import type { Drafting } from './plan.ts';

/** `CapacityUnits=NUMBER`, behind the prefix of Ingresses and behind that of Services. */
export const capacityAnnotation = 'minimum-load-balancer-capacity';
export const capacityKey = 'CapacityUnits';

/** Refuses every other key. */
export function refuseOtherThanUnits(drafting: Drafting, written: ReadonlyMap<string, Place>): void {
  for (const [key, at] of written) {
    if (key !== capacityKey) drafting.refuse({ at, message: `${capacityAnnotation} is ${capacityKey}=NUMBER; "${key}" stands here`, says: `invalid key to set the capacity: ${key}, Expected key: ${capacityKey}` });
  }
}

/** What is no number counts as 0: the controller ignores the error (model_build_load_balancer_capacity_reservation.go). */
export function unitsOf(value: string): number {
  return /^[+-]?\d+$/.test(value) ? Number(value) : 0;
}
