import type { JsonObject, Path, Resource } from '../../../resource/resource.ts';
import type { Annotations } from '../annotations.ts';
import type { Place, Places, Refusal } from '../place.ts';
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
  /** What keeps the whole group from being built before a port is looked at: its order. */
  readonly refusals: readonly Refusal[];
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

/** Where every HTTP port of a group redirects to. */
export interface SslRedirect {
  readonly port: number;
  readonly statusCode: 'HTTP_301';
  readonly place: Place;
}

/** What a listener does with a request, in the spelling of the stack. Paths of `places` and `missing` start at the list of actions. */
export interface ActionsDraft {
  readonly actions: readonly JsonObject[];
  readonly places: Places;
  /** What does not exist, where an action stands in for it: `Service NS/NAME`, `the annotation actions.NAME`. */
  readonly missing: readonly (readonly [Path, string])[];
}

/** One rule of a listener before it has a priority: `conditions`, `actions`, `transforms` of its spec. */
export interface RuleDraft {
  /** Whose rule it is: its tags. */
  readonly member: Member;
  readonly conditions: readonly JsonObject[];
  readonly actions: readonly JsonObject[];
  readonly transforms: readonly JsonObject[];
  readonly place: Place;
  /** By paths of the rule's spec: `actions.0`, `conditions.1`. */
  readonly places: Places;
  /** As in ActionsDraft, by paths of the rule's spec. */
  readonly missing: readonly (readonly [Path, string])[];
}

/** What the builders of one group share. */
export interface GroupDrafting extends Drafting {
  readonly group: Group;
  /** Every port of the group; absent: not yet known. */
  readonly listenings?: readonly Listening[];
  /** The ARN of the target group for a port of a Service, which exists; undefined where it cannot be made, which is refused. */
  targetGroup(member: Member, service: Resource, port: number | string, place: Place): Token | undefined;
}
