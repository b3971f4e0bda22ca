import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { explain, mend } from './mend.ts';
import { read } from './read.ts';
import type { NetworkPolicySpec } from './spec.ts';

/** What stands at the edge of a pod's network, before any proxy in it: the NetworkPolicies of both ends. */
export const kind: Kind<NetworkPolicySpec> = { name: 'network-policy', stage: 'filter', order: -100, answers: ['forward', 'listener', 'outside', 'pod'], read, lower, mend, explain };
