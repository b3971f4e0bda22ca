import type { Kind } from '../kind.ts';
import { explain } from './explain.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { TokenSpec } from './spec.ts';

/** What a proxy makes of a token before its policies are asked. */
export const kind: Kind<TokenSpec> = { name: 'request-authentication', stage: 'filter', order: 20, answers: ['pod', 'chain'], read, lower, explain };
