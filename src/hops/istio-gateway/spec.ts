/** The HTTP listener of a gateway on one of its pod's ports. */
export interface GatewaySpec {
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  /** As people name it: the Gateway that listens first of all. */
  readonly resource: string;
  /** Hosts with routes, the most specific first: exact, or `*` and a suffix, or `*`. */
  readonly hosts: readonly string[];
}
