import type { Repair } from '../../dialects/kubernetes/repairs.ts';
import type { Origin } from '../../ir/program.ts';

/** What becomes of a connection to one port of a Service, as kube-proxy and the cluster's DNS do it. */
export interface ServiceSpec {
  /** `NS/NAME`. */
  readonly service: string;
  readonly port: number;
  readonly leads: Leads;
  /** Why there is no ready endpoint, and what would give it one. */
  readonly empty?: { readonly why: string; readonly repairs: readonly Repair[] };
  readonly origin: Origin;
}

export type Leads =
  /** One of these takes it. Empty: kube-proxy rejects the connection at once. */
  | {
      readonly to: 'endpoints';
      readonly endpoints: readonly EndpointSpec[];
      /** sessionAffinity ClientIP: the same source address gets the same endpoint. */
      readonly sticky?: true;
      /** internalTrafficPolicy Local: only endpoints on the client's own node, else the packets are dropped. */
      readonly local?: true;
    }
  /** Headless: the name is the pods' own addresses, and the client dials the port itself. Empty: the name does not resolve. */
  | { readonly to: 'pods'; readonly endpoints: readonly EndpointSpec[] }
  /** ExternalName: the name is another name. `service` is set where that is a Service of the cluster. */
  | { readonly to: 'alias'; readonly host: string; readonly service?: string }
  /** No such port on its cluster address: nobody forwards the packets. */
  | { readonly to: 'nothing' };

export interface EndpointSpec {
  /** `NS/NAME`. Absent: an address that belongs to no pod of the input. */
  readonly pod?: string;
  readonly address?: string;
  readonly port: number;
}
