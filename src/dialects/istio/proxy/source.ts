import { quiet } from '../../../ir/origin.ts';
import type { Op, Origin } from '../../../ir/program.ts';
import { addressOfPod } from '../../kubernetes/pod-address.ts';

/** A proxy's pod, as those who are dialled see it. */
export interface ProxySource {
  /** `NS/NAME`. */
  readonly pod: string;
  /** Its cluster. */
  readonly scope: string;
  /** Absent: no file says it. */
  readonly address?: string;
}

/** What a proxy dials comes from its own pod, whoever asked it, and begins with no header of who dialled the proxy; only the first of the ops is a line of a trace. */
export function fromPod({ pod, scope, address }: ProxySource, origin: Origin): readonly Op[] {
  const silent = quiet(origin);
  return [
    { op: 'set', field: 'src.pod', to: { literal: pod }, origin },
    { op: 'set', field: 'src.cluster', to: { literal: scope }, origin: silent },
    { op: 'set', field: 'src.address', to: addressOfPod(pod, address), origin: silent },
    { op: 'set', field: 'preamble', to: { absent: true }, origin: silent },
  ];
}
