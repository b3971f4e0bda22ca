import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { EksEndpointSpec } from './spec.ts';

/** The name of an EKS cluster's API server: public addresses for some, private ones for others, and for some none. */
export const kind: Kind<EksEndpointSpec> = { name: 'eks-endpoint', stage: 'name', order: 50, answers: ['name'], read, lower, mend };
