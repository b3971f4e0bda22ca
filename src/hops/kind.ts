import type { Hop, HopId, Op } from '../ir/program.ts';
import type { Place } from '../dialects/aws/network/wire.ts';
import type { Estate } from '../resource/estate.ts';
import type { Edit } from '../resource/edit.ts';
import type { Problem } from '../resource/resource.ts';

/**
 * Where a kind's ops run. `station` answers connections; `filter` is a part of a station that runs before the station's
 * own ops (a proxy's filter chain); the guards and `route` stand on crossings between stations; `name` turns a host into
 * an entry.
 */
export type Stage = 'station' | 'filter' | 'interface-guard' | 'subnet-guard' | 'route' | 'name';

/**
 * Something that can be dialled or gone to, as kinds name it to each other: `pod/NS/NAME/PORT`, `app/NS/NAME/PORT`,
 * `listener/ARN`. The first word says which kinds may answer for it.
 */
export type Address = HopId;

/** What a lowering may ask of the rest of the network. */
export interface Link {
  /** The hop that answers for an address: the wire from a place, a crossing, an intercepting proxy, or the station itself. */
  to(address: Address, from?: Place): HopId;
}

export interface Lowered {
  readonly title: string;
  readonly dialler: Hop['dialler'];
  readonly ops: readonly Op[];
}

/** A listener that clients outside dial by host name. */
export interface Entry {
  readonly address: Address;
  readonly scheme: 'http' | 'https' | 'tcp';
  readonly port: number;
  /** Lower-case host names, `*.` for any labels in front, `*` for every host. */
  readonly hosts: readonly string[];
  readonly title: string;
  /** It passes bytes on unread: any scheme will do, and a listener that reads the host comes first. */
  readonly passes?: true;
  /** False: only clients inside the network reach it (an internal balancer). */
  readonly public: boolean;
}

/** What AWS last said of a target's health: `unhealthy (Target.Timeout)`. */
export interface DescribedHealth {
  readonly state: 'healthy' | 'unhealthy';
  readonly said: string;
}

/** A balancer's check of one target, to be walked (and in `up` sent) from the balancer. */
export interface HealthCheck {
  readonly group: string;
  /** The share of the pick, by its value. */
  readonly target: string;
  readonly from: Address;
  /** The interface of the balancer that asks; absent: not known. */
  readonly place?: Place;
  readonly to: Address;
  readonly scheme: 'http' | 'https' | 'tcp';
  readonly path: string;
  readonly host: string;
  readonly method: 'GET' | 'POST';
  /** It is asked in HTTP/2; with gRPC the codes that pass are those of gRPC. Absent: HTTP/1.1. */
  readonly speaks?: 'HTTP2' | 'GRPC';
  /** Status codes that pass, half-open ranges. */
  readonly matcher: readonly { readonly from: number; readonly to: number }[];
  /** Seconds. */
  readonly interval: number;
  readonly timeout: number;
  readonly healthy: number;
  readonly unhealthy: number;
  /** The workload port that answers, `NS/NAME:PORT`, to find what a probe says of it. */
  readonly workload: string;
  /** A PROXY protocol header stands in front of it. */
  readonly preamble?: true;
  /** It decides, whatever the check finds when it is walked. */
  readonly described?: DescribedHealth;
}

/** What a kind knows of one estate. Nothing is lowered before it is asked for. */
export interface Opened<Spec> {
  /** The typed settings at this address, undefined if this kind does not answer for it. */
  at(address: Address): Spec | undefined;
  readonly entries?: readonly Entry[];
  /** Where the connections begin that the station at an address opens, if the inputs know its interface. */
  place?(address: Address): Place | undefined;
  checks?(address: Address): readonly HealthCheck[];
}

/** The health a pick's share has, from the walk of its check; each interface of the balancer asks for itself. */
export type HealthOf = (group: string, target: string, place?: Place) => 'healthy' | 'unhealthy' | 'unknown';

export interface Kind<Spec> {
  readonly name: string;
  readonly stage: Stage;
  /** Smaller runs first among the filters of one station, as its proxy orders them. */
  readonly order: number;
  /** First words of the addresses it answers for. */
  readonly answers: readonly string[];
  /** What is wrong in the objects goes to `problems`; the rest is read all the same. */
  read(estate: Estate, problems: Problem[]): Opened<Spec>;
  lower(spec: Spec, link: Link, health: HealthOf): Lowered;
  /** Whether the estate says anything about this layer at all. Needed of guards and routes only. */
  present?(estate: Estate): boolean;
  mend?(spec: Spec, blocker: Blocked): readonly Proposal[];
  /** What the dialler of a hop that stopped the request could do instead. */
  mendDial?(spec: Spec, blocker: Blocked): readonly Proposal[];
  /** One sentence more about a stop of this kind: what came closest, and in which field it differs. */
  explain?(spec: Spec, blocker: Blocked): string | undefined;
}

/** What a kind needs to know to propose a mend of its own rule. */
export interface Blocked {
  readonly cause: string;
  readonly attribute: string | undefined;
  readonly resource: string;
  /** The rule that stopped the request, as its origin names it. */
  readonly rule?: string;
  readonly dialler: Hop['dialler'];
  /** Fields of the request as they were at the blocker. */
  readonly request: Readonly<Record<string, string | number | undefined>>;
  /** The address blocks of the network that the question is about; absent: it is about one client. */
  readonly network?: readonly string[];
  /** It is about clients on the internet: an address that is told stands for theirs. */
  readonly anyone?: true;
}

/** Edits that would let the request through. Not a mend until it has been proved. */
export interface Proposal {
  readonly title: string;
  /** What makes the change where it is not made in a file: `aws ec2 authorize-security-group-ingress ...`. */
  readonly command?: string;
  readonly edits: readonly Edit[];
  readonly certainty: 'proposed' | 'needs a value';
  /** It leads elsewhere: what stops the request there is mended along with it. */
  readonly onward?: true;
  /** Keys of the interfaces for which it is meant, of all those that the question is about. Absent: for all. */
  readonly for?: readonly string[];
  /** It is for all of a network, where others name who is meant. */
  readonly wide?: true;
  /** The address that stands for a client whose own nobody says. */
  readonly client?: string;
}
