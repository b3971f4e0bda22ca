import { chains } from '../../dialects/istio/chain.ts';
import { always, not, present, type Match } from '../../ir/match.ts';
import type { Op, Origin, Value } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { ConnectionSpec } from './spec.ts';

/** Envoy's HTTP connection manager: the path is put into its normal form, and the client's address is found. */
export function lower(spec: ConnectionSpec): Lowered {
  const plumbing: Origin = { resource: spec.proxy, rule: `port ${spec.port}` };
  const http = [readable(spec, plumbing), ...path(spec, plumbing), ...client(spec, plumbing)];
  const bytes: Op = { op: 'set', field: 'client.address', to: { copy: 'src.address' }, origin: plumbing };
  return { title: spec.proxy, dialler: 'proxy', ops: chains(spec.protocol, http, [bytes], plumbing) };
}

/** Bytes that are no request are answered, and nothing is dialled for them. */
function readable(spec: ConnectionSpec, plumbing: Origin): Op {
  const says: Origin = { ...plumbing, note: `what arrives on the HTTP port ${spec.port} is no HTTP request` };
  return unless(present('method'), [{ op: 'stop', verdict: { kind: 'answered', status: 400 }, origin: says }], plumbing);
}

/** The program behind the proxy gets the same path that policies see (Istio reference, MeshConfig.ProxyPathNormalization). */
function path({ normalization, at }: ConnectionSpec, plumbing: Origin): readonly Op[] {
  if (normalization === 'NONE') return [];
  const says: Origin = { ...plumbing, rule: `path normalization ${normalization}`, ...(at === undefined ? {} : { at }) };
  const call: Value = { call: `normalise-path:${normalization}` };
  const rejected: Op = { op: 'stop', verdict: { kind: 'answered', status: 400, cause: 'path-rejected' }, origin: { ...says, note: 'the path has no normal form' } };
  return [{ op: 'set', field: 'path', to: call, origin: says }, { op: 'set', field: 'path.raw', to: call, origin: says }, unless(present('path'), [rejected], says)];
}

function client({ client: found, appends }: ConnectionSpec, plumbing: Origin): readonly Op[] {
  const known = (to: Value): Op => ({ op: 'set', field: 'client.address', to, origin: plumbing });
  const listed = (nth: number): readonly Op[] => [known({ nth, of: 'forwarded' }), unless(present('client.address'), [known({ copy: 'src.address' })], plumbing)];
  const appended: readonly Op[] = appends ? [{ op: 'set', field: 'forwarded', to: { append: 'src.address' }, origin: plumbing }] : [];
  switch (found.by) {
    case 'last-forwarded':
      return [...listed(1), ...appended];
    case 'trusted':
      return [...listed(found.proxies), ...appended];
    case 'peer':
      return [known({ copy: 'src.address' }), ...appended];
    case 'unknown':
      return [known({ unknown: found.reason }), ...appended];
    default:
      return found;
  }
}

function unless(match: Match, then: readonly Op[], origin: Origin): Op {
  return { op: 'switch', origin, cases: [{ match: not(match), then, origin }, { match: always, then: [], origin }] };
}
