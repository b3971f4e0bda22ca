import type { Step } from '../engine/step.ts';
import { tellsOfPackets } from '../findings/packets.ts';

/** A run of packets between two places: where they pass, what lets them there, and what lets the reply back. */
export interface Leg {
  readonly rows: readonly Row[];
}

export interface Row {
  /** An interface, a router, a gateway, as the hops name it. */
  readonly place: string;
  readonly there: readonly Step[];
  readonly back: readonly Step[];
}

/** Deciding steps in their order; those of packets gathered by leg, so that the reply stands beside what it replies to. */
export function legsIn(steps: readonly Step[]): readonly (Step | Leg)[] {
  const parts: (Step | Leg)[] = [];
  let packets: Step[] = [];
  const close = (): void => {
    if (packets.length > 0) parts.push({ rows: rowsOf(packets) });
    packets = [];
  };
  for (const step of steps) {
    // A new leg leaves its first interface; the reply of the last one has come home.
    if (/^(?:out|wire)\//.test(step.hop) && packets.some(isReply) && !isReply(step)) close();
    if (isPacket(step)) packets.push(step);
    else {
      close();
      parts.push(step);
    }
  }
  close();
  return parts;
}

/** Whether a step is about packets, not about what they carry. */
export function isPacket({ hop }: Step): boolean {
  return tellsOfPackets(hop);
}

/** Whether it is about packets of a reply. */
export function isReply({ hop }: Step): boolean {
  return hop.startsWith('back-');
}

function rowsOf(steps: readonly Step[]): readonly Row[] {
  const places = [...new Set([...steps.filter((step) => !isReply(step)), ...steps.filter(isReply).toReversed()].map(placeOf))];
  return places.map((place) => {
    const own = steps.filter((step) => placeOf(step) === place);
    return { place, there: own.filter((step) => !isReply(step)), back: own.filter(isReply) };
  });
}

function placeOf({ hop }: Step): string {
  return hop.startsWith('wire/') ? hop.slice('wire/'.length).split(/[= +]/)[0]! : (hop.split('/')[1] ?? hop);
}
