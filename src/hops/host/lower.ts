import { headerRead } from '../../dialects/kubernetes/preamble.ts';
import { programOps } from '../../dialects/kubernetes/program.ts';
import { always } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Case, Op } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { HostSpec } from './spec.ts';

/** What arrives is taken, and read as the user says: whether anything listens is in no other file. */
export function lower({ host, port, programs, stopped, origin }: HostSpec): Lowered {
  const silent = quiet(origin);
  const delivered: Op = { op: 'stop', verdict: { kind: 'delivered', workload: `${host}:${port}` }, origin };
  const off: readonly Op[] = stopped === undefined ? [] : [{ op: 'stop', verdict: { kind: 'dropped', cause: 'address-unused' }, origin: stopped }];
  const cases = programs.map(({ address, program }): Case => ({ match: { field: 'dst.address', in: [{ exact: address }] }, then: programOps(program), origin: silent }));
  const unsaid = headerRead({ who: host, port, plainHttp: false }, origin);
  const said: readonly Op[] = cases.length === 0 ? unsaid : [{ op: 'switch', cases: [...cases, { match: always, then: unsaid, origin: silent }], origin: silent }];
  return { title: `${host} port ${port}`, dialler: 'workload', ops: [...off, ...said, delivered] };
}
