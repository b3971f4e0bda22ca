import type { Cause } from '../../ir/cause.ts';
import type { Repair } from '../../dialects/kubernetes/repairs.ts';
import type { Origin } from '../../ir/program.ts';

/** One listener of an Application Load Balancer, with its rules. */
export interface AlbListenerSpec {
  /** `ALB edge (HTTPS 443)`. */
  readonly title: string;
  readonly balancer: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Smallest priority first. */
  readonly rules: readonly RuleSpec[];
  /** What happens to a request that no rule takes. */
  readonly otherwise: ActionSpec;
  /** What becomes of X-Forwarded-For (load balancer attribute; AWS default append). */
  readonly forwardedFor: 'append' | 'preserve' | 'remove';
  /** The address that is appended carries the client's port: `192.0.2.1:51000` (load balancer attribute; AWS default off). */
  readonly clientPort?: true;
  /** The security group made for this listener lets in these blocks only. */
  readonly inbound?: { readonly cidrs: readonly string[]; readonly origin: Origin };
  readonly origin: Origin;
}

export interface RuleSpec {
  readonly priority: number;
  /** All of them hold; none at all takes every request. */
  readonly conditions: readonly ConditionSpec[];
  readonly action: ActionSpec;
  /** Its note tells the rule in words. */
  readonly origin: Origin;
}

/** One of the values holds. `*` is any run of characters, `?` exactly one, across dots and slashes. */
export type ConditionSpec =
  /** Case-insensitive; a port in the Host header does not count. */
  | { readonly on: 'host-header'; readonly values: readonly string[] }
  /** Case-sensitive; never the query. */
  | { readonly on: 'path-pattern'; readonly values: readonly string[] }
  /** Case-insensitive, any one instance of the header. */
  | { readonly on: 'http-header'; readonly name: string; readonly values: readonly string[] }
  | { readonly on: 'http-request-method'; readonly values: readonly string[] }
  /** The peer of the connection, never what X-Forwarded-For says. */
  | { readonly on: 'source-ip'; readonly values: readonly string[] }
  /** Stands in the rule, and is not modelled. */
  | { readonly on: 'other'; readonly name: string };

export type ActionSpec =
  | {
      readonly do: 'forward';
      /** Shares of requests by weight; a group without healthy targets keeps its share. */
      readonly groups: readonly { readonly group: string; readonly weight: number }[];
      /** The rule rewrites the URL or the host on the way: how is not modelled. */
      readonly transforms?: true;
      readonly origin: Origin;
    }
  | { readonly do: 'redirect'; readonly status: number; readonly to: string; readonly origin: Origin }
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly body: string;
      readonly cause: Cause;
      /** What the rule should lead to and does not exist, if that is why it answers. */
      readonly missing?: string;
      /** What would make it lead somewhere. */
      readonly repairs?: readonly Repair[];
      readonly origin: Origin;
    }
  /** Stands in the listener, and is not modelled. */
  | { readonly do: 'other'; readonly name: string; readonly origin: Origin };
