import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { AuthorizerSpec } from './spec.ts';

/** Whom a proxy asks before it looks at tokens and at its own policies. */
export const kind: Kind<AuthorizerSpec> = { name: 'external-authorizer', stage: 'filter', order: 18, answers: ['pod', 'chain'], read, lower };
