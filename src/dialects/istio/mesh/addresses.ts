/** How the hops of a proxy are addressed; the words are explained in ARCHITECTURE.md. */

/** `NS/NAME` */
type PodName = string;

/** What a route asks of the call that it makes; all in milliseconds. Absent: the proxy's defaults. */
export interface CallPolicy {
  /** For the whole call with all its attempts; absent: none. */
  readonly timeout?: number;
  readonly perTry?: number;
  /** Attempts after the first one; absent: Istio's default. */
  readonly attempts?: number;
  /** Conditions of `retryOn`, as Envoy names them; absent: Istio's default. */
  readonly on?: readonly string[];
  /** `bytes`: who asks reads no requests. `passthrough`: nor does it end the mesh's TLS, which goes on as it came. Absent: requests are read where there are any. */
  readonly as?: 'bytes' | 'passthrough';
  /** The name or address that the program dialled, for a destination that has no endpoints of its own. */
  readonly dialled?: string;
}

/** The program beside a sidecar dials a name or an address. */
export function outboundAddress(pod: PodName, host: string, port: number): string {
  return `outbound/${pod}/${host}/${port}`;
}

/** A filter chain of a gateway's listener. */
export function chainAddress(pod: PodName, port: number, chain: string): string {
  return `chain/${pod}/${port}/${chain}`;
}

/** The route rules of a gateway's filter chain for one host. */
export function virtualHostAddress(pod: PodName, chain: string, host: string): string {
  return `vhost/${pod}/${chain}/${host}`;
}

/** The route rules of a client's sidecar for one host, in the route table of a port. */
export function routeAddress(pod: PodName, port: number, host: string): string {
  return `route/${pod}/${port}/${host}`;
}

/** A destination as a client proxy knows it. */
export function clusterAddress(pod: PodName, host: string, port: number, subset?: string, policy: CallPolicy = {}): string {
  const { timeout, perTry, attempts, on, as, dialled } = policy;
  const parts = [
    ...(timeout === undefined ? [] : [`timeout=${timeout}`]),
    ...(perTry === undefined ? [] : [`per-try=${perTry}`]),
    ...(attempts === undefined ? [] : [`attempts=${attempts}`]),
    ...(on === undefined ? [] : [`on=${on.join('+')}`]),
    ...(as === undefined ? [] : [`as=${as}`]),
    ...(dialled === undefined ? [] : [`dialled=${dialled}`]),
  ];
  return `cluster/${pod}/${host}/${port}/${subset ?? '-'}${parts.length === 0 ? '' : `/${parts.join(';')}`}`;
}

/** The policy that a cluster's address ends with. */
export function policyOf(text: string | undefined): CallPolicy {
  const given = new Map((text ?? '').split(';').map((part) => part.split('=') as [string, string | undefined]));
  const number = (name: string): number | undefined => (given.get(name) === undefined ? undefined : Number(given.get(name)));
  const [timeout, perTry, attempts, on, as, dialled] = [number('timeout'), number('per-try'), number('attempts'), given.get('on'), given.get('as'), given.get('dialled')];
  return {
    ...(timeout === undefined ? {} : { timeout }),
    ...(perTry === undefined ? {} : { perTry }),
    ...(attempts === undefined ? {} : { attempts }),
    ...(on === undefined ? {} : { on: on.split('+') }),
    ...(as === 'bytes' || as === 'passthrough' ? { as } : {}),
    ...(dialled === undefined ? {} : { dialled }),
  };
}

/** Something of which the inputs hold nothing. `mesh`: they say that it has an identity of the mesh, such as a virtual machine with a proxy; `tls`: that it speaks TLS. */
export function outsideAddress(host: string, port: number, side?: 'mesh' | 'tls'): string {
  return `outside/${host}/${port}${side === undefined ? '' : `/${side}`}`;
}
