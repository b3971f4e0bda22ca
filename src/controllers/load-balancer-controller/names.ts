import { sha256 } from '../sha256.ts';

/** A group of Ingresses that share one load balancer. */
export interface GroupId {
  /** As the controller writes it: the group's name, or `NAMESPACE/NAME` of the one Ingress. */
  readonly id: string;
  /** Absent: the group has a name of its own. */
  readonly ingress?: { readonly namespace: string; readonly name: string };
}

/**
 * The controller's name for the load balancer of a group. Without the cluster's name its hash is not known: then the
 * readable part stands alone, uncut.
 */
export function balancerName(cluster: string | undefined, { id, ingress }: GroupId, scheme: string): string {
  if (cluster === undefined) return ingress === undefined ? `k8s-${id}` : `k8s-${ingress.namespace}-${ingress.name}`;
  return shortName(ingress ?? { name: id }, hashOf([cluster, id, scheme]));
}

/** Everything that the hash of a target group's name is made of. */
export interface GroupParts {
  readonly cluster: string | undefined;
  readonly group: string;
  readonly ingress: { readonly namespace: string; readonly name: string };
  /** `uid` is absent before the Service exists. */
  readonly service: { readonly namespace: string; readonly name: string; readonly uid: string | undefined };
  /** As the Ingress writes it. */
  readonly port: number | string;
  readonly targetPort: number;
  readonly targetType: string;
  readonly protocol: string;
  readonly version: string;
  /** Where its targets are told how much they may take (`target-control-port`). */
  readonly controlPort?: number;
}

/** The controller's name for a target group; the readable part alone where the cluster or the Service's UID is not known. */
export function targetGroupName({ cluster, group, ingress, service, port, targetPort, targetType, protocol, version, controlPort }: GroupParts): string {
  if (cluster === undefined || service.uid === undefined) return `k8s-${service.namespace}-${service.name}-${port}`;
  return shortName(service, hashOf([cluster, group, ingress.namespace, ingress.name, service.uid, port, targetPort, targetType, protocol, version, controlPort ?? '']));
}

/** The name of the security group that it makes for a group's load balancer; the readable part alone without the cluster's name. */
export function securityGroupName(cluster: string | undefined, group: GroupId): string {
  return balancerName(cluster, group, '');
}

/** The network load balancer in front of another is called after it, within 32 characters. */
export function frontendName(balancer: string): string {
  return `${balancer.slice(0, 28)}-nlb`;
}

/** What the hash of the name of a group with one target, the load balancer behind, is made of. */
export interface FrontendGroupParts {
  readonly cluster: string | undefined;
  readonly group: GroupId;
  readonly port: number;
  readonly checkPort: number | string;
  readonly checkProtocol: string;
}

/** The name of the target group that leads from the network load balancer in front to the one behind. */
export function frontendGroupName({ cluster, group, port, checkPort, checkProtocol }: FrontendGroupParts): string {
  if (cluster === undefined) return `k8s-${group.id.replace('/', '-')}-${port}`;
  return shortName(group.ingress ?? { name: group.id }, hashOf([cluster, group.id, port, 'alb', 'TCP', checkPort, checkProtocol]));
}

/** `k8s-NAMESPACE-NAME-HASH`, or `k8s-NAME-HASH` of what has no namespace, cut to what an AWS name may hold (pkg/ingress and pkg/service, buildLoadBalancerName and buildTargetGroupName). */
export function shortName({ namespace, name }: { readonly namespace?: string; readonly name: string }, hash: string): string {
  return namespace === undefined ? `k8s-${cut(name, 17)}-${hash}` : `k8s-${cut(namespace, 8)}-${cut(name, 8)}-${hash}`;
}

/** The ten hexadecimal digits in which a name ends. */
export function hashOf(parts: readonly (string | number | undefined)[]): string {
  return sha256(parts.join('')).slice(0, 10);
}

/** Letters and digits only, then the first few of them. */
export function cut(name: string, length: number): string {
  return name.replace(/[^A-Za-z0-9]/g, '').slice(0, length);
}

/** What is assumed of names where no input says what the cluster is called. */
export const unnamedCluster = 'the names of what the load balancer controller makes end in a hash over the name of its cluster (flag --cluster-name), which no input says';
