import type { Position } from '../../../resource/resource.ts';

/** A plan as people read it: every part with its names, its values and what asks for it. */
export interface Overview {
  readonly kind: 'ingress-group' | 'service';
  readonly id: string;
  /** The cluster whose objects ask for it. */
  readonly scope: string;
  readonly members: readonly Member[];
  /** false: nothing is made of it, for the reasons in `refusals`. */
  readonly applied: boolean;
  readonly balancers: readonly BalancerView[];
  readonly securityGroups: readonly SecurityGroupView[];
  readonly targetGroups: readonly TargetGroupView[];
  readonly quotas: readonly QuotaView[];
  readonly refusals: readonly { readonly message: string; readonly says?: string; readonly resource: string; readonly from?: Position }[];
  readonly remarks: readonly { readonly name: string; readonly severity: 'error' | 'warning' | 'note'; readonly message: string; readonly from?: Position }[];
  readonly assumptions: readonly string[];
  readonly shown: Shown;
}

export interface Member {
  readonly type: string;
  readonly namespace: string;
  readonly name: string;
  readonly from?: Position;
}

/** A value, and where it is asked for. Absent `from`: no line of a file asks for it alone. */
export interface Said<T> {
  readonly value: T;
  readonly from?: Position;
}

/** A name at AWS. `known` is false where its hash rests on something that no input says: then `value` ends in `-<hash>`. */
export interface NameView extends Said<string> {
  readonly known: boolean;
  /** What traces and findings call it. */
  readonly here: string;
}

export interface BalancerView {
  readonly name: NameView;
  readonly type: string;
  readonly scheme: Said<string>;
  readonly addressType: Said<string>;
  readonly subnets: Said<readonly string[]>;
  readonly securityGroups: Said<readonly string[]>;
  readonly attributes: readonly Said<Pair>[];
  readonly tags: readonly Pair[];
  /** What else hangs on it: a web ACL, Shield, a reservation. */
  readonly addOns: readonly Said<string>[];
  /** The form of its DNS name; what only AWS knows stands in `<>`. */
  readonly dnsName: string;
  readonly listeners: readonly ListenerView[];
  readonly from?: Position;
}

export interface Pair {
  readonly key: string;
  readonly value: string;
}

export interface ListenerView {
  readonly port: number;
  readonly protocol: string;
  readonly certificates: readonly Said<string>[];
  readonly sslPolicy?: Said<string>;
  readonly alpnPolicy?: Said<string>;
  readonly mutualAuthentication?: Said<string>;
  readonly attributes: readonly Said<Pair>[];
  /** Blocks and prefix lists from which it can be reached; absent: the load balancer's groups are not the controller's own. */
  readonly openTo?: Said<readonly string[]>;
  readonly rules: readonly RuleView[];
  readonly otherwise: readonly ActionView[];
  readonly from?: Position;
}

export interface RuleView {
  readonly priority: number;
  readonly conditions: readonly ConditionView[];
  readonly transforms: readonly { readonly of: 'url' | 'host'; readonly regex: string; readonly replace: string }[];
  readonly actions: readonly ActionView[];
  /** A request that gets to it, or is for it; absent: not known. */
  readonly request?: string;
  /** Priorities of rules before it that take everything that it would. Absent: it gets requests, as far as is known. */
  readonly behind?: readonly number[];
  readonly from?: Position;
}

export interface ConditionView {
  /** `host`, `path`, `method`, `source`, `query`, or `header NAME`. */
  readonly on: string;
  readonly values: readonly string[];
  readonly regular: boolean;
}

export type ActionView =
  | { readonly type: 'forward'; readonly groups: readonly { readonly name: string; readonly weight?: number; readonly service?: string }[]; readonly sticky?: number }
  | { readonly type: 'redirect'; readonly status: number; readonly location: string }
  | { readonly type: 'fixed-response'; readonly status: number; readonly body?: string; readonly contentType?: string; readonly missing?: string }
  | { readonly type: 'authenticate'; readonly with: string; readonly otherwise: string }
  | { readonly type: 'jwt-validation'; readonly issuer: string }
  | { readonly type: 'other'; readonly name: string };

export interface SecurityGroupView {
  readonly name: string;
  readonly inbound: readonly Said<{ readonly protocol: string; readonly fromPort: number; readonly toPort: number; readonly sources: readonly string[] }>[];
  readonly tags: readonly Pair[];
  readonly from?: Position;
}

export interface TargetGroupView {
  readonly name: NameView;
  readonly protocol: string;
  readonly protocolVersion?: string;
  readonly targetType: string;
  readonly port: number;
  readonly addressType?: string;
  readonly healthCheck?: Said<{ readonly protocol: string; readonly port: string; readonly path?: string; readonly matcher?: string; readonly interval: number; readonly timeout: number; readonly healthy: number; readonly unhealthy: number }>;
  readonly attributes: readonly Said<Pair>[];
  readonly targets: readonly TargetView[];
  readonly tags: readonly Pair[];
  /** Absent: the targets are no pods or nodes; the group of a frontend Network Load Balancer has the load balancer behind it. */
  readonly binding?: { readonly namespace: string; readonly name: string; readonly service: string; readonly port: string; readonly vpc?: string; readonly opens: readonly string[] | undefined };
  readonly from?: Position;
}

/** Something registered with a target group: a pod, a node, an address. */
export interface TargetView {
  readonly what: string;
  readonly port?: number;
  /** `all`: outside the group's VPC, so of no zone. */
  readonly zone?: string;
  readonly from?: Position;
}

/** A TargetGroupBinding that somebody wrote: a group made elsewhere gets its targets from the cluster. */
export interface BindingView {
  readonly namespace: string;
  readonly name: string;
  /** The ARN, or the name, that it says. */
  readonly group?: string;
  readonly service: string;
  readonly port: string;
  readonly targetType: string;
  readonly targets: readonly TargetView[];
  readonly remarks: Overview['remarks'];
  readonly assumptions: readonly string[];
  readonly from?: Position;
}

export interface QuotaView {
  readonly what: string;
  readonly of: string;
  readonly used: number;
  readonly limit: number;
  readonly adjustable: boolean;
}

/** What kubectl prints once all of it is there. */
export interface Shown {
  readonly ingresses: readonly { readonly namespace: string; readonly name: string; readonly class: string; readonly hosts: string; readonly address: string; readonly ports: string }[];
  readonly bindings: readonly { readonly namespace: string; readonly name: string; readonly serviceName: string; readonly servicePort: string; readonly targetType: string }[];
}
