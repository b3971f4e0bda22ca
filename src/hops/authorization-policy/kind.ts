import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend, sentenceOf } from './mend.ts';
import { read } from './read.ts';
import type { AuthorizationSpec } from './spec.ts';

/** The last thing a proxy asks before it passes a request on: whether a policy denies it, and whether one allows it. */
export const kind: Kind<AuthorizationSpec> = {
  name: 'authorization-policy',
  stage: 'filter',
  order: 30,
  answers: ['pod', 'chain'],
  read,
  lower,
  mend,
  explain: (spec, blocker) => (blocker.cause === 'policy-not-allowed' ? sentenceOf(spec, blocker.request) : undefined),
};
