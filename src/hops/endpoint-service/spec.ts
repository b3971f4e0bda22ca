import type { Origin } from '../../ir/program.ts';

/** A node of a Network Load Balancer as PrivateLink reaches it, past the guards of its interface. */
export interface EndpointServiceSpec {
  readonly balancer: string;
  readonly port: number | '*';
  readonly origin: Origin;
}
