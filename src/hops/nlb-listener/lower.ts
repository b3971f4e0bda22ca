import { endedWith } from '../../dialects/aws/shown-certificate.ts';
import { nlbSilent, takenBy } from '../../facts/nlb.ts';
import type { Cause } from '../../ir/cause.ts';
import { always, is, not, present, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op, Share, Verdict } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ListensSpec, NlbListenerSpec } from './spec.ts';

/** What the listener takes goes on to one of its target groups, as it is or without the client's TLS. */
export function lower(spec: NlbListenerSpec): Lowered {
  const { listens } = spec;
  const ops = listens === undefined ? unheard(spec) : [...guarded(listens), taken(spec, listens), ...(listens.protocol === 'TLS' ? ended(spec, listens) : []), ...onward(spec, listens)];
  return { title: spec.title, dialler: listens?.protocol === 'TLS' ? 'load-balancer' : 'relay', ops };
}

/** Packets from outside the blocks never arrive, where they have not come by an interface at which the security group itself was asked. */
function guarded({ inbound }: ListensSpec): readonly Op[] {
  if (inbound === undefined) return [];
  const { cidrs, asked, origin } = inbound;
  const outside = not({ field: 'src.address', in: cidrs.map((cidr) => ({ cidr })) });
  const drop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, instead: [], origin };
  return [either(asked.length === 0 ? outside : { all: [not(is('node', ...asked)), outside] }, [drop], origin)];
}

/** Of datagrams nobody ever hears that they were not taken. */
function unheard({ balancer, port, origin }: NlbListenerSpec): readonly Op[] {
  const silent = quiet(origin);
  const stop = (kind: 'refused' | 'dropped'): Op => ({ op: 'stop', verdict: { kind, cause: 'no-listener' }, origin });
  const reset: Match = { all: [is('protocol', 'tcp'), { unknown: { reason: nlbSilent.listener(balancer, port) } }] };
  return [{ op: 'switch', origin: silent, cases: [{ match: reset, then: [stop('refused')], origin: silent }, { match: always, then: [stop('dropped')], origin: silent }] }];
}

function taken({ title, origin }: NlbListenerSpec, { protocol }: ListensSpec): Op {
  const stop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'no-listener' }, origin: { ...origin, note: `${title} takes ${(takenBy[protocol] ?? []).join(' and ')} only` } };
  return either(not(is('protocol', ...(takenBy[protocol] ?? []))), [stop], origin);
}

/** It reads no header in front of TLS (NLB guide, "PROXY protocol": TLS listeners take no incoming header), and speaks no HTTP/2 unless its ALPN policy says so. */
function ended({ origin }: NlbListenerSpec, { certificates, http2 }: ListensSpec): readonly Op[] {
  const silent = quiet(origin);
  const unread = stopped({ kind: 'reset', cause: 'preamble-unexpected' }, 'the connection begins with a PROXY protocol header, and a TLS listener reads none');
  const older: Op = { op: 'set', field: 'http.version', to: { literal: '1.1' }, origin: { ...origin, note: 'the listener has no ALPN policy that prefers HTTP/2, so the client speaks HTTP/1.1' } };
  const pop = (names: readonly string[] | undefined): Op => ({ op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public', ...(names === undefined ? {} : { names }) }, ...(http2 ? {} : { http2 }) } }, origin: names === undefined ? silent : { ...origin, note: `the listener shows a certificate for ${names.join(', ')}` } });
  return [either(present('preamble'), [unread], silent), endedWith(certificates, pop, silent), ...(http2 ? [] : [either(is('http.version', '2'), [older], silent)])];

  function stopped(verdict: Verdict & { readonly cause: Cause }, note: string): Op {
    return { op: 'stop', verdict, origin: { ...origin, note }, instead: [{ op: 'set', field: 'preamble', to: { absent: true }, origin: silent }] };
  }
}

function onward({ balancer, port, origin }: NlbListenerSpec, { groups }: ListensSpec): readonly Op[] {
  const silent = quiet(origin);
  const goto = (group: string): Op => ({ op: 'goto', hop: `targets/${balancer}/${group}/${port}`, origin: silent });
  const [first, ...others] = groups;
  if (first === undefined) return [{ op: 'stop', verdict: { kind: 'unresolved', cause: 'group-not-in-input' }, origin: { ...origin, note: 'the inputs do not hold the target group to which it forwards' } }];
  if (others.length === 0) return [goto(first.group)];
  const weighted = groups.filter(({ weight }) => weight > 0);
  if (weighted.length === 0) return [{ op: 'stop', verdict: { kind: 'unresolved', cause: 'destination-unknown' }, origin: { ...origin, note: 'all its target groups have weight 0' } }];
  const among = weighted.map(({ group, weight }): Share => ({ value: group, weight, then: [goto(group)], origin: { ...origin, note: `weight ${weight} goes to target group ${group}` } }));
  return [{ op: 'pick', bind: 'target', among, origin: silent }];
}

function either(match: Match, then: readonly Op[], origin: NlbListenerSpec['origin']): Op {
  const silent = quiet(origin);
  return { op: 'switch', origin: silent, cases: [{ match, then, origin: silent }, { match: always, then: [], origin: silent }] };
}
