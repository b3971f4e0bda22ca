import { isOfPackets } from '../dialects/aws/network/wire.ts';
import type { HopId } from '../ir/program.ts';

/** Whether a hop is told among packets: where they pass, or where they leave for the internet. */
export function tellsOfPackets(hop: HopId): boolean {
  return isOfPackets(hop) || hop.startsWith('internet/');
}
