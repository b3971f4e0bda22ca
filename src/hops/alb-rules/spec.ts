import type { Login, RedirectParts, TokenCheck } from '../../dialects/aws/actions.ts';
import type { Condition } from '../../dialects/aws/rules.ts';
import type { Repair } from '../../dialects/kubernetes/repairs.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Origin } from '../../ir/program.ts';

/** The rules of one listener of an Application Load Balancer. */
export interface AlbRulesSpec {
  /** `ALB edge (HTTPS 443)`. */
  readonly title: string;
  readonly balancer: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Smallest priority first. */
  readonly rules: readonly RuleSpec[];
  /** What happens to a request that no rule takes. */
  readonly otherwise: { readonly first: readonly CheckSpec[]; readonly action: ActionSpec };
  /** What becomes of X-Forwarded-For (load balancer attribute; AWS default append). */
  readonly forwardedFor: 'append' | 'preserve' | 'remove';
  /** The address that is appended carries the client's port: `192.0.2.1:51000` (load balancer attribute; AWS default off). */
  readonly clientPort?: true;
  /** Host goes to targets as it came (load balancer attribute; AWS default off). */
  readonly preservesHost?: true;
}

export interface RuleSpec {
  readonly priority: number;
  /** All of them hold; none at all takes every request. */
  readonly conditions: readonly ConditionSpec[];
  /** What has to be passed before the action. */
  readonly first: readonly CheckSpec[];
  readonly transforms: readonly TransformSpec[];
  readonly action: ActionSpec;
  /** Its note tells the rule in words. */
  readonly origin: Origin;
}

/** One of its values holds: a glob, or a regular expression of AWS' dialect. */
export type ConditionSpec = Condition;

export type CheckSpec = ({ readonly do: 'login'; readonly origin: Origin } & Login) | ({ readonly do: 'token'; readonly origin: Origin } & TokenCheck);

/** What fits the expression in the Host, or in path and query, is replaced by the text. */
export interface TransformSpec {
  readonly of: 'url' | 'host';
  /** Absent: no input says what is rewritten. */
  readonly rewrite?: { readonly regex: string; readonly replace: string };
  readonly origin: Origin;
}

export type ActionSpec =
  | {
      readonly do: 'forward';
      /** Shares of requests by weight; a group without healthy targets keeps its share. */
      readonly groups: readonly { readonly group: string; readonly weight: number }[];
      /** A cookie keeps clients at their group. */
      readonly sticky?: true;
      readonly origin: Origin;
    }
  | ({ readonly do: 'redirect'; readonly status: number; readonly origin: Origin } & RedirectParts)
  | {
      readonly do: 'answer';
      readonly status: number;
      readonly body: string;
      readonly contentType?: string;
      readonly cause: Cause;
      /** What the rule should lead to and does not exist, if that is why it answers. */
      readonly missing?: string;
      /** What would make it lead somewhere. */
      readonly repairs?: readonly Repair[];
      readonly origin: Origin;
    }
  /** Stands in the listener, and is not modelled; `elsewhere`: the target group that it names is in no input; `maker`: what may make the Service that is missing. */
  | { readonly do: 'other'; readonly name: string; readonly elsewhere?: true; readonly maker?: string; readonly origin: Origin };
