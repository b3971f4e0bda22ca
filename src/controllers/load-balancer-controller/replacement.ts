import { record, text } from '../../dialects/kubernetes/fields.ts';
import { carries } from '../../dialects/kubernetes/labels.ts';
import { clusterTag } from '../../facts/load-balancer-network.ts';
import type { Json, JsonObject } from '../../resource/resource.ts';
import type { ControllerFacts, ExistingTargetGroup, LoadBalancer, Tags } from './facts.ts';
import { isOn } from './settings/gates.ts';
import type { Piece, Stack } from './stack.ts';
import { resourceIdTag, stackTags } from './tags.ts';

/** Pieces of a stack and what AWS has for it, by the tag that names the piece. */
export interface Matched<T> {
  readonly pairs: readonly { readonly piece: Piece; readonly there: T }[];
  /** Made anew. */
  readonly missing: readonly Piece[];
  /** Deleted. */
  readonly extra: readonly T[];
}

/** Sets pieces against what exists; where several carry one piece's tag the first is taken and the others are deleted. */
export function matched<T extends { readonly tags: Tags }>(pieces: readonly Piece[], existing: readonly T[], resourceTag: string): Matched<T> {
  const pairs: { readonly piece: Piece; readonly there: T }[] = [];
  const missing: Piece[] = [];
  const paired = new Set<T>();
  for (const piece of pieces) {
    const there = existing.find(({ tags }) => tags[resourceTag] === piece.id);
    if (there === undefined) missing.push(piece);
    else {
      pairs.push({ piece, there });
      paired.add(there);
    }
  }
  return { pairs, missing, extra: existing.filter((each) => !paired.has(each)) };
}

/** A field for which AWS has no change in place. */
export interface Reason {
  readonly field: string;
  readonly from: string;
  readonly to: string;
}

/** Why a load balancer is made anew; empty: it is changed in place. A new one has a new DNS name (pkg/deploy/elbv2). */
export function balancerReplacedFor(there: Pick<LoadBalancer, 'type' | 'scheme'>, spec: JsonObject): readonly Reason[] {
  return differing([
    ['type', there.type, spec['type']],
    ['scheme', there.scheme, spec['scheme']],
  ]);
}

/** A target group as AWS describes it, with the check that an NLB's group could once not change. */
export interface DescribedTargetGroup extends Pick<ExistingTargetGroup, 'targetType' | 'protocol' | 'protocolVersion' | 'check'> {
  readonly targetControlPort?: number;
}

/** Why a target group is made anew; empty: it is changed in place. `fixedChecks` (gate NLBHealthCheckAdvancedConfig off): the checks of an NLB's group cannot change. */
export function targetGroupReplacedFor(there: DescribedTargetGroup, spec: JsonObject, fixedChecks: boolean): readonly Reason[] {
  return differing([
    ['targetType', there.targetType, spec['targetType']],
    ['protocol', there.protocol, spec['protocol']],
    // AWS says it of every group that has one; where the inputs do not, it is taken to be the same.
    ...(there.protocolVersion === undefined ? [] : [['protocolVersion', there.protocolVersion, spec['protocolVersion']] as const]),
    ...(there.targetControlPort === undefined ? [] : [['targetControlPort', there.targetControlPort, spec['targetControlPort']] as const]),
    ...(fixedChecks ? checkFields(there, spec) : []),
  ]);
}

/** What happens to something that exists, when the stack is applied. */
export interface Fate {
  readonly piece: Piece;
  /** Its name today. */
  readonly name: string;
  readonly what: 'load balancer' | 'target group';
  /** Empty: it stays, changed in place. */
  readonly replacedFor: readonly Reason[];
  /** A name of the user's own choice that the old one still has, which is therefore deleted before the new one is made. */
  readonly nameTaken: boolean;
  /** It stays under this name although another one is asked for: a name never changes. */
  readonly keepsName?: string;
  /** Tags that it has and that nobody asks for any more: the controller removes them unless they are of the externally managed ones. */
  readonly tagsRemoved: readonly string[];
}

/** What becomes of a stack's load balancer and target groups that exist, and of those that no piece asks for any more. */
export interface Fates {
  readonly fates: readonly Fate[];
  readonly made: readonly Piece[];
  readonly deleted: readonly { readonly what: Fate['what']; readonly name: string; readonly arn: string; readonly dnsName?: string }[];
}

