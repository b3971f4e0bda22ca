import { atNodes, usable } from '../../dialects/aws/node-choice.ts';
import type { Node } from '../../dialects/aws/nodes.ts';
import { albOwn, albPage, albReplies, applicationCookie, balancerAddress, idleTimeout, noTargetsStatus, stickyCookies } from '../../facts/alb.ts';
import { privateBlocks } from '../../facts/networks.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Field } from '../../ir/field.ts';
import { all, always, is, not, type Match } from '../../ir/match.ts';
import type { Case, Key, Op, Origin, Share, Verdict } from '../../ir/program.ts';
import type { HealthOf, Link, Lowered } from '../kind.ts';
import type { TargetGroupSpec, TargetSpec } from './spec.ts';

/** The balancer opens its own connection to one of the targets, and answers for whatever happens there. */
export function lower(spec: TargetGroupSpec, link: Link, health: HealthOf): Lowered {
  return { title: `ALB ${spec.balancer}`, dialler: 'load-balancer', ops: opsOf(spec, link, health) };
}

function opsOf(spec: TargetGroupSpec, link: Link, health: HealthOf): readonly Op[] {
  const { targets, nodes, ownZone, minimum, origin } = spec;
  if (targets.length === 0) return [empty(spec, spec.empty)];
  const choice = (among: readonly Share[]): Op => ({ op: 'pick', bind: 'target', among: usable(among, minimum), origin, ...keyOf(spec) });
  const shares = (among: readonly TargetSpec[], node?: Node): readonly Share[] => among.map((target) => share(spec, target, node, link, health));
  if (nodes === undefined) return [...version(spec), ...connection(spec, undefined), choice(shares(targets))];
  const each = nodes.map((node) => {
    const own = shares(ownZone === true ? targets.filter(({ zone }) => zone === 'all' || zone === node.zone) : targets, node);
    return { node, ops: [...connection(spec, node), own.length === 0 ? empty(spec, `none is in zone ${node.zone ?? ''}`) : choice(own)] };
  });
  return [...version(spec), ...atNodes(each, origin)];
}

function empty({ group, origin }: TargetGroupSpec, why: string | undefined): Op {
  return { op: 'stop', verdict: answered(noTargetsStatus, 'no-targets'), origin: { ...origin, note: `target group ${group} has no target${why === undefined ? '' : `: ${why}`}` } };
}

function keyOf({ cookie, ownCookie }: TargetGroupSpec): { readonly by?: Key } {
  if (cookie === undefined) return {};
  return { by: ownCookie === true ? { cookie: applicationCookie.name, issued: [applicationCookie], beside: cookie } : { cookie, issued: stickyCookies('AWSALB') } };
}

const second = is('http.version', '2');
const grpc: Match = { field: 'header(content-type)', in: [{ prefix: 'application/grpc' }] };

/** Which requests a group of each version does not take (ALB guide, "Target groups": protocol version). */
const mismatches: Readonly<Record<TargetGroupSpec['version'], Match>> = {
  HTTP1: all(second, grpc),
  HTTP2: is('http.version', '1.0', '1.1'),
  GRPC: { any: [is('http.version', '1.0', '1.1'), all(second, not(grpc), not(is('method', 'POST')))] },
};

function version({ version: own, versionAt, group, origin }: TargetGroupSpec): readonly Op[] {
  const { status, cause } = albOwn.version;
  const speaks = { HTTP1: 'takes no gRPC', HTTP2: 'takes HTTP/2 only', GRPC: 'takes gRPC, and other HTTP/2 by POST only' }[own];
  const stop: Op = { op: 'stop', verdict: { kind: 'answered', status, cause }, origin: { ...(versionAt ?? origin), note: `target group ${group} has protocol version ${own}: it ${speaks}` } };
  return [{ op: 'switch', origin, cases: [{ match: mismatches[own], then: [stop], origin }, { match: always, then: [], origin }] }];
}

/** A node of the balancer is the peer now; towards the target it verifies nothing, names nothing and shows nothing. */
function connection({ protocol, version: own, securityGroups, origin }: TargetGroupSpec, node: Node | undefined): readonly Op[] {
  const set = (field: Field): Op => ({ op: 'set', field, to: { absent: true }, origin });
  const plain: readonly Op[] = [
    { op: 'set', field: 'src.address', to: node?.address === undefined ? { unknown: balancerAddress, within: node?.within ?? privateBlocks } : { literal: node.address }, origin },
    { op: 'set', field: 'src.groups', to: securityGroups === undefined ? { absent: true } : { literal: securityGroups }, origin },
    set('src.pod'),
    set('src.cluster'),
    set('src.port'),
    { op: 'set', field: 'http.version', to: { literal: own === 'HTTP1' ? '1.1' : '2' }, origin },
    { op: 'set', field: 'scheme', to: { literal: protocol.toLowerCase() }, origin },
  ];
  return protocol === 'HTTPS' ? [...plain, { op: 'set', field: 'session', to: { push: own === 'HTTP1' ? {} : { alpn: 'h2' } }, origin }] : plain;
}

function share(spec: TargetGroupSpec, target: TargetSpec, node: Node | undefined, link: Link, health: HealthOf): Share {
  const { name, dials, address, port } = target;
  const { note: _told, ...origin } = target.origin;
  const place = node?.interface === undefined ? undefined : { interface: node.interface };
  const state = target.described?.state ?? (spec.check === undefined ? undefined : health(`group/${spec.balancer}/${spec.group}`, name, place));
  const reached: readonly Op[] =
    dials === undefined || (target.byPackets === true && place === undefined)
      ? [{ op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `the inputs say nothing of ${name}` } }]
      : [
          { op: 'set', field: 'dst.address', to: address === undefined ? { unknown: `the address of ${name}` } : { literal: address }, origin },
          { op: 'set', field: 'dst.port', to: port === undefined ? { unknown: 'a node port that the cluster has yet to choose' } : { literal: port }, origin },
          { op: 'dial', hop: link.to(dials, place), reply: [late(spec, origin), ...albReplies.map((reply) => replyCase(reply, origin))], origin },
        ];
  return { value: name, weight: 1, then: reached, origin: target.origin, ...(state === undefined ? {} : { health: state }) };
}

/** A target that says nothing for the idle timeout (ALB guide, "HTTP 504: Gateway timeout"). */
function late({ idle = idleTimeout }: TargetGroupSpec, origin: Origin): Case {
  const { status, cause, why } = albOwn.late;
  const says = { ...origin, rule: `reply ${status}` };
  return { match: { field: 'reply.held', in: [{ from: idle, to: 2 ** 31 }] }, origin: says, then: [{ op: 'stop', origin: { ...says, note: `${why} of ${idle / 1000} s` }, verdict: answered(status, cause) }] };
}

function replyCase({ outcome, status, why }: (typeof albReplies)[number], origin: Origin): Case {
  const silent: Origin = { resource: origin.resource, rule: `reply ${status}`, ...(origin.at === undefined ? {} : { at: origin.at }) };
  return { match: is('reply.outcome', outcome), then: [{ op: 'stop', verdict: answered(status), origin: { ...silent, note: why } }], origin: silent };
}

function answered(status: number, cause?: Cause): Verdict {
  const body = albPage(status);
  return { kind: 'answered', status, ...(cause === undefined ? {} : { cause }), ...(body === undefined ? {} : { body }) };
}
