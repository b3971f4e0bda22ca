import type { Cause } from '../ir/cause.ts';

/** Packets that nobody answers: whoever dialled hears nothing, and gives up when its time is over. */
export const lostOnTheWay = [
  'guard-dropped',
  'policy-dropped',
  'acl-dropped',
  'reply-dropped',
  'route-missing',
  'route-dead',
  'address-unused',
  'subnet-missing',
  'not-routable',
  'no-public-address',
  'zone-not-attached',
  'asymmetric',
  'not-carried',
  'inspection-dropped',
  'endpoint-unavailable',
  'zone-not-served',
  'zone-without-targets',
  'client-address-kept',
] as const satisfies readonly Cause[];
