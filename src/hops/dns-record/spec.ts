import type { Place } from '../../dialects/aws/network/wire.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Address } from '../kind.ts';
import type { Origin } from '../../ir/program.ts';
import type { Identity, JsonObject } from '../../resource/resource.ts';

/** What Route 53 answers to one client for one name, and where the client's connection then goes. */
export interface DnsRecordSpec {
  /** `Route 53, private zone tinfoil.private`. */
  readonly title: string;
  readonly host: string;
  readonly answer: Answer;
  /** Names that the zone has, for a name that it does not have. */
  readonly names?: readonly string[];
  /** The record that a new one for the name would be like. */
  readonly like?: { readonly of: Identity; readonly name: string; readonly body: JsonObject };
  /** Where the client's connections begin, if that is known. */
  readonly place?: Place;
}

export type Answer = {
  /** The records that lead there, in the order in which they are looked up. */
  readonly told: readonly Origin[];
} & (
  | { readonly leads: 'on'; readonly hop: Address; readonly origin: Origin }
  | { readonly leads: 'nowhere'; readonly kind: 'unresolved' | 'dropped'; readonly cause: Cause; readonly origin: Origin }
  /** Some answers by their weight. */
  | { readonly leads: 'one-of'; readonly shares: readonly { readonly name: string; readonly weight: number; readonly answer: Answer; readonly origin: Origin }[]; readonly origin: Origin }
  /** The first whose doubt holds, else the last: `unless` is why the first is not sure. */
  | { readonly leads: 'either'; readonly first: Answer; readonly unless: string; readonly second: Answer; readonly origin: Origin }
);
