/** The listener of a gateway on one of its pod's ports. */
export interface ListenerSpec {
  /** `NS/NAME` */
  readonly pod: string;
  readonly port: number;
  /** As people name it: the Gateway that listens first of all. */
  readonly resource: string;
  /** Why nothing listens here: connections are refused. */
  readonly closed?: string;
  /** Why it is not certain what listens here. */
  readonly doubt?: string;
}
