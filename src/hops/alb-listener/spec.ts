import type { Origin } from '../../ir/program.ts';

/** One listener of an Application Load Balancer: what happens to a connection, and to a request before its rules. */
export interface AlbListenerSpec {
  /** `ALB edge (HTTPS 443)`. */
  readonly title: string;
  readonly balancer: string;
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** The default one first; the names of each, absent where no input says them. None: no input says which there are. */
  readonly certificates: readonly { readonly names?: readonly string[]; readonly expired?: true }[];
  /** What it does about certificates of clients. */
  readonly clients: { readonly mode: 'off' | 'passthrough' } | { readonly mode: 'verify'; readonly authority: string };
  /** Load balancer attribute (AWS default true). */
  readonly http2: boolean;
  /** Headers with other characters than letters, digits and hyphens are taken away (load balancer attribute; AWS default false). */
  readonly dropsOddHeaders?: true;
  /** Targets are told what the client's handshake agreed on (load balancer attribute; AWS default false). */
  readonly tlsHeaders?: true;
  /** What becomes of requests that may be read in two ways (load balancer attribute; AWS default defensive). */
  readonly desync?: 'monitor' | 'strictest';
  /** What the listener calls headers of its own, by their usual name; in lower case. */
  readonly renamed?: Readonly<Record<string, string>>;
  /** The security group made for this listener lets in these blocks only; at the interfaces `asked` the group itself is asked. */
  readonly inbound?: { readonly cidrs: readonly string[]; readonly asked: readonly string[]; readonly origin: Origin };
  readonly origin: Origin;
}
