import type { Kind } from '../kind.ts';
import { lower } from './lower.ts';
import { mend } from './mend.ts';
import { read } from './read.ts';
import type { RouteSpec } from './spec.ts';

/** The route table of a subnet, and that of an internet gateway's edge, for requests and for replies. */
export const kind: Kind<RouteSpec> = {
  name: 'route',
  stage: 'route',
  order: 10,
  answers: ['out', 'back-out'],
  read,
  lower,
  mend,
  present: (estate) => estate.ofType('aws_route_table').length + estate.ofType('aws_default_route_table').length > 0,
};
