import type { Cause } from './cause.ts';
import type { Field } from './field.ts';
import type { Match } from './match.ts';

/** Names a hop: readable, unique, stable between runs. `alb/k8s-xnat:443`, `pod/xnat/xnat-web-0:8080`. */
export type HopId = string;

/** Where in the user's files an op comes from, and what the rule there is called. */
export interface Origin {
  /** The resource as its owner names it: `PeerAuthentication xnat/default`. */
  readonly resource: string;
  /** The rule in it, or the xDS name istiod gives it: `STRICT on port 8080`, `ns[xnat]-policy[xnat-all]-rule[0]`. */
  readonly rule: string;
  /** Dotted path of the attribute: `spec.mtls.mode`. */
  readonly attribute?: string;
  /** One-based lines and columns; absent when no file says it (a default, a controller's choice). */
  readonly at?: Place;
  /** What the rule does, in one clause, present tense. */
  readonly note?: string;
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** The whole language. A test counts the ops. */
export type Op = { readonly origin: Origin } & (
  | { readonly op: 'switch'; readonly cases: readonly Case[] }
  | { readonly op: 'pick'; readonly among: readonly Share[]; readonly bind: Field; readonly by?: Key; readonly again?: Again }
  | { readonly op: 'set'; readonly field: Field | 'session'; readonly to: Value }
  | { readonly op: 'goto'; readonly hop: HopId }
  | { readonly op: 'dial'; readonly hop: HopId; readonly reply: readonly Case[] }
  | { readonly op: 'stop'; readonly verdict: Verdict; readonly instead?: readonly Op[] }
);

/** First match wins; the last case of a switch matches everything. A `then` that does not leave goes on after it. */
export interface Case {
  readonly match: Match;
  readonly then: readonly Op[];
  readonly origin: Origin;
}

/** One choice of a pick. The ops run with `bind` set to `value`; if they do not leave, the walk goes on after the pick. */
export interface Share {
  readonly value: string;
  /** Relative; 0 is never chosen. */
  readonly weight: number;
  /** Absent means that nobody checks. If no share is healthy, all are used: fail open. */
  readonly health?: 'healthy' | 'unhealthy' | 'unknown';
  readonly then: readonly Op[];
  readonly origin: Origin;
}

/** What keeps a client at its choice: a cookie, or a hash of a field. Absent: each request chooses anew. */
export type Key =
  /** `issued`: the cookies that the answer sets; absent: the one that is looked at. `beside`: only clients that send that cookie of the application's own are kept, and only its answers that set it issue the others. */
  | { readonly cookie: string; readonly issued?: readonly Issued[]; readonly beside?: string }
  | { readonly hash: Field };

/** A cookie that carries a choice; its value is the choice. */
export interface Issued {
  readonly name: string;
  /** How long the client keeps it. */
  readonly seconds: number;
  /** As Set-Cookie says them: `Path=/; Secure`. */
  readonly attributes: string;
}

/** Try another share when the outcome matches, at most `attempts` times more. */
export interface Again {
  readonly on: Match;
  readonly attempts: number;
}

/** What a `set` writes. */
export type Value =
  | { readonly literal: string | number | readonly string[] }
  | { readonly absent: true }
  | { readonly copy: Field }
  /** Adds to a comma-separated list, at the right. */
  | { readonly append: Field }
  /** The n-th entry from the right of a comma-separated list, 1 = last; absent if there are fewer, or no address. */
  | { readonly nth: number; readonly of: Field }
  /** Replaces the head of the field's own text; unchanged if it does not start so. */
  | { readonly head: string; readonly with: string }
  /** Replaces every match of an RE2 pattern in the field's own text; `\\1` in the replacement is what the first group took. */
  | { readonly pattern: string; readonly rewrite: string }
  /** Adds to the field's own number; an absent one is 0. */
  | { readonly plus: number }
  /** `{field}` stands for that field's value. */
  | { readonly template: string }
  /** A named, pure function of the field's own value (ir/functions.ts). */
  | { readonly call: string }
  | { readonly push: Session }
  | { readonly pop: Terminate }
  /** `within`: blocks of addresses, one of which an address that nobody knows is in. `live`: what the live connection tells. */
  | { readonly unknown: string; readonly within?: readonly string[]; readonly live?: Live };

/**
 * What no file knows of a header, and whoever writes it does: `up` makes it. `nothing`: nobody there knows it either, and
 * what a client sent under that name is gone.
 */
export type Live = 'trace-id' | 'client-and-port' | 'tls-version' | 'tls-cipher' | 'certificate-leaf' | 'certificate-serial' | 'certificate-issuer' | 'certificate-validity' | 'nothing';

/** A TLS session as its originator starts it. A name may be copied from a field's value at that moment. */
export interface Session {
  /** Absent: the ClientHello has no server name. */
  readonly sni?: string | { readonly copy: Field };
  readonly alpn?: string;
  /** The client certificate on offer. */
  readonly offer?: { readonly authority: string; readonly principal: string };
  /** The authority and the name that the originator insists on. Absent: it verifies nothing, or any name. */
  readonly demand?: { readonly authority: string; readonly name?: string | { readonly copy: Field } };
}

/** How a hop ends the session that is open on its connection. */
export interface Terminate {
  /** `names` absent: taken to cover every name asked for. `*.` stands for exactly one label. */
  readonly certificate: { readonly authority: string; readonly names?: readonly string[] };
  /** Absent: client certificates are neither asked for nor looked at. */
  readonly verify?: { readonly authority: string; readonly required: boolean };
  /** False: HTTP/2 is not on offer, whatever the client asks for. Absent: it is. */
  readonly http2?: false;
}

/** `location` of an answer is where it sends the client: `{field}` stands for that field's value at the stop. `type` is what its body is. */
export type Verdict =
  | { readonly kind: 'delivered'; readonly workload: string }
  | { readonly kind: 'answered'; readonly status: number; readonly cause?: Cause; readonly body?: string; readonly type?: string; readonly location?: string }
  | { readonly kind: 'refused' | 'reset' | 'handshake' | 'dropped' | 'unresolved' | 'loop'; readonly cause: Cause };

/** The ops of one hop, and how the outside world sees it. */
export interface Hop {
  readonly id: HopId;
  /** What people call it: `ALB k8s-xnat-xnat (HTTPS 443)`. */
  readonly title: string;
  /** What this hop is when it dials on: findings speak of a load balancer and of a proxy in different words. A `tunnel` carries bytes, and its log is not a proxy's. A `relay` carries them unread: whoever dialled it is who speaks. */
  readonly dialler: 'client' | 'load-balancer' | 'proxy' | 'relay' | 'tunnel' | 'workload';
  readonly ops: readonly Op[];
}

/** Hops are lowered when first asked for, and then kept. */
export interface Program {
  hop(id: HopId): Hop | undefined;
}
