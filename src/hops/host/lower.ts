import type { Lowered } from '../kind.ts';
import type { HostSpec } from './spec.ts';

/** What arrives is taken: whether anything listens is in no file. */
export function lower({ host, port, origin }: HostSpec): Lowered {
  return { title: `${host} port ${port}`, dialler: 'workload', ops: [{ op: 'stop', verdict: { kind: 'delivered', workload: `${host}:${port}` }, origin }] };
}
