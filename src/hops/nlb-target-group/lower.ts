import { atNodes, namedWith, usable } from '../../dialects/aws/node-choice.ts';
import type { Node } from '../../dialects/aws/nodes.ts';
import { tcpReplies } from '../../facts/envoy.ts';
import { nlbSilent } from '../../facts/nlb.ts';
import { privateBlocks } from '../../facts/networks.ts';
import { always, is, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Field } from '../../ir/field.ts';
import type { Case, Op, Origin, Share, Value } from '../../ir/program.ts';
import type { HealthOf, Link, Lowered } from '../kind.ts';
import type { NlbTargetGroupSpec, SameSpec, TargetSpec } from './spec.ts';

/** Each node opens a connection of its own to one of the targets that it may use, and carries bytes unread. */
export function lower(spec: NlbTargetGroupSpec, link: Link, health: HealthOf): Lowered {
  return { title: `NLB ${spec.balancer}`, dialler: spec.endsTls ? 'load-balancer' : 'relay', ops: opsOf(spec, link, health) };
}

function opsOf(spec: NlbTargetGroupSpec, link: Link, health: HealthOf): readonly Op[] {
  const { nodes, targets, empty, group, balancer, origin } = spec;
  if (targets.length === 0) return nothing(spec, 'no-targets', `target group ${group} has no target${empty === undefined ? '' : `: ${empty}`}`);
  if (nodes === undefined) return [chosen(spec, targets.map((target) => share(spec, target, undefined, link, health)))];
  const each = nodes.map((node) => {
    const own = spec.crossZone ? targets : targets.filter(({ zone }) => zone === undefined || zone === 'all' || node.zone === undefined || zone === node.zone);
    const shares = own.map((target) => share(spec, target, node, link, health));
    const why = `target group ${group} has no target in zone ${node.zone ?? ''}, and the node of ${balancer} there uses those of its zone only`;
    return { node, ops: shares.length === 0 ? nothing(spec, 'zone-without-targets', why) : [chosen(spec, shares)], health: namedWith(shares) };
  });
  return atNodes(each, origin);
}

function chosen({ minimum, origin }: NlbTargetGroupSpec, shares: readonly Share[]): Op {
  return { op: 'pick', bind: 'target', among: usable(shares, minimum), origin: quiet(origin) };
}

function nothing({ balancer, origin }: NlbTargetGroupSpec, cause: 'no-targets' | 'zone-without-targets', note: string): readonly Op[] {
  const silent = quiet(origin);
  const stop = (kind: 'reset' | 'dropped'): Op => ({ op: 'stop', verdict: { kind, cause }, origin: { ...origin, note } });
  const closed: Match = { all: [is('protocol', 'tcp'), { unknown: { reason: nlbSilent.targets(balancer) } }] };
  return [{ op: 'switch', origin: silent, cases: [{ match: closed, then: [stop('reset')], origin: silent }, { match: always, then: [stop('dropped')], origin: silent }] }];
}

function share(spec: NlbTargetGroupSpec, target: TargetSpec, node: Node | undefined, link: Link, health: HealthOf): Share {
  const place = node?.interface === undefined ? undefined : { interface: node.interface };
  const state = target.described?.state ?? health(`targets/${spec.balancer}/${spec.group}`, target.name, place);
  const then = target.dials === undefined || (target.byPackets === true && place === undefined) ? unheardOf(target) : dialled(spec, target, target.dials, node, link);
  return { value: target.name, weight: 1, then, origin: target.origin, health: state };
}

function unheardOf({ name, origin }: TargetSpec): readonly Op[] {
  return [{ op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `the inputs say nothing of ${name}` } }];
}

/** With its own address, or with the client's, which PrivateLink never lets through (NLB guide, "Client IP preservation"). */
function dialled(spec: NlbTargetGroupSpec, target: TargetSpec, dials: string, node: Node | undefined, link: Link): readonly Op[] {
  const silent = quiet(target.origin);
  const own = [...header(spec, silent), ...ownSource(spec, node, silent), ...toTarget(spec, target, silent), dial(spec, target, link.to(dials, node?.interface === undefined ? undefined : { interface: node.interface }))];
  if (!spec.keeps) return own;
  const kept = [...header(spec, silent), ...unkept(target), ...returned(spec, target), ...keptSource(spec, target, silent), ...toTarget(spec, target, silent), dial(spec, target, link.to(dials, node?.interface === undefined ? undefined : { interface: node.interface, keepsSource: true }))];
  if (spec.privateLink.length === 0) return kept;
  return [{ op: 'switch', origin: silent, cases: [{ match: is('src.interface', ...spec.privateLink), then: own, origin: silent }, { match: always, then: kept, origin: silent }] }];
}

