import type { Origin } from '../../ir/program.ts';
import type { Edit } from '../../resource/edit.ts';

/** What NetworkPolicies make of connections to one port: of a pod, or of something outside the cluster. */
export interface NetworkPolicySpec {
  /** `shop/web-0 port 8080`, `db.example.com port 5432`. */
  readonly destination: string;
  /** The cluster whose pods are meant. */
  readonly scope: string;
  /** Pods that some policy keeps from going where they like, by the policies that do. */
  readonly egress: readonly Isolation[];
  /** Absent: nothing keeps anybody from this pod. */
  readonly ingress?: Isolation;
  /** Pods on the network of the node on which this pod runs, which nothing keeps from it; `unless`: no input says where one of them runs. */
  readonly neighbours?: readonly { readonly pod: string; readonly unless?: string }[];
}

/** What all the policies together admit that select a pod in one direction. */
export interface Isolation {
  /** Of egress: the pods that are isolated alike, `NS/NAME`, and their cluster if it is another one. */
  readonly pods?: readonly string[];
  readonly scope?: string;
  readonly admits: readonly Admission[];
  /** Where it is said that nothing else passes. */
  readonly origin: Origin;
  readonly repair?: Repair;
}

/** One rule of one policy, as far as it is about this port. */
export interface Admission {
  /** Lower case; absent: every one. */
  readonly protocols?: readonly string[];
  /** Who or what is meant; absent: everybody, everything. */
  readonly peers?: readonly Peer[];
  readonly origin: Origin;
}

export type Peer =
  /** Of ingress: pods that come, `NS/NAME`; `unless`: what is not known of them. */
  | { readonly by: 'pods'; readonly pods: readonly string[]; readonly unless?: string }
  /** Addresses that come; with `to`, the name whose address is asked, ones that are gone to. */
  | { readonly by: 'block'; readonly cidr: string; readonly except: readonly string[]; readonly to?: string }
  /** Of egress: the destination itself is meant; `unless`: what is not known of it. */
  | { readonly by: 'destination'; readonly unless?: string };

/** Rules that would let somebody in or out; which one depends on who asks. */
export interface Repair {
  readonly of: Extract<Edit, { edit: 'insert' }>['of'];
  readonly path: readonly ['spec', 'ingress' | 'egress'];
  /** How many rules there are. */
  readonly at: number;
  readonly port?: { readonly protocol: 'TCP'; readonly port: number };
  /** Selectors by `NS/NAME`, as seen from the policy's namespace. */
  readonly peers: Readonly<Record<string, { readonly pods: Readonly<Record<string, string>>; readonly namespace?: string }>>;
  /** Blocks for who or what is no pod. */
  readonly blocks: readonly string[];
}
