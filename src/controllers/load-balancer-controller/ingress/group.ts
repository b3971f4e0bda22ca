import type { Resource } from '../../../resource/resource.ts';
import type { Annotations } from '../annotations.ts';
import type { Place } from '../place.ts';
import type { Drafting } from '../plan.ts';
import type { Token } from '../stack.ts';

/** A group of Ingresses that share one load balancer. */
export interface Group {
  /** The name of an explicit group; `NAMESPACE/NAME` of the one Ingress of an implicit one. */
  readonly id: string;
  /** Present: an implicit group. */
  readonly ingress?: { readonly namespace: string; readonly name: string };
  /** In the group's order: `group.order`, then namespace/name. */
  readonly members: readonly Member[];
  /** Ingresses that have left the group, or are being deleted, and still hold its finalizer. */
  readonly inactive: readonly Resource[];
}

/** One Ingress of a group. */
export interface Member {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
  readonly annotations: Annotations;
  /** The IngressClass that makes it the controller's; absent: the class annotation does, or no class is needed. */
  readonly class?: Resource;
  /** The IngressClassParams of that class: they beat annotations. */
  readonly params?: Resource;
}

/** A port that members of a group listen on. */
export interface Listening {
  readonly port: number;
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Only members that ask for this port themselves have rules here. In the group's order. */
  readonly members: readonly Member[];
  readonly place: Place;
}

/** What the builders of one group share. */
export interface GroupDrafting extends Drafting {
  readonly group: Group;
  /** The ARN of the target group for a port of a Service, which exists; undefined where it cannot be made, which is refused. */
  targetGroup(member: Member, service: Resource, port: number | string, place: Place): Token | undefined;
}
