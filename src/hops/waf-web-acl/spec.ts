import type { AclAction } from '../../dialects/aws/web-acls.ts';
import type { Statement } from '../../dialects/aws/waf-statements.ts';
import type { Origin } from '../../ir/program.ts';
import type { Identity, Path } from '../../resource/resource.ts';

/** The web ACL that stands between the rule of a load balancer that takes a request and what that rule does with it. */
export interface WebAclSpec {
  /** `ALB edge (HTTPS 443)`. */
  readonly title: string;
  /** The name of the web ACL. */
  readonly acl: string;
  /** In the order in which they are asked; those of a group stand where the group stands. */
  readonly rules: readonly RuleSpec[];
  /** What becomes of a request that no rule decides. */
  readonly otherwise: { readonly action: AclAction; readonly origin: Origin };
  /** Rules of the listener that rewrite path and query: which of the two the web ACL sees is not published. */
  readonly rewrites: readonly RewriteSpec[];
}

export interface RuleSpec {
  /** `limit`, or of a group `common/NoUserAgent_HEADER`. */
  readonly name: string;
  readonly condition: Condition;
  /** Requests that do not meet it are not looked at. */
  readonly within?: Statement;
  readonly action: AclAction;
  /** The whole group only counts, and this rule would have ended it: no later one of the group is asked. */
  readonly ends?: { readonly group: string };
  /** In full, as far as files say it: an own label begins with `webacl:` or `rulegroup:` and the name. */
  readonly labels: readonly string[];
  /** What it is for, in words: `requests without a User-Agent header`. */
  readonly intent?: string;
  readonly origin: Origin;
  /** What mends of it change. */
  readonly group?: GroupPlace;
}

export type Condition =
  | { readonly is: 'statement'; readonly of: Statement }
  /** A rule of a group that AWS manages (facts/managed-rule-groups.ts). */
  | { readonly is: 'managed'; readonly group: string; readonly rule: string };

/** The statement that names a group, in its resource. */
export interface GroupPlace {
  readonly resource: Identity;
  readonly at: Path;
  /** The rule's name in the group. */
  readonly rule: string;
  /** Where in the list of overrides it stands; absent: it has none yet. */
  readonly override?: Path;
  readonly overrides: number;
  /** It has no scope-down statement yet; groups of the account's own cannot have one. */
  readonly open: boolean;
}

/** Requests that a rule of the listener takes, as far as host and path tell. */
export interface RewriteSpec {
  readonly rule: string;
  readonly hosts: { readonly values: readonly string[]; readonly regexes: readonly string[] };
  readonly paths: { readonly values: readonly string[]; readonly regexes: readonly string[] };
}