/** The header names whoever has dialled the balancer (NLB guide, "PROXY protocol"). */
function header({ preamble, balancer }: NlbTargetGroupSpec, origin: Origin): readonly Op[] {
  return preamble ? [{ op: 'set', field: 'preamble', to: { copy: 'src.address' }, origin: { ...origin, note: `${balancer} writes a PROXY protocol header (v2) in front of the connection` } }] : [];
}

function ownSource({ balancer, securityGroups }: NlbTargetGroupSpec, node: Node | undefined, origin: Origin): readonly Op[] {
  const set = (field: Field, to: Value): Op => ({ op: 'set', field, to, origin });
  const address: Value = node?.address === undefined ? { unknown: `the address of a node of ${balancer}`, within: node?.within ?? privateBlocks } : { literal: node.address };
  return [
    set('src.address', address),
    set('src.groups', securityGroups.length === 0 ? { absent: true } : { literal: securityGroups }),
    set('src.pod', { absent: true }),
    set('src.cluster', { absent: true }),
    set('src.port', { absent: true }),
  ];
}

/** Groups of the clients mean nothing to targets, those of the balancer do (NLB guide, "Security groups" and "Target security groups"). */
function keptSource({ balancer, securityGroups }: NlbTargetGroupSpec, { name, hides }: TargetSpec, origin: Origin): readonly Op[] {
  const told = hides === undefined ? { ...origin, note: `${balancer} keeps the client's address: ${name} sees it, and not the balancer's` } : origin;
  return [{ op: 'set', field: 'src.groups', to: securityGroups.length === 0 ? { absent: true } : { literal: securityGroups }, origin: told }];
}

function unkept({ unkept: why, origin }: TargetSpec): readonly Op[] {
  return why === undefined ? [] : [{ op: 'stop', verdict: { kind: 'dropped', cause: 'client-address-kept' }, instead: [], origin: { ...origin, note: why } }];
}

/** The target answers its own address, past the balancer, and nobody there waits for that answer. */
function returned({ balancer }: NlbTargetGroupSpec, { itself, origin, name }: TargetSpec): readonly Op[] {
  if (itself.length === 0) return [];
  const silent = quiet(origin);
  const note = `${balancer} hands the connection back to ${name}, where it comes from, and keeps its address: the answer never passes the load balancer, and the connection times out`;
  const lost: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'hairpin-dropped' }, instead: [], origin: { ...origin, note } };
  return [{ op: 'switch', origin: silent, cases: [...itself.map((same): Case => ({ match: { all: whose(same) }, then: [lost], origin: silent })), { match: always, then: [], origin: silent }] }];
}

function whose({ interfaces, cluster, pods, doubt }: SameSpec): readonly Match[] {
  return [
    ...(interfaces === undefined ? [] : [is('src.interface', ...interfaces)]),
    ...(cluster === undefined ? [] : [is('src.cluster', cluster)]),
    ...(pods === undefined ? [] : [is('src.pod', ...pods)]),
    ...(doubt === undefined ? [] : [{ unknown: { reason: doubt } }]),
  ];
}

/** Where a node takes the connection for a pod of another, the pod sees that node. */
function toTarget({ protocol }: NlbTargetGroupSpec, { name, address, port, hides }: TargetSpec, origin: Origin): readonly Op[] {
  return [
    ...(hides === undefined ? [] : [{ op: 'set', field: 'src.address', to: { unknown: hides }, origin } as const]),
    { op: 'set', field: 'dst.address', to: address === undefined ? { unknown: `the address of ${name}` } : { literal: address }, origin },
    { op: 'set', field: 'dst.port', to: port === undefined ? { unknown: 'a node port that the cluster has yet to choose' } : { literal: port }, origin },
    ...(protocol === 'TLS' ? [{ op: 'set', field: 'session', to: { push: {} }, origin } as const] : []),
  ];
}

function dial({ endsTls, idle, balancer }: NlbTargetGroupSpec, { origin }: TargetSpec, hop: string): Op {
  const silent = quiet(origin);
  const says: Origin = { ...silent, rule: 'idle timeout', note: `${balancer} forgets connections that are silent for ${idle / 1000} s, and resets what comes after` };
  const late: Case = { match: { field: 'reply.held', in: [{ from: idle, to: 2 ** 31 }] }, then: [{ op: 'stop', verdict: { kind: 'reset', cause: 'timed-out' }, origin: says }], origin: says };
  return { op: 'dial', hop, reply: [late, ...(endsTls ? tcpReplies(silent, 'own session') : [])], origin: silent };
}
