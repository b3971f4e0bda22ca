import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { EndpointServiceSpec } from './spec.ts';

/** The provider's end of PrivateLink. */
export const kind: Kind<EndpointServiceSpec> = { name: 'endpoint-service', stage: 'station', order: 0, answers: ['link-in'], read, lower };
