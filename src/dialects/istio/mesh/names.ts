/** Names istiod gives to chains and clusters (`istioctl proxy-config`). */
export function inboundCluster(port: number): string {
  return `inbound|${port}||`;
}

/** The cluster of a host and port as a client proxy has it, of a subset if one is named. */
export function outboundCluster(host: string, port: number, subset: string | undefined): string {
  return `outbound|${port}|${subset ?? ''}|${host}`;
}

/** A waypoint's cluster of a Service (istio/istio, core/cluster_waypoint). */
export function waypointCluster(host: string, port: number, subset: string | undefined): string {
  return `inbound-vip|${port}|${subset ?? 'http'}|${host}`;
}

/** The SNI by which a sidecar names the cluster it wants (istio/istio, model, BuildDNSSrvSubsetKey). */
export function serverName(host: string, port: number, subset: string | undefined): string {
  return `outbound_.${port}_.${subset ?? ''}_.${host}`;
}
