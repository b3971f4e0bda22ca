import { albPage, albReplies, balancerAddress, noTargetsStatus } from '../../facts/alb.ts';
import { privateBlocks } from '../../facts/networks.ts';
import type { Cause } from '../../ir/cause.ts';
import type { Field } from '../../ir/field.ts';
import { always, is } from '../../ir/match.ts';
import type { Case, Op, Origin, Share, Verdict } from '../../ir/program.ts';
import type { HealthOf, Link, Lowered } from '../kind.ts';
import type { TargetGroupSpec, TargetSpec } from './spec.ts';

/** The balancer opens its own connection to one of the targets, and answers for whatever happens there. */
export function lower(spec: TargetGroupSpec, link: Link, health: HealthOf): Lowered {
  return { title: `ALB ${spec.balancer}`, dialler: 'load-balancer', ops: opsOf(spec, link, health) };
}

function opsOf(spec: TargetGroupSpec, link: Link, health: HealthOf): readonly Op[] {
  const { targets, origin, empty } = spec;
  if (targets.length === 0) return [{ op: 'stop', verdict: answered(noTargetsStatus, 'no-targets'), origin: { ...origin, note: `target group ${spec.group} has no target${empty === undefined ? '' : `: ${empty}`}` } }];
  const among = targets.map((target) => share(spec, target, link, health));
  const pick: Op = { op: 'pick', bind: 'target', among, origin, ...(spec.cookie === undefined ? {} : { by: { cookie: spec.cookie } }) };
  return [...version(spec), ...connection(spec), pick];
}

/** Requests of HTTP/1.1 are refused by groups of the other versions, whose meaning is not modelled yet. */
function version({ version: own, group, origin }: TargetGroupSpec): readonly Op[] {
  if (own === 'HTTP1') return [];
  const reason = `target group ${group} speaks ${own}, which is not modelled`;
  return [{ op: 'switch', origin, cases: [{ match: { unknown: { reason } }, then: [], origin }, { match: always, then: [], origin }] }];
}

/** A node of the balancer is the peer now; towards the target it verifies nothing, names nothing and shows nothing. */
function connection({ protocol, securityGroups, origin }: TargetGroupSpec): readonly Op[] {
  const set = (field: Field): Op => ({ op: 'set', field, to: { absent: true }, origin });
  const plain: readonly Op[] = [
    { op: 'set', field: 'src.address', to: { unknown: balancerAddress, within: privateBlocks }, origin },
    { op: 'set', field: 'src.groups', to: securityGroups === undefined ? { absent: true } : { literal: securityGroups }, origin },
    set('src.pod'),
    set('src.cluster'),
    set('src.port'),
    { op: 'set', field: 'http.version', to: { literal: '1.1' }, origin },
    { op: 'set', field: 'scheme', to: { literal: protocol.toLowerCase() }, origin },
  ];
  return protocol === 'HTTPS' ? [...plain, { op: 'set', field: 'session', to: { push: {} }, origin }] : plain;
}

function share(spec: TargetGroupSpec, target: TargetSpec, link: Link, health: HealthOf): Share {
  const { name, dials, address, port } = target;
  const { note: _told, ...origin } = target.origin;
  const state = spec.check === undefined ? undefined : health(`group/${spec.balancer}/${spec.group}`, name);
  const reached: readonly Op[] =
    dials === undefined
      ? [{ op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: `the inputs say nothing of ${name}` } }]
      : [
          { op: 'set', field: 'dst.address', to: address === undefined ? { unknown: `the address of ${name}` } : { literal: address }, origin },
          { op: 'set', field: 'dst.port', to: port === undefined ? { unknown: 'a node port that the cluster has yet to choose' } : { literal: port }, origin },
          { op: 'dial', hop: link.to(dials), reply: albReplies.map((reply) => replyCase(reply, origin)), origin },
        ];
  return { value: name, weight: 1, then: reached, origin: target.origin, ...(state === undefined ? {} : { health: state }) };
}

function replyCase({ outcome, status, why }: (typeof albReplies)[number], origin: Origin): Case {
  const silent: Origin = { resource: origin.resource, rule: `reply ${status}`, ...(origin.at === undefined ? {} : { at: origin.at }) };
  return { match: is('reply.outcome', outcome), then: [{ op: 'stop', verdict: answered(status), origin: { ...silent, note: why } }], origin: silent };
}

function answered(status: number, cause?: Cause): Verdict {
  const body = albPage(status);
  return { kind: 'answered', status, ...(cause === undefined ? {} : { cause }), ...(body === undefined ? {} : { body }) };
}
