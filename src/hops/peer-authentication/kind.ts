import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { PeerAuthenticationSpec } from './spec.ts';

/** The first thing a connection meets at a pod with a sidecar: the chain that the port's mTLS mode allows. */
export const kind: Kind<PeerAuthenticationSpec> = {
  name: 'peer-authentication',
  stage: 'filter',
  order: 10,
  answers: ['pod'],
  read,
  lower,
  mend,
};
