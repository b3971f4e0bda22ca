import type { Cause } from '../../ir/cause.ts';
import type { Origin } from '../../ir/program.ts';
import type { Proposal } from '../kind.ts';

/** One interface of an interface endpoint, for one port. */
export interface VpcEndpointSpec {
  /** `endpoint vpce-0a1 in eu-central-1a`. */
  readonly title: string;
  /** The key of the interface that took the connection. */
  readonly interface: string;
  readonly port: number | '*';
  /** Where the endpoint itself stands. */
  readonly origin: Origin;
  /** Why it carries nothing, in the order in which a person has to mend it. */
  readonly closed: readonly { readonly cause: Extract<Cause, 'endpoint-unavailable' | 'zone-not-served'>; readonly origin: Origin; readonly mends: readonly Proposal[] }[];
  readonly leads:
    /** A service of AWS' own, or one of which only packets are asked. */
    | { readonly to: 'service'; readonly workload: string; readonly origin: Origin }
    /** Nodes of the provider's Network Load Balancers that this interface may stick to. */
    | { readonly to: 'balancer'; readonly nodes: readonly NodeSpec[]; readonly origin: Origin }
    /** Balancers of Services, where nobody knows more of them than the Service says: `ingress-nginx/controller`. */
    | { readonly to: 'forwarding'; readonly services: readonly string[]; readonly origin: Origin }
    | { readonly to: 'unknown'; readonly origin: Origin };
}

/** A node of a Network Load Balancer behind an endpoint service. */
export interface NodeSpec {
  readonly balancer: string;
  /** The key of the node's interface. */
  readonly interface: string;
  /** Absent: AWS has yet to choose it, in one of the blocks of `within`. */
  readonly address?: string;
  readonly within: readonly string[];
  /** The balancer's security groups are asked about traffic of PrivateLink. */
  readonly guarded: boolean;
  readonly origin: Origin;
}
