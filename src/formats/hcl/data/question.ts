import type { MapValue, Value } from '../values/value.ts';

/** A data source that is asked, with its arguments worked out: blocks are lists of maps. */
export interface Question {
  readonly scope: string;
  readonly type: string;
  /** As resources are named: `data.nlb`, `module.net.data.eni[0]`. */
  readonly name: string;
  readonly arguments: MapValue;
}

/** A managed resource of the inputs as data sources look at it. */
export interface Candidate {
  readonly scope: string;
  readonly type: string;
  readonly name: string;
  /** What a reference to an attribute gives to who asks; undefined: there is none. */
  readonly get: (attribute: string) => Value | undefined;
}

/** What a data source says, or why nobody knows. `remark`: something that is taken for granted, or that a reader must know. */
export type Answer = { readonly value: Value; readonly remark?: string } | { readonly why: string };
