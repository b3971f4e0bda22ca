import type { Returning } from '../../dialects/aws/node-returns.ts';
import type { Origin } from '../../ir/program.ts';

/** A port of a Service of type LoadBalancer, as the balancer in front of it takes connections. */
export interface BalancerSpec {
  /** `NS/NAME` */
  readonly service: string;
  readonly port: number;
  /** Whether pods see the client's own address. */
  readonly keepsSource: boolean;
  /** Whose address they see instead, as the reason why it is not known. Absent: no file says whether they see the client's. */
  readonly shows?: string;
  /** Blocks of addresses that may connect, of the security group that is made for the balancer. Absent: nobody is kept out. */
  readonly from?: { readonly ranges: readonly string[]; readonly origin: Origin };
  /** It writes a PROXY protocol header in front of each connection, in this version. */
  readonly preamble?: 'v1' | 'v2';
  /** It ends the client's TLS with a certificate of its own, and dials on in plaintext or with TLS that verifies nothing. Absent: it passes TLS on. */
  readonly endsTls?: { readonly onward: 'plain' | 'tls'; readonly origin: Origin };
  /** Clients that are sent back to where they are, the first that holds. Absent: nobody is. */
  readonly returns?: readonly Returning[];
  readonly origin: Origin;
}
