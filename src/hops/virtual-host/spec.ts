import type { Identity, Path, Position } from '../../resource/resource.ts';

/** The virtual hosts of one filter chain of a gateway. */
export interface VirtualHostsSpec {
  /** `NS/NAME` */
  readonly pod: string;
  /** As istiod names the chain's routes: `http.8080`, `https.443.https.web.xnat`. */
  readonly chain: string;
  /** As people name it: the Gateway that listens first of all. */
  readonly resource: string;
  readonly attribute?: string;
  readonly at?: Position;
  /** The name of the virtual host that answers where there is no other: `blackhole:80`. */
  readonly blackhole: string;
  /** The most specific first. */
  readonly hosts: readonly HostSpec[];
  /** Hosts that other chains of the port have, with the name of the chain. */
  readonly elsewhere: readonly { readonly host: string; readonly chain: string }[];
  /** How many proxies in front the gateway believes; absent: it cannot be read. */
  readonly trustedProxies?: number;
}

export interface HostSpec {
  /** Exact, or `*` and a suffix, or `*`. */
  readonly host: string;
  /** istiod's name: `shop.example.org:80`. */
  readonly name: string;
  /** Some VirtualService has routes for it; without one it only redirects. */
  readonly routed: boolean;
  /** Where VirtualServices write this very host. */
  readonly written?: readonly { readonly of: Identity; readonly index: number }[];
  /** Plain HTTP is sent to HTTPS, as this server says. */
  readonly redirect?: { readonly resource: string; readonly attribute: string; readonly at?: Position; readonly of?: Identity; readonly path?: Path };
}
