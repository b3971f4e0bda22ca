import { closestHost } from '../../dialects/istio/gateways/closest-host.ts';
import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { ListenerSpec } from './spec.ts';

/** A proxy that stands alone and takes requests from outside the mesh: its listener. */
export const kind: Kind<ListenerSpec> = {
  name: 'istio-gateway',
  stage: 'station',
  order: 0,
  answers: ['pod'],
  read,
  lower,
  mend,
  explain: ({ variants }, { cause, request }) => (cause === 'chain-not-found' && typeof request['session.sni'] === 'string' ? closestHost(request['session.sni'], variants.flatMap(({ chains }) => chains.flatMap(({ sni }) => sni))) : undefined),
};
