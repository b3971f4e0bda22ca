import { tcpReplies } from '../../facts/envoy.ts';
import { always, is, never, type Match } from '../../ir/match.ts';
import type { Cause } from '../../ir/cause.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import { matchOf } from './rule.ts';
import type { GroupSpec, UnenforcedSpec, ZtunnelInboundSpec, ZtunnelPolicy } from './spec.ts';

/** The tunnel is ended, DENY rules are asked before ALLOW rules, and the program is dialled with the client's own address. */
export function lower(spec: ZtunnelInboundSpec, link: Link): Lowered {
  const title = `ztunnel of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: spec.way === 'tunnel' ? 'tunnel (HBONE)' : `port ${spec.port ?? ''}` };
  return { title, dialler: 'tunnel', ops: [...(spec.way === 'tunnel' ? tunnel(spec, plumbing) : plain(spec, link, plumbing)), ...behind(spec, link, plumbing)] };
}

/** The client's identity is proved here; what the tunnel carries is for another port. */
function tunnel({ authority, principal, port }: ZtunnelInboundSpec, origin: Origin): readonly Op[] {
  const ends: Op = { op: 'set', field: 'session', to: { pop: { certificate: { authority, names: [`spiffe://${principal}`] }, verify: { authority, required: true } } }, origin };
  return [ends, ...(port === undefined ? [] : [{ op: 'set', field: 'dst.port', to: { literal: port }, origin } as const])];
}

/** Only TCP is redirected to ztunnel. */
function plain({ pod, port }: ZtunnelInboundSpec, link: Link, origin: Origin): readonly Op[] {
  const past: Op = { op: 'goto', hop: link.to(`app/${pod}/${port ?? 0}`), origin };
  const taken: Origin = { ...origin, note: 'ztunnel takes a connection that comes outside the tunnel: nobody\'s identity is proved on it' };
  return [{ op: 'switch', origin, cases: [{ match: is('protocol', 'udp'), then: [past], origin }, { match: always, then: [], origin: taken }] }];
}

function behind(spec: ZtunnelInboundSpec, link: Link, origin: Origin): readonly Op[] {
  const { pod, port } = spec;
  if (port === undefined) return [{ op: 'stop', verdict: { kind: 'reset', cause: 'request-malformed' }, origin: { ...origin, note: 'ztunnel waits for a tunnel to a port, and none is asked for' } }];
  const dial: Op = { op: 'dial', hop: link.to(`app/${pod}/${port}`), reply: tcpReplies(origin, 'no session'), origin };
  return [...spec.unenforced.map((each) => told(each)), ...peers(spec, port, origin), ...deny(spec, port), ...allow(spec, port), dial];
}

/** A line of the trace that changes nothing. */
function told({ resource, attribute, why, unless, at }: UnenforcedSpec): Op {
  const origin: Origin = { resource, rule: 'at ztunnel', attribute, ...(at === undefined ? {} : { at }) };
  const elsewhere: readonly Case[] = unless === undefined || unless.length === 0 ? [] : [{ match: is('session.peer', ...unless), then: [], origin }];
  return { op: 'switch', origin, cases: [...elsewhere, { match: always, then: [], origin: { ...origin, note: why } }] };
}

/** Where the age of two PeerAuthentications decides and no file says it, traffic goes the way of each. */
function peers(spec: ZtunnelInboundSpec, port: number, origin: Origin): readonly Op[] {
  const [first = [], ...others] = spec.peers;
  const opsOf = (policies: readonly ZtunnelPolicy[]): readonly Op[] => refusals(policies, port, 'plaintext-refused', () => `STRICT on port ${port}: ztunnel closes a connection that does not come through the tunnel`);
  if (others.length === 0) return opsOf(first);
  const reason = 'of several PeerAuthentications for one scope the oldest counts, and no file says which that is';
  const cases = [...others, first].map((policies): Case => ({ match: policies === first ? always : { unknown: { reason } }, then: opsOf(policies), origin }));
  return [{ op: 'switch', origin, cases }];
}

function deny({ policies }: ZtunnelInboundSpec, port: number): readonly Op[] {
  const denying = policies.filter(({ action }) => action === 'DENY');
  return refusals(denying, port, 'policy-denied', ({ asks, attribute }) => `the DENY rule ${numberOf(attribute)} matches at ztunnel (${asks})`);
}

/** One switch for all rules that refuse; what none of them takes goes on. */
function refusals(policies: readonly ZtunnelPolicy[], port: number, cause: Cause, note: (group: GroupSpec) => string): readonly Op[] {
  const [first] = policies;
  if (first === undefined) return [];
  const cases = policies.flatMap((policy) =>
    policy.groups.flatMap((group): readonly Case[] => {
      const match = matchOf(group.rules, port);
      if (match === never) return [];
      const says = origin(policy, group, note(group));
      return [{ match, then: [{ op: 'stop', verdict: { kind: 'reset', cause }, instead: [], origin: says }], origin: quiet(says) }];
    }),
  );
  const otherwise = quiet(origin(first));
  return [{ op: 'switch', origin: otherwise, cases: [...cases, { match: always, then: [], origin: otherwise }] }];
}

/** With an ALLOW policy one of its rules has to match, also one of a waypoint that has let the request through. */
function allow({ policies, waypoints }: ZtunnelInboundSpec, port: number): readonly Op[] {
  const allowing = policies.filter(({ action }) => action === 'ALLOW');
  const [first, ...others] = allowing;
  if (first === undefined) return [];
  const cases = allowing.flatMap((policy) =>
    policy.groups.flatMap((group): readonly Case[] => {
      const match = matchOf(group.rules, port);
      return match === never ? [] : [{ match, then: [], origin: origin(policy, group, `the ALLOW rule ${numberOf(group.attribute)} matches at ztunnel (${group.asks})`) }];
    }),
  );
  const elsewhere = others.map(({ name }) => `, nor one of ${name}`).join('');
  const refused = (match: Match, note: string): Case => {
    const says: Origin = { ...origin(first, undefined, note), rule: 'no ALLOW rule matched', attribute: 'spec.rules' };
    return { match, then: [{ op: 'stop', verdict: { kind: 'reset', cause: 'policy-not-allowed' }, instead: [], origin: says }], origin: quiet(says) };
  };
  const fromWaypoints = waypoints.filter(({ principals }) => principals.length > 0).map(({ name, principals }) =>
    refused(is('session.peer', ...principals), `the waypoint ${name} passes the request on as ${principals.join(' or ')}, and no ALLOW rule here admits that identity${elsewhere}`),
  );
  return [{ op: 'switch', origin: quiet(origin(first)), cases: [...cases, ...fromWaypoints, refused(always, `no ALLOW rule matches at ztunnel${elsewhere}`)] }];
}

/** The rule's number as people count: of `spec.rules[0]` 1. */
function numberOf(attribute: string): string {
  const index = /\[(\d+)\]/.exec(attribute)?.[1];
  return index === undefined ? '' : String(Number(index) + 1);
}

function origin(policy: ZtunnelPolicy, group?: GroupSpec, note?: string): Origin {
  const at = group?.at ?? policy.at;
  return {
    resource: policy.resource,
    rule: policy.name,
    ...(group === undefined ? {} : { attribute: group.attribute }),
    ...(at === undefined ? {} : { at }),
    ...(note === undefined ? {} : { note }),
  };
}
