import type { Proposal } from '../hops/kind.ts';
import type { Cause } from '../ir/cause.ts';
import type { Hop } from '../ir/program.ts';
import type { Path } from '../path/path.ts';
import type { Request } from '../path/request.ts';
import type { Identity, Position } from '../resource/resource.ts';

export type Severity = 'error' | 'warning' | 'note';

/** A named bad state: what it is called, what else it is called, and how it is found. */
export interface Rule {
  /** Reads after "allow": `strict-mtls-refuses-load-balancer`. */
  readonly name: string;
  readonly severity: Severity;
  /** Codes of other tools that mean the same. */
  readonly aliases: readonly string[];
  /** Stops that this finding is the name of; without `dialler`, whoever dialled; `of: 'cloud'`: at what AWS alone knows. */
  readonly explains?: readonly { readonly cause: Cause; readonly dialler?: Hop['dialler']; readonly of?: 'cloud' }[];
  /** Stops that requests meet because of this state; another finding names them. */
  readonly leadsTo?: readonly Cause[];
  /** States that are wrong without any request, each once. `at`: milliseconds since 1970, for what time makes wrong; absent: nobody asked. */
  find?(path: Path, at?: number): Iterable<Finding>;
}

/** One place where a rule applies. Printing is left to report/. */
export interface Finding {
  readonly name: string;
  readonly severity: Severity;
  readonly aliases: readonly string[];
  /** What someone experiences, one sentence, present tense. */
  readonly message: string;
  readonly resource: Identity;
  readonly at?: Position;
  /** What the marked text does, in a few words: stands under it. */
  readonly label?: string;
  /** Why, as steps that each name a rule. */
  readonly because: readonly Reason[];
  readonly proposals: readonly Proposal[];
  /** A request that meets it. */
  readonly witness?: Request;
}

export interface Reason {
  readonly rule: string;
  readonly text: string;
  readonly at?: Position;
}
