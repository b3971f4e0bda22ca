import type { Socket } from 'node:net';
import type { Hop } from '../ir/program.ts';
import type { PointValue } from '../engine/point.ts';
import type { Ending, Step } from '../engine/step.ts';
import type { Choices } from './choose.ts';
import type { Conversation } from './conversation.ts';
import type { Facts } from './facts.ts';
import { persists, type Head } from './head.ts';
import type { Link } from './links.ts';
import type { Oracle } from './oracle.ts';
import type { Site } from './site.ts';
import type { Place } from './stations.ts';

/** One connection of one station. */
export interface Visit {
  readonly site: Site;
  readonly place: Place;
  readonly talk: Conversation;
  readonly link: Link;
  readonly raw: Socket;
  /** The request is one of several on its connection: what ends it leaves the others alone. */
  readonly stream: boolean;
  /** Who dialled, as the register has it. */
  readonly source: Facts;
  /** The program that was in force when the connection came. */
  readonly born: number;
}

/** One request of that connection, when the rules have said what becomes of it. */
export interface Ruled {
  readonly ending: Ending<PointValue, undefined>;
  readonly hop: Hop;
  readonly steps: readonly Step[];
  readonly oracle: Oracle;
  readonly choices: Choices;
}

/** `next`: the connection carries another request. `streams`: it carries HTTP/2, so each request has to be taken by itself. */
export type Fate = 'next' | 'over' | 'streams';

/** Whether the connection may carry another request after this one. */
export function goesOn({ site, born }: Visit, head: Head): boolean {
  return persists(head) && site.generation() === born;
}
