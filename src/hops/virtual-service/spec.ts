import type { Pattern } from '../../ir/pattern.ts';
import type { Position } from '../../resource/resource.ts';

/** The routes that one proxy has for one host. */
export interface RoutesSpec {
  /** `sidecar of NS/NAME`, `gateway NS/NAME` */
  readonly proxy: string;
  /** As istiod names it: `HOST:PORT`. */
  readonly virtualHost: string;
  /** The station of the destination where no VirtualService says anything. Absent: then there is no route. */
  readonly otherwise?: string;
  /** `all`: a gateway joins the routes of its VirtualServices. `first`: of those in the mesh only one counts. */
  readonly counts: 'all' | 'first';
  /** In istiod's order; within a group the older VirtualService comes first. */
  readonly groups: readonly GroupSpec[];
  /** Routes that this proxy does not have, each with the reason: `rule 2 of VirtualService shop/web is for port 443`. */
  readonly leftOut?: readonly string[];
}

export interface GroupSpec {
  /** False: no file says which of its VirtualServices is older. */
  readonly agesKnown: boolean;
  readonly sources: readonly SourceSpec[];
}

/** What one VirtualService adds. */
export interface SourceSpec {
  readonly resource: string;
  readonly at?: Position;
  /** First match wins. */
  readonly rules: readonly RouteSpec[];
}

/** One route as the proxy has it: one match of a rule, with the rule's action. */
export interface RouteSpec {
  /** Where it is written: the VirtualService, or its delegate. */
  readonly resource: string;
  /** The name that istiod gives it, if it has one, else `rule 1`. */
  readonly name: string;
  readonly attribute?: string;
  readonly at?: Position;
  /** All of them hold. Empty: every request. */
  readonly conditions: readonly ConditionSpec[];
  readonly fault?: FaultSpec;
  readonly cors?: CorsSpec;
  readonly action: ActionSpec;
  /** What holds or happens beside: `the call may take 3s`, `a copy of it goes to shop/web:80`. */
  readonly besides: readonly string[];
  /** What is not modelled, as sentences. */
  readonly doubts: readonly string[];
}

export interface ConditionSpec {
  /** `path`, `method`, `host`, `scheme`, `header(x)`, `query(x)`, `claim(x)` */
  readonly field: string;
  /** Absent: any value will do. */
  readonly is?: Pattern;
  readonly not?: true;
}

/** Where a part of a route is written. */
export interface PlaceSpec {
  readonly attribute?: string;
  readonly at?: Position;
}

/** Parts of a million requests. */
export interface FaultSpec extends PlaceSpec {
  readonly delay?: { readonly milliseconds: number; readonly parts: number };
  /** `grpc`: for requests that are gRPC the status is told in a trailer of a 200. */
  readonly abort?: { readonly status: number; readonly grpc?: true; readonly parts: number };
}

export interface CorsSpec extends PlaceSpec {
  readonly origins: readonly Pattern[];
  /** What becomes of a preflight from another origin: the route's action, or an answer without CORS headers. */
  readonly others: 'forward' | 'ignore';
}

export type ActionSpec = PlaceSpec & (
  | { readonly to: 'destinations'; readonly destinations: readonly DestinationSpec[]; readonly changes: readonly ChangeSpec[] }
  | RedirectSpec
  | { readonly to: 'answer'; readonly status: number; readonly body?: string }
);

export interface RedirectSpec {
  readonly to: 'redirect';
  readonly status: number;
  readonly scheme?: string;
  readonly authority?: string;
  readonly port?: number;
  /** A path that replaces the whole one, or the head of it. */
  readonly path?: string;
  readonly head?: { readonly from: string; readonly to: string };
}

/** What is changed in a request before it goes on, in this order. */
export type ChangeSpec =
  | { readonly remove: string }
  | { readonly set: string; readonly value: string }
  | { readonly add: string; readonly value: string }
  | { readonly authority: string }
  | { readonly head: string; readonly with: string }
  | { readonly path: string }
  | { readonly pattern: string; readonly rewrite: string };

export interface DestinationSpec {
  /** The station of the destination. */
  readonly hop: string;
  readonly name: string;
  readonly weight: number;
  /** Before those of the route. */
  readonly changes: readonly ChangeSpec[];
  /** The status where the destination is known to be nowhere; absent: the destination's station says. */
  readonly missing?: number;
}
