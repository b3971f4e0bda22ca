import type { Pattern } from '../../ir/pattern.ts';
import type { Position } from '../../resource/resource.ts';

/** The routes that one proxy has for one host. */
export interface RoutesSpec {
  /** `sidecar of NS/NAME`, `gateway NS/NAME` */
  readonly proxy: string;
  readonly host: string;
  /** The station of the destination where no VirtualService says anything. Absent: then there is no route. */
  readonly otherwise?: string;
  /** As people name it; absent without VirtualService. */
  readonly resource?: string;
  readonly at?: Position;
  /** First match wins. */
  readonly rules: readonly RouteSpec[];
  /** Reasons why this is not certain. */
  readonly doubts: readonly string[];
}

export interface RouteSpec {
  readonly resource: string;
  /** Its name if it has one, else `rule 1`. */
  readonly name: string;
  readonly attribute?: string;
  readonly at?: Position;
  /** Alternatives, each with conditions that all hold. Empty: every request. */
  readonly matches: readonly (readonly ConditionSpec[])[];
  readonly action: ActionSpec;
  /** Fields of the rule that are not modelled, as sentences. */
  readonly doubts: readonly string[];
}

export interface ConditionSpec {
  /** `path`, `method`, `host`, `scheme`, `header(x)`, `query(x)`, `claim(x)` */
  readonly field: string;
  /** Absent: any value will do. */
  readonly is?: Pattern;
  readonly not?: true;
}

export type ActionSpec =
  | { readonly to: 'destinations'; readonly destinations: readonly DestinationSpec[] }
  | { readonly to: 'redirect'; readonly status: number; readonly where: string }
  | { readonly to: 'answer'; readonly status: number; readonly body?: string };

export interface DestinationSpec {
  /** The station of the destination. */
  readonly hop: string;
  readonly name: string;
  readonly weight: number;
}
