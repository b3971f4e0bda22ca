import type { Repair } from '../../dialects/kubernetes/repairs.ts';
import type { Node } from '../../dialects/aws/nodes.ts';
import type { Origin } from '../../ir/program.ts';
import type { Identity, Path } from '../../resource/resource.ts';
import type { DescribedHealth } from '../kind.ts';

/** A target group, dialled by its Application Load Balancer. */
export interface TargetGroupSpec {
  readonly balancer: string;
  readonly group: string;
  /** HTTPS: encrypted to the target, without server name and without looking at its certificate. */
  readonly protocol: 'HTTP' | 'HTTPS';
  readonly version: 'HTTP1' | 'HTTP2' | 'GRPC';
  /** Where the version stands. Absent: nobody says it, and it is HTTP1. */
  readonly versionAt?: Origin;
  /** Registered targets. Empty: every request gets 503. */
  readonly targets: readonly TargetSpec[];
  /** The balancer's nodes; absent: nodes use every target, and where they stand is not known. */
  readonly nodes?: readonly Node[];
  /** A node keeps to targets of its own zone. */
  readonly ownZone?: true;
  /** Why there are no targets, if there are none: `Service xnat/xnat-web selects no pod`. */
  readonly empty?: string;
  /** What would give it some. */
  readonly repairs?: readonly Repair[];
  /** Security groups of the balancer, which its nodes' addresses carry. Absent: not known. */
  readonly securityGroups?: readonly string[];
  /** Target stickiness: the cookie that keeps a client at its target. Absent: none. */
  readonly cookie?: string;
  /** That cookie is the application's own, and the balancer sets one beside it. */
  readonly ownCookie?: true;
  /** Milliseconds for which a target may be silent. Absent: AWS' default (facts/alb.ts). */
  readonly idle?: number;
  /** With fewer healthy targets all of them are used. Absent: one. */
  readonly minimum?: { readonly count: number; readonly percentage: number };
  /** Absent: nobody checks. */
  readonly check?: CheckSpec;
  /** The Ingress that it is made of, where one is: its annotations say what it is like. */
  readonly ingress?: Identity;
  /** The backend of that Ingress, and the other ports of the Service to which it leads. Absent: it is another's, or there are none. */
  readonly backend?: { readonly path: Path; readonly others: readonly number[] };
  /** What a file says of a group that is yet to be made. Absent: it is made already, or not by Terraform. */
  readonly planned?: PlannedGroup;
  readonly origin: Origin;
}

/** AWS changes neither protocol nor port of a group that is there (ELBv2 API reference, ModifyTargetGroup). */
export interface PlannedGroup {
  readonly group: Identity;
  /** The health check says a protocol, or a port, of its own. */
  readonly checks: { readonly protocol: boolean; readonly port: boolean };
  /** Registrations that say the port too. */
  readonly ported: readonly Identity[];
  /** Other ports on which what is behind the endpoint takes connections. */
  readonly elsewhere: readonly number[];
}

export interface TargetSpec {
  /** The share's value, unique in the group: `xnat/xnat-web-0:8080`, `node port of xnat/xnat-web:80`. */
  readonly name: string;
  /** Where its connections go: `pod/NS/NAME/PORT`, `service/NS/NAME/PORT`, or what packets find. Absent: the inputs say nothing of it. */
  readonly dials?: string;
  /** Only packets find it: where the balancer's interfaces are not known, the inputs say nothing of it. */
  readonly byPackets?: true;
  /** What AWS last said of its health, which decides. */
  readonly described?: DescribedHealth;
  /** The Service port behind the node port that the health check names. Absent beside such a check: no Service is known to have it. */
  readonly asked?: string;
  /** Absent: not known before it runs. */
  readonly address?: string;
  /** The zone it is registered in; `all` is every one. Absent: not known. */
  readonly zone?: string;
  /** Absent: a node port that the cluster has yet to choose. */
  readonly port?: number;
  /** Its note tells that it is dialled, and how. */
  readonly origin: Origin;
}

/** Seconds and counts. */
export interface CheckSpec {
  readonly protocol: 'HTTP' | 'HTTPS';
  /** Absent: the port of the target itself. */
  readonly port?: number;
  readonly path: string;
  readonly interval: number;
  readonly timeout: number;
  readonly healthy: number;
  readonly unhealthy: number;
  readonly matcher: readonly { readonly from: number; readonly to: number }[];
}
