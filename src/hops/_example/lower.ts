import { all, always, isNumber, type Match } from '../../ir/match.ts';
import type { Case, Op, Origin } from '../../ir/program.ts';
import type { Lowered } from '../kind.ts';
import type { Admission, DoormanSpec } from './spec.ts';

/** One case an admission; whoever none of them takes waits outside, and nobody tells him why. */
export function lower(spec: DoormanSpec): Lowered {
  const cases = [...spec.admits.map((admission) => admitted(spec, admission)), turnedAway(spec)];
  const origin: Origin = { resource: spec.doorman, rule: 'admits' };
  return { title: spec.doorman, dialler: 'client', ops: [{ op: 'switch', cases, origin }] };
}

/** Nothing to do: the connection goes on behind the switch. */
function admitted(spec: DoormanSpec, { from, port, at }: Admission): Case {
  const near: Match = { field: 'src.address', in: [{ cidr: from }] };
  const match = port === undefined ? near : all(near, isNumber('dst.port', port));
  return { match, then: [], origin: { resource: spec.doorman, rule: `from ${from}`, note: `lets ${from} in on port ${port ?? '(any)'}`, ...(at === undefined ? {} : { at }) } };
}

/** `instead: []` says what a mend would change: with this line gone, the walk goes on behind the switch. */
function turnedAway(spec: DoormanSpec): Case {
  const origin: Origin = {
    resource: spec.doorman,
    rule: 'everybody else',
    note: 'lets nobody else in, without a word',
    ...(spec.at === undefined ? {} : { at: spec.at }),
  };
  const stop: Op = { op: 'stop', verdict: { kind: 'dropped', cause: 'guard-dropped' }, instead: [], origin };
  return { match: always, then: [stop], origin };
}
