import type { Address } from '../kind.ts';
import type { Origin } from '../../ir/program.ts';
import type { Identity } from '../../resource/resource.ts';

/** How one client comes to the API server of an EKS cluster, by the name of its endpoint. */
export interface EksEndpointSpec {
  readonly cluster: string;
  readonly port: number;
  readonly way:
    /** To addresses of the internet, which take these blocks. `leaves`: the client is in a network, and comes from an address of its gateway. */
    | { readonly by: 'public'; readonly cidrs: readonly string[]; readonly leaves: boolean; readonly origin: Origin }
    /** To the cluster's interfaces in its VPC; none: no input says which they are. `unless`: why the client may be elsewhere. */
    | { readonly by: 'private'; readonly interfaces: readonly Address[]; readonly unless?: string; readonly origin: Origin }
    | { readonly by: 'nothing'; readonly cause: 'not-routable' | 'no-listener'; readonly origin: Origin };
  /** Where the API server takes what arrives. */
  readonly origin: Origin;
  readonly of: Identity;
}
