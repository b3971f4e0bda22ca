import { alpn } from '../../facts/istio.ts';
import { doubt } from '../../dialects/istio/mesh/chain.ts';
import { always, is, not, type Match } from '../../ir/match.ts';
import { originAt, quiet } from '../../ir/origin.ts';
import type { Case, Op, Origin, Verdict } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { DecidedMode, PeerAuthenticationSpec } from './spec.ts';

/** The chain of the inbound listener that a connection meets, and the TLS session that the chain ends. */
export function lower(spec: PeerAuthenticationSpec, link: Link): Lowered {
  const title = `sidecar of ${spec.pod}`;
  const plumbing: Origin = { resource: title, rule: `port ${spec.port}` };
  const unsure = spec.doubt === undefined ? [] : [doubt(spec.doubt, plumbing)];
  return { title, dialler: 'proxy', ops: [datagrams(spec, link, plumbing), ...unsure, ...oneOf(spec, spec.modes, plumbing)] };
}

/** Only TCP is redirected into the sidecar. */
function datagrams(spec: PeerAuthenticationSpec, link: Link, origin: Origin): Op {
  const past: Op = { op: 'goto', hop: link.to(`app/${spec.pod}/${spec.port}`), origin };
  return { op: 'switch', origin, cases: [{ match: is('protocol', 'udp'), then: [past], origin }, { match: always, then: [], origin }] };
}

/** Where the age of two objects decides and no file says it, traffic goes the way of each. */
function oneOf(spec: PeerAuthenticationSpec, modes: readonly DecidedMode[], origin: Origin): readonly Op[] {
  const [first, ...others] = modes;
  if (first === undefined) return [];
  const reason = `${modes.map(({ resource, mode }) => `${resource ?? 'Istio'} says ${mode}`).join(', ')}: the older object counts, and no file says which that is`;
  const cases = [...others, first].map((mode): Case => ({ match: mode === first ? always : { unknown: { reason } }, then: modeOps(spec, mode), origin }));
  return others.length === 0 ? modeOps(spec, first) : [{ op: 'switch', origin, cases }];
}

const plaintext: Match = not(is('session.state', 'open'));
/** The sidecar has ended a tunnel of the mesh on another port, and its certificate is verified there whatever the mode. */
const tunnelled: Match = is('session.state', 'ended');
const fromMesh: Match = { field: 'session.alpn', in: [{ prefix: alpn.prefix }] };

function modeOps(spec: PeerAuthenticationSpec, decided: DecidedMode): readonly Op[] {
  const { mode } = decided;
  const rule = `${mode} on port ${spec.port}`;
  const says = (note: string): Origin => originAt({ ...decided, resource: decided.resource ?? 'Istio default' }, rule, `${rule}: ${note}`);
  const passes = (match: Match, note: string): Case => ({ match, then: [], origin: says(note) });
  const ends = (match: Match, note: string): Case => ({ match, then: [terminate(spec, says(note))], origin: quiet(says(note)) });
  const stops = (match: Match, verdict: Verdict, note: string, instead?: readonly Op[]): Case => ({
    match,
    then: [{ op: 'stop', verdict, origin: says(note), ...(instead === undefined ? {} : { instead }) }],
    origin: quiet(says(note)),
  });
  const throughTunnel = passes(tunnelled, 'the tunnel was ended and its certificate verified in front of the port');
  const inPlaintext = passes(plaintext, 'the sidecar takes plaintext');
  const http = spec.protocol === 'http';
  switch (mode) {
    case 'STRICT':
      return [
        either(says(''), [
          throughTunnel,
          stops(plaintext, { kind: 'reset', cause: 'plaintext-refused' }, 'the sidecar resets a connection without a client certificate', []),
          ends(always, 'the sidecar insists on a certificate of the mesh'),
        ]),
      ];
    case 'PERMISSIVE':
      return [
        either(says(''), [
          throughTunnel,
          inPlaintext,
          ends(fromMesh, 'the sidecar ends the mTLS session of another sidecar'),
          http ? stops(always, { kind: 'reset', cause: 'tls-refused' }, 'the sidecar has no chain for TLS that is not the mesh\'s own on an HTTP port') : passes(always, 'the sidecar passes TLS on unread'),
        ]),
      ];
    case 'DISABLE':
      if (spec.ownTls !== undefined) return endsItself(spec.ownTls, spec.port);
      return [
        either(says(''), [
          throughTunnel,
          inPlaintext,
          passedOn(spec, stops(fromMesh, { kind: 'handshake', cause: http ? 'tls-refused' : 'tls-to-plaintext' }, http ? 'the sidecar reads the TLS handshake as HTTP' : 'the sidecar passes the handshake on, and the application cannot read it', [terminate(spec, says('the mTLS session of another sidecar'))])),
          http ? stops(always, { kind: 'handshake', cause: 'tls-refused' }, 'the sidecar reads the TLS handshake as HTTP') : passes(always, 'the sidecar passes TLS on unread'),
        ]),
      ];
    default:
      return mode;
  }
}

/** The listener of a Sidecar object ends TLS for clients outside the mesh, and takes nothing else. */
function endsItself(own: NonNullable<PeerAuthenticationSpec['ownTls']>, port: number): readonly Op[] {
  const { certificate, clients } = own;
  const origin = originAt(own, `TLS on port ${port}`);
  const refused: Op = { op: 'stop', verdict: { kind: 'reset', cause: 'chain-not-found' }, origin: { ...origin, note: `the sidecar has no chain for plaintext on port ${port}, where it ends TLS itself` } };
  const verify = clients === undefined ? {} : { verify: { authority: `file ${clients}`, required: true } };
  const ends: Op = { op: 'set', field: 'session', to: { pop: { certificate: { authority: 'public' }, ...verify } }, origin: { ...origin, note: `the sidecar ends TLS with ${certificate}` } };
  return [either(origin, [{ match: plaintext, then: [refused], origin }, { match: always, then: [ends], origin }])];
}

/** A handshake that the sidecar does not read goes on by istiod's cluster for bytes of this port. */
function passedOn({ pod, cluster, protocol }: PeerAuthenticationSpec, stopping: Case): Case {
  if (cluster === undefined || protocol === 'http') return stopping;
  const origin: Origin = { resource: `sidecar of ${pod}`, rule: cluster };
  return { ...stopping, then: [{ op: 'switch', origin, cases: [{ match: always, then: [], origin }] }, ...stopping.then] };
}

function either(origin: Origin, cases: readonly Case[]): Op {
  return { op: 'switch', cases, origin: quiet(origin) };
}

/** The chain's own certificate is the pod's; the client's is asked for and verified against the mesh's root. */
function terminate(spec: PeerAuthenticationSpec, origin: Origin): Op {
  const { authority } = spec;
  return { op: 'set', field: 'session', to: { pop: { certificate: { authority, names: [`spiffe://${spec.principal}`] }, verify: { authority, required: true } } }, origin };
}
