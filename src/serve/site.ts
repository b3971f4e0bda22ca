import type { Hop, HopId, Op, Program, Verdict } from '../ir/program.ts';
import type { Ask, PointValue } from '../engine/point.ts';
import type { Authorities } from './authority.ts';
import type { Observed } from './choose.ts';
import type { Dialler } from './dial.ts';
import type { Facts } from './facts.ts';
import type { Decision, Links } from './links.ts';
import type { Register } from './register.ts';
import type { Place } from './stations.ts';
import type { Tokens } from './tokens.ts';

/** Everything the stations of one rehearsal share. */
export interface Site {
  /** The program in force; it changes when a file does. */
  program(): Program;
  /** Counts the programs: a connection of an older one carries no further request. */
  generation(): number;
  readonly register: Register;
  readonly links: Links;
  readonly authorities: Authorities;
  readonly dialler: Dialler;
  /** Names that certificates cover whose own names nobody states. */
  names(): readonly string[];
  /** Names that the rehearsal's own client has asked for and its ClientHello did not tell. */
  readonly asked: Set<string>;
  readonly tokens: Tokens;
  readonly ask: Ask;
  /** Numbers in [0, 1). */
  readonly random: () => number;
  /** Who a client is that is not part of the rehearsal, such as curl. */
  client(): Facts;
  /** Where a place listens; starts it if need be. A place without listener still has an address, which refuses. */
  listening(place: Place): Promise<Listening>;
  /** The place of a hop's port that others dial; one of its own if nobody does. */
  known(hop: HopId, port: number): Place;
  /** The PrivateLink endpoint to which the interface of a connection belongs, if it does. */
  endpoint(place: PointValue | null | undefined): string | undefined;
  /** What the health checks of a hop's targets have found. */
  observed(hop: HopId): Observed;
  /** Patience with a next hop, by what the dialler is. */
  timers(dialler: Hop['dialler']): Timers;
  /** Milliseconds on this machine's clock for those of the path in which a hop holds a request on purpose. */
  held(milliseconds: number): number;
  /** The user's own program behind a workload's port; undefined: the echo stands in. */
  app(workload: string, port: number | undefined): URL | undefined;
  /** The status with which the stand-in answers a health check, so that it passes. */
  passing(workload: string, port: number | undefined, path: string): number | undefined;
  /** What is wrong with this station on purpose. */
  altered(hop: HopId): Alteration | undefined;
  log(line: Logged): void;
  /** Ends of connections that wait for their next request: another program calls them. */
  readonly idle: Set<() => void>;
  /** Something that the person at the keyboard should know at once. */
  trouble(sentence: string): void;
}

export interface Listening {
  readonly address: string;
  readonly port: number;
  /** The place's name leads nowhere, so nobody gets as far as dialling. */
  readonly unresolved?: true;
}

/** Milliseconds on this machine's clock. */
export interface Timers {
  readonly connect: number;
  /** Absent: as long as it takes. */
  readonly answer?: number;
}

/** A change to a station behind the program's back: agreement with the prediction must fail. */
export interface Alteration {
  readonly hop: HopId;
  /** `plaintext`: it never ends TLS. `untrusted`: its certificate comes from nobody's authority. */
  readonly tls?: 'plaintext' | 'untrusted';
  /** It listens elsewhere than its diallers were told. */
  readonly port?: number;
  /** It does not listen. */
  readonly refuse?: true;
  /** It runs other rules than the program has for it. */
  readonly ops?: readonly Op[];
}

/** One request as the log tells it. */
export interface Logged {
  readonly entry: HopId;
  readonly method: string | undefined;
  readonly host: string | undefined;
  /** Without query, which may hold secrets. */
  readonly path: string | undefined;
  readonly verdict: Verdict | { readonly kind: 'left' } | { readonly kind: 'malformed' } | { readonly kind: 'passed'; readonly status?: number };
  /** What each station on the way decided, the entry first. */
  readonly decisions: readonly Decision[];
}
