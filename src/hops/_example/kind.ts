import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { read } from './read.ts';
import type { DoormanSpec } from './spec.ts';

/** A toy: it shows the whole of a kind. `path/` puts it on every crossing that ends at its pod, because of its stage. */
export const kind: Kind<DoormanSpec> = {
  name: 'doorman',
  stage: 'interface-guard',
  order: 10,
  answers: ['pod'],
  read,
  lower,
  present: (estate) => estate.ofType('Doorman').length > 0,
};
