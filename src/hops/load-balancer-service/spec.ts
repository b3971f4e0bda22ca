import type { Origin } from '../../ir/program.ts';

/** A port of a Service of type LoadBalancer, as the balancer in front of it takes connections. */
export interface BalancerSpec {
  /** `NS/NAME` */
  readonly service: string;
  readonly port: number;
  /** Whether pods see the client's own address: only where the Service says externalTrafficPolicy Local is it the nodes that keep it. */
  readonly keepsSource: boolean;
  /** It writes a PROXY protocol header in front of each connection, in this version. */
  readonly preamble?: 'v1' | 'v2';
  /** It ends the client's TLS with a certificate of its own, and dials on in plaintext or with TLS that verifies nothing. Absent: it passes TLS on. */
  readonly endsTls?: { readonly onward: 'plain' | 'tls'; readonly origin: Origin };
  readonly origin: Origin;
}
