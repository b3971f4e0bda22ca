import type { Step } from '../engine/step.ts';
import type { HopId } from '../ir/program.ts';

/** What a hop knows of one connection that reaches it: the values on which most of its rules look. */
export interface Seen {
  readonly hop: HopId;
  /** The peer's own address. */
  readonly address?: string;
  /** The name that the ClientHello asks for. */
  readonly sni?: string;
  /** `none`: no TLS. `ended`: the hop ends the session. `passed`: it passes the session on unread. `refused`: it gets no further. */
  readonly tls: 'none' | 'ended' | 'passed' | 'refused';
  /** Identity that the handshake proved. */
  readonly peer?: string;
  /** Of HTTP that the hop can read. */
  readonly host?: string;
  readonly version?: string;
  /** X-Forwarded-For as it arrives. */
  readonly forwarded?: string;
}

/** The connections of a way, in the order in which they were made. */
export function seenOn(steps: readonly Step[]): readonly Seen[] {
  const starts = steps.flatMap(({ op }, index) => (op === 'arrive' ? [index] : []));
  return starts.map((start, index) => seenAt(steps[start]!, steps.slice(start + 1, starts[index + 1])));
}

/** The connection is told of the hop that dials on or stops it; others only handed it on. */
function seenAt({ hop: first, carried = {} }: Step, until: readonly Step[]): Seen {
  const leaves = until.findIndex(({ op }) => op === 'dial' || op === 'stop');
  const hop = until[leaves]?.hop ?? first;
  const last = until.slice(0, leaves < 0 ? until.length : leaves).findLast(({ op }) => op === 'pass')?.carried ?? carried;
  const text = (field: string): string | undefined => (carried[field] === undefined ? undefined : String(carried[field]));
  const open = text('session.state') === 'open';
  const popped = until.find(({ ends }) => ends === true);
  const tls = !open ? 'none' : popped !== undefined ? 'ended' : until[leaves]?.op === 'stop' ? 'refused' : 'passed';
  const readable = tls === 'none' || tls === 'ended';
  const [address, sni, host, version, forwarded] = [last['src.address'], open ? text('session.sni') : undefined, text('host'), text('http.version'), text('forwarded')];
  return {
    hop,
    tls,
    ...(address === undefined ? {} : { address: String(address) }),
    ...(sni === undefined ? {} : { sni }),
    ...(popped?.peer === undefined ? {} : { peer: popped.peer }),
    ...(readable && host !== undefined ? { host } : {}),
    ...(readable && version !== undefined ? { version } : {}),
    ...(readable && forwarded !== undefined ? { forwarded } : {}),
  };
}
