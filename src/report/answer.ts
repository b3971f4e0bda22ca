import type { Blocker } from '../engine/walk.ts';
import type { ProvedMend } from '../mend/prove.ts';
import type { Assumption } from '../path/assumption.ts';
import type { Trace } from '../path/trace.ts';
import type { Problem } from '../resource/resource.ts';
import type { Behind } from '../findings/behind.ts';
import type { Logged } from '../findings/logged.ts';
import type { Rule } from '../findings/rule.ts';
import type { Files } from './frame.ts';

/** A stop with everything that is said of it. */
export interface Stop {
  readonly blocker: Blocker;
  readonly rule: Pick<Rule, 'name' | 'severity' | 'aliases'>;
  /** What came closest, if the kind can tell. */
  readonly closest?: string;
  /** How the access logs of the Envoy proxies that stop it, or answer for it, show it. */
  readonly logged: readonly Logged[];
  /** What is wrong with objects on the way, or with those that are written for its host. */
  readonly behind: readonly Behind[];
  readonly mends: readonly ShownMend[];
  /** What meets it, where that is not the request itself: `the health check of shop, from edge to port 8081,`. */
  readonly about?: string;
}

export interface ShownMend extends ProvedMend, Written {}

/** What a mend writes. */
export interface Written {
  /** Unified diff against the user's own files. */
  readonly patch: string;
  /** What it changes of resources that snapshots alone hold (answers of AWS, plans, states), line by line; there is no file to patch. */
  readonly changes: readonly string[];
}

/** A trace with everything a report needs. */
export interface Answer {
  readonly trace: Trace;
  /** For each outcome how the access log of an Envoy proxy shows an answer that nothing stops. */
  readonly logged: readonly (Logged | undefined)[];
  readonly stops: readonly Stop[];
  /** What the network stops besides of the balancer on the way: its checks, its other targets. */
  readonly besides: readonly Stop[];
  /** The request once the first mend of every stop is made, and how much of `besides` is then left; absent: one stop only, or one without a mend. */
  readonly together?: { readonly trace: Trace; readonly left: number };
  readonly assumptions: readonly Assumption[];
  /** What the provider would refuse or change of the resources on the way. */
  readonly problems: readonly Problem[];
  readonly files: Files;
}
