import type { Step } from '../engine/step.ts';
import type { HopId } from '../ir/program.ts';

/** Addresses of packets from somewhere on the way: what they show there, and who has made them so. */
export interface Passed {
  /** Where they are first seen so. */
  readonly hop: HopId;
  /** `203.0.113.10`, or the blocks in which an address is that nobody knows yet: `one of 10.12.0.0/23`. Absent: not known. */
  readonly from?: string;
  /** With the port. */
  readonly to?: string;
  /** Who has written them: the client, a gateway, a load balancer. */
  readonly by: string;
}

/** Every pair of addresses that packets have on a way, in order: a new one wherever somebody rewrites one of them. */
export function passedOn(steps: readonly Step[], titleOf: (hop: HopId) => string): readonly Passed[] {
  const found: Passed[] = [];
  let by = 'client';
  for (const step of steps) {
    const { hop, carried, op, origin } = step;
    const [word = '', , port = ''] = hop.split('/');
    if (carried !== undefined && packetWords.has(word)) {
      const [from, to] = [addressIn(carried, 'src.address'), addressIn(carried, 'dst.address')];
      const last = found.at(-1);
      const shown = to === undefined ? undefined : port === '' || port === '*' ? to : `${to}${to.includes(' ') ? ' port ' : ':'}${port}`;
      if (last === undefined || last.from !== from || last.to !== shown) found.push({ hop, ...(from === undefined ? {} : { from }), ...(shown === undefined ? {} : { to: shown }), by });
    }
    // A gateway rewrites where the internet or a VPC hands over to it, and says so; whoever else rewrites is a station of its own.
    if (op === 'set' && origin.note !== undefined && packetWords.has(word)) by = origin.rule;
    else if (!packetWords.has(word) && carried === undefined && !/^(?:back-|wire$|beyond$|vpc$|name$|link-in$)/.test(word)) by = titleOf(hop);
  }
  return found;
}

/** Where packets are on their way, and have the addresses of their leg. */
const packetWords: ReadonlySet<string> = new Set(['out', 'in', 'link-in', 'forward']);

function addressIn(carried: NonNullable<Step['carried']>, field: string): string | undefined {
  const [known, within] = [carried[field], carried[`${field}.within`]];
  return known === undefined ? (within === undefined ? undefined : `one of ${within}`) : String(known);
}
