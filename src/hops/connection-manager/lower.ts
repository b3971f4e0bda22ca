import { chains, normalisedPath, unless, wellFormed } from '../../dialects/istio/mesh/chain.ts';
import { always, is, present } from '../../ir/match.ts';
import type { Field } from '../../ir/field.ts';
import type { Op, Origin, Value } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ConnectionSpec, EdgeSpec } from './spec.ts';

/** Envoy's HTTP connection manager: the path is put into its normal form, and the client's address is found. */
export function lower(spec: ConnectionSpec): Lowered {
  const plumbing: Origin = { resource: spec.proxy, rule: `port ${spec.port}` };
  const written: Origin = { ...plumbing, ...(spec.at === undefined ? {} : { at: spec.at }) };
  const http = [...wellFormed(spec.port, spec.http10 === true ? '1.0' : '1.1', plumbing), ...normalisedPath(spec.normalization, written), ...client(spec, plumbing), certificateHeader(plumbing), ...(spec.edge === undefined ? [] : scheme(spec.edge, plumbing))];
  const bytes: readonly Op[] = spec.client.by === 'nobody' ? [] : [{ op: 'set', field: 'client.address', to: { copy: peerOf(spec) }, origin: plumbing }];
  return { title: spec.proxy, dialler: 'proxy', ops: chains(spec.protocol, http, bytes, plumbing) };
}

/** Who dialled; behind a balancer that speaks PROXY protocol, whoever that says. */
function peerOf({ edge }: ConnectionSpec): Field {
  return edge?.preamble === true ? 'preamble' : 'src.address';
}

function client(spec: ConnectionSpec, plumbing: Origin): readonly Op[] {
  const { client: found, edge } = spec;
  const peer = peerOf(spec);
  const known = (to: Value): Op => ({ op: 'set', field: 'client.address', to, origin: plumbing });
  const listed = (nth: number): readonly Op[] => [known({ nth, of: 'forwarded' }), unless(present('client.address'), [known({ copy: peer })], plumbing)];
  const appended: readonly Op[] = edge === undefined ? [] : [{ op: 'set', field: 'forwarded', to: { append: peer }, origin: plumbing }];
  switch (found.by) {
    case 'nobody':
      return appended;
    case 'last-forwarded':
      return [...listed(1), ...appended];
    case 'trusted':
      return [...listed(found.proxies), ...appended];
    case 'peer':
      return [known({ copy: peer }), ...appended];
    case 'unknown':
      return [known({ unknown: found.reason }), ...appended];
    default:
      return found;
  }
}

const clientCertificate: Field = 'header(x-forwarded-client-cert)';

/**
 * What an earlier hop says of a client certificate is believed by nobody: without one on this connection the header is gone,
 * with one it holds this one's facts (Envoy, conn_manager_utility: mutateXfccRequestHeader; Istio: SANITIZE_SET at gateways,
 * APPEND_FORWARD at sidecars).
 */
function certificateHeader(origin: Origin): Op {
  const set = (to: Value): readonly Op[] => [{ op: 'set', field: clientCertificate, to, origin }];
  const facts = set({ unknown: 'x-forwarded-client-cert holds the hash of the client\'s certificate, which no file says', live: 'nothing' });
  return { op: 'switch', origin, cases: [{ match: present('session.peer'), then: facts, origin }, { match: always, then: set({ absent: true }), origin }] };
}

const proto: Field = 'header(x-forwarded-proto)';

/**
 * How the client came: a gateway that trusts no proxy goes by its own connection, any other by what the proxy in front
 * says, if it says anything; and the scheme of an HTTP/1 request follows (Envoy, conn_manager_utility: mutateRequestHeaders).
 */
function scheme({ trustedProxies }: EdgeSpec, origin: Origin): readonly Op[] {
  const own = (field: Field): Op => {
    const set = (literal: string): readonly Op[] => [{ op: 'set', field, to: { literal }, origin }];
    return { op: 'switch', origin, cases: [{ match: is('session.state', 'ended'), then: set('https'), origin }, { match: always, then: set('http'), origin }] };
  };
  const unknown = (field: Field): Op => ({ op: 'set', field, to: { unknown: 'whether the gateway believes X-Forwarded-Proto: numTrustedProxies cannot be read' }, origin });
  const told: Op = trustedProxies === undefined ? unknown('scheme') : { op: 'switch', origin, cases: [{ match: is(proto, 'http', 'https'), then: [{ op: 'set', field: 'scheme', to: { copy: proto }, origin }], origin }, { match: always, then: [own('scheme')], origin }] };
  const said: Op = trustedProxies === undefined ? unknown(proto) : trustedProxies === 0 ? own(proto) : unless(present(proto), [own(proto)], origin);
  return [said, unless(is('http.version', '2', '3'), [told], origin)];
}
