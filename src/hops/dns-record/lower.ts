import { always, type Match } from '../../ir/match.ts';
import { quiet } from '../../ir/origin.ts';
import type { Op, Origin } from '../../ir/program.ts';
import type { Link, Lowered } from '../kind.ts';
import type { Answer, DnsRecordSpec } from './spec.ts';

/** The client looks a name up and connects to what it is told; several answers are chosen from as Route 53 chooses, if that is known. */
export function lower({ title, answer }: DnsRecordSpec, link: Link): Lowered {
  return { title, dialler: 'client', ops: opsOf(answer, link) };
}

function opsOf(answer: Answer, link: Link): readonly Op[] {
  return [...answer.told.map(telling), leading(answer, link)];
}

/** A record on the way changes nothing of the connection: it is a line of the trace. */
function telling(origin: Origin): Op {
  return { op: 'switch', origin: quiet(origin), cases: [{ match: always, then: [], origin }] };
}

function leading(answer: Answer, link: Link): Op {
  const { origin } = answer;
  switch (answer.leads) {
    case 'on':
      return { op: 'goto', hop: link.to(answer.hop), origin };
    case 'nowhere':
      return { op: 'stop', verdict: { kind: answer.kind, cause: answer.cause }, origin };
    case 'one-of':
      return { op: 'pick', bind: 'resolver', among: answer.shares.map(({ name, weight, answer: each, origin: at }) => ({ value: name, weight, then: opsOf(each, link), origin: at })), origin };
    case 'either': {
      const doubt: Match = { unknown: { reason: answer.unless } };
      const silent = quiet(origin);
      return { op: 'switch', origin: silent, cases: [{ match: doubt, then: opsOf(answer.second, link), origin: silent }, { match: always, then: opsOf(answer.first, link), origin: silent }] };
    }
    default:
      return answer;
  }
}