/** Sets a stack against the load balancers and target groups of `facts.aws`; undefined where the inputs hold none. `prefix`: of the controller's own tags. */
export function fatesOf(facts: ControllerFacts, stack: Stack, prefix: string): Fates | undefined {
  const { loadBalancers, targetGroups } = facts.aws;
  if (loadBalancers === undefined && targetGroups === undefined) return undefined;
  const ofStack = stackTags(prefix, facts.flags.clusterName, stack.id);
  const ofResource = resourceIdTag(prefix);
  const own = <T extends { readonly tags: Tags }>(all: readonly T[] | undefined): readonly T[] => (all ?? []).filter(({ tags }) => carries(tags, ofStack));
  const ofType = (type: Piece['type']): readonly Piece[] => stack.pieces.filter((piece) => piece.type === type);
  const balancers = matched(ofType('AWS::ElasticLoadBalancingV2::LoadBalancer'), own(loadBalancers), ofResource);
  const groups = matched(ofType('AWS::ElasticLoadBalancingV2::TargetGroup'), own(targetGroups), ofResource);
  const external = new Set(facts.flags.externalManagedTags);
  const fate = (what: Fate['what'], piece: Piece, there: LoadBalancer | ExistingTargetGroup, replacedFor: readonly Reason[]): Fate => {
    const name = text(piece.spec['name']);
    const wanted = record(piece.spec['tags']);
    const kept = new Set([...Object.keys(wanted), ...Object.keys(ofStack), ofResource, clusterTag]);
    return {
      piece,
      name: there.name,
      what,
      replacedFor,
      nameTaken: replacedFor.length > 0 && name === there.name,
      ...(replacedFor.length === 0 && name !== undefined && name !== there.name ? { keepsName: there.name } : {}),
      tagsRemoved: Object.keys(there.tags).filter((key) => !kept.has(key) && !external.has(key) && !key.startsWith('aws:')).sort(),
    };
  };
  return {
    fates: [
      ...balancers.pairs.map(({ piece, there }) => fate('load balancer', piece, there, balancerReplacedFor(there, piece.spec))),
      ...groups.pairs.map(({ piece, there }) => fate('target group', piece, there, targetGroupReplacedFor(there, piece.spec, !isOn(facts, 'NLBHealthCheckAdvancedConfig')))),
    ],
    made: [...balancers.missing, ...groups.missing],
    deleted: [
      ...balancers.extra.map(({ name, arn, dnsName }) => ({ what: 'load balancer' as const, name, arn, ...(dnsName === undefined ? {} : { dnsName }) })),
      ...groups.extra.map(({ name, arn }) => ({ what: 'target group' as const, name, arn })),
    ],
  };
}

/** A load balancer's or target group's protocol that no HTTP is spoken on. */
const ofConnections: ReadonlySet<Json | undefined> = new Set(['TCP', 'UDP', 'TCP_UDP', 'TLS', 'QUIC', 'TCP_QUIC']);

function checkFields({ check }: DescribedTargetGroup, spec: JsonObject): readonly (readonly [string, Json | undefined, Json | undefined])[] {
  if (check === undefined || !ofConnections.has(spec['protocol']) || spec['healthCheckConfig'] === undefined) return [];
  const { protocol, matcher, intervalSeconds, timeoutSeconds } = record(spec['healthCheckConfig']);
  const code = record(matcher)['httpCode'] ?? record(matcher)['grpcCode'];
  return [
    ['healthCheckConfig.protocol', check.protocol, protocol],
    ['healthCheckConfig.matcher', check.matcher, code],
    ['healthCheckConfig.intervalSeconds', check.interval, intervalSeconds],
    ['healthCheckConfig.timeoutSeconds', check.timeout, timeoutSeconds],
  ];
}

/** What nobody asks for stays as it is. */
function differing(fields: readonly (readonly [string, Json | undefined, Json | undefined])[]): readonly Reason[] {
  return fields.flatMap(([field, from, to]) => (to === undefined || from === to ? [] : [{ field, from: from === undefined ? 'none' : String(from), to: String(to) }]));
}
