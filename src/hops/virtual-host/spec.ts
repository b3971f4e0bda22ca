/** The virtual hosts of one filter chain of a gateway. */
export interface VirtualHostsSpec {
  /** `NS/NAME` */
  readonly pod: string;
  /** As istiod names the chain's routes: `http.8080`. */
  readonly chain: string;
  /** As people name it: the Gateway that listens first of all. */
  readonly resource: string;
  /** Hosts with routes, the most specific first: exact, or `*` and a suffix, or `*`. */
  readonly hosts: readonly string[];
}
