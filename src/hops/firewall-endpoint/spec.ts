import type { HopId, Origin } from '../../ir/program.ts';

/** What is behind an endpoint of a firewall or a Gateway Load Balancer, for packets that a route has sent there. */
export interface FirewallEndpointSpec {
  readonly title: string;
  /** The endpoint, by which a connection is known again. */
  readonly key: string;
  /** The packets are a reply. */
  readonly back: boolean;
  /** `passes unseen`: nothing is looked at, and no connection is known. */
  readonly default: 'inspects' | 'passes unseen' | 'drops all';
  /** It has rules, and what they pass is not modelled. */
  readonly rules: boolean;
  /** What leaves its interface again. */
  readonly leaves: HopId;
  readonly origin: Origin;
}
