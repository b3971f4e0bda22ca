import { all, always, any, is, not, present, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { Admission, Isolation, NetworkPolicySpec, Peer } from './spec.ts';

/**
 * Both ends are asked: what the pod that connects may reach, and who may come to the pod that is reached. The rules of all
 * policies together admit, and whatever none of them admits is dropped without a word (Kubernetes, "Network Policies").
 */
export function lower(spec: NetworkPolicySpec): Lowered {
  return { title: `NetworkPolicies at ${spec.destination}`, dialler: 'client', ops: [...spec.egress.map((isolation) => leaving(spec, isolation)), ...(spec.ingress === undefined ? [] : [coming(spec, spec.ingress)])] };
}

function leaving({ scope: own }: NetworkPolicySpec, { pods = [], scope = own, admits, origin }: Isolation): Op {
  const silent = quiet(origin);
  const theirs = all(is('src.cluster', scope), is('src.pod', ...pods));
  return { op: 'switch', origin: silent, cases: [{ match: not(theirs), then: [], origin: silent }, ...admits.map((admission) => admitting(scope, admission)), ...others(origin)] };
}

function coming({ scope, neighbours = [] }: NetworkPolicySpec, { admits, origin }: Isolation): Op {
  const silent = quiet(origin);
  const near = neighbours.map(({ pod, unless }): Case => ({ match: all(is('src.cluster', scope), is('src.pod', pod), ...doubt(unless)), then: [], origin: silent }));
  return { op: 'switch', origin: silent, cases: [...admits.map((admission) => admitting(scope, admission)), ...near, ...others(origin)] };
}

function admitting(scope: string, { protocols, peers, origin }: Admission): Case {
  const spoken = protocols === undefined ? [] : [is('protocol', ...protocols)];
  const meant = peers === undefined ? [] : [any(...peers.map((peer) => peerMatch(scope, peer)))];
  return { match: all(...spoken, ...meant), then: [], origin };
}

function peerMatch(scope: string, peer: Peer): Match {
  switch (peer.by) {
    case 'pods':
      return all(is('src.cluster', scope), is('src.pod', ...peer.pods), ...doubt(peer.unless));
    case 'block': {
      // Whoever is a pod is meant by its address, too: plugins compare packets.
      const field = peer.to === undefined ? 'src.address' : 'dst.address';
      const inside: Match = all({ field, in: [{ cidr: peer.cidr }] }, ...(peer.except.length === 0 ? [] : [not({ field, in: peer.except.map((cidr) => ({ cidr })) })]));
      return peer.to === undefined ? inside : any(inside, all(not(present('dst.address')), ...doubt(`the address of ${peer.to}, which ${peer.cidr} may hold`)));
    }
    case 'destination':
      return all(...doubt(peer.unless));
    default:
      return peer;
  }
}

/** Only TCP, UDP and SCTP are defined; everything else is the plugin's own affair. */
function others(origin: Origin): readonly Case[] {
  const silent = quiet(origin);
  const undefinedHere = not(is('protocol', 'tcp', 'udp', 'sctp'));
  const drop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'policy-dropped' }, instead: [], origin };
  return [
    { match: all(undefinedHere, { unknown: { reason: 'NetworkPolicies say nothing of protocols other than TCP, UDP and SCTP: what becomes of them depends on the network plugin' } }), then: [], origin: silent },
    { match: always, then: [drop], origin: silent },
  ];
}

function doubt(unless: string | undefined): readonly Match[] {
  return unless === undefined ? [] : [{ unknown: { reason: unless } }];
}
