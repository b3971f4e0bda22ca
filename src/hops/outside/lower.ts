import { always, is } from '../../ir/match.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { OutsideSpec } from './spec.ts';

/** Whatever arrives is taken; TLS ends there, with a certificate for the name that was asked for. */
export function lower({ host, port, authority = 'public', tls }: OutsideSpec): Lowered {
  const name = `${host === '*' ? 'the host that the request names' : host}:${port}`;
  const quiet: Origin = { resource: name, rule: 'outside' };
  const says: Origin = { ...quiet, note: `${name} is in no input: what answers there is taken to take the connection` };
  const ends: Op = { op: 'set', field: 'session', to: { pop: { certificate: { authority } } }, origin: quiet };
  const refuses: Origin = { ...quiet, note: `${name} speaks TLS, as its ServiceEntry says, and reads no plain request` };
  const plain: readonly Op[] = tls === true ? [{ op: 'stop', verdict: { kind: 'reset', cause: 'plaintext-to-tls' }, origin: refuses }] : [];
  const encrypted: Op = { op: 'switch', origin: quiet, cases: [{ match: is('session.state', 'open'), then: [ends], origin: quiet }, { match: always, then: plain, origin: quiet }] };
  return { title: `${name} (outside)`, dialler: 'workload', ops: [encrypted, { op: 'stop', verdict: { kind: 'delivered', workload: `${name} (outside)` }, origin: says }] };
}
