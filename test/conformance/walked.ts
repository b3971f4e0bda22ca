import { pointCarrier, type Point, type PointValue } from '../../src/engine/point.ts';
import { read } from '../../src/engine/traffic.ts';
import { walk, type Way } from '../../src/engine/walk.ts';
import type { Field } from '../../src/ir/field.ts';
import type { Case as ProgramCase, HopId, Op, Program, Verdict } from '../../src/ir/program.ts';
import type { Path } from '../../src/path/path.ts';

/** What happened to one request, as far as a suite can ask. */
export interface Walked {
  readonly verdict: Verdict;
  /** TLS sessions that nobody terminated before the request ended. */
  readonly open: number;
  /** The client identity that the last proxy on the way had proved when it dialled on. */
  readonly peer: string | undefined;
  /** A field as it was where the request ended. */
  field(field: Field): PointValue | null;
}

/** Walks a request from a hop. The text says why there is no single answer. */
export function walked(path: Path, entry: HopId, point: Point): Walked | string {
  const ways = walk(observed(path.program), pointCarrier(), entry, point, { onward: false });
  const unsure = ways.flatMap(({ when }) => when);
  if (unsure.length > 0) return `unknown: ${[...new Set(unsure)].join('; ')}`;
  const faces = new Set(ways.map(({ verdict }) => JSON.stringify(verdict)));
  const [way] = ways;
  if (way === undefined || faces.size !== 1) return `${faces.size} different answers: ${[...faces].join(', ')}`;
  return seen(way);
}

function seen(way: Way<PointValue, undefined>): Walked {
  const peer = way.traffic.cells.get(mark);
  return {
    verdict: way.verdict,
    open: way.traffic.open.length,
    peer: typeof peer === 'string' ? peer : undefined,
    field: (field) => read(pointCarrier(), way.traffic, field),
  };
}

/** What a proxy has proved is gone on its next connection; the observer writes it down first, where nothing else looks. */
const mark: Field = 'header(observed-peer)';

function observed(program: Program): Program {
  return {
    hop: (id) => {
      const hop = program.hop(id);
      return hop === undefined ? undefined : { ...hop, ops: marked(hop.ops) };
    },
  };
}

function marked(ops: readonly Op[]): readonly Op[] {
  const known = markedOps.get(ops);
  if (known !== undefined) return known;
  const made = ops.flatMap((op): readonly Op[] => {
    switch (op.op) {
      case 'dial':
        return [{ op: 'set', field: mark, to: { copy: 'session.peer' }, origin: op.origin }, op];
      case 'switch':
        return [{ ...op, cases: op.cases.map((each): ProgramCase => ({ ...each, then: marked(each.then) })) }];
      case 'pick':
        return [{ ...op, among: op.among.map((share) => ({ ...share, then: marked(share.then) })) }];
      default:
        return [op];
    }
  });
  markedOps.set(ops, made);
  return made;
}

const markedOps = new WeakMap<readonly Op[], readonly Op[]>();
