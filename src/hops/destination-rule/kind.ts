import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { ClusterSpec } from './spec.ts';
import { mend, mendDial } from './tls.ts';

/** Where a proxy's own connections go: the DestinationRule that counts for it, or what Istio does without one. */
export const kind: Kind<ClusterSpec> = { name: 'destination-rule', stage: 'station', order: 0, answers: ['cluster'], read, lower, mend, mendDial };
