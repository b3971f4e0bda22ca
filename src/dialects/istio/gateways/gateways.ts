import type { Estate } from '../../../resource/estate.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { mergedGateways } from './merge.ts';
import type { Server } from './servers.ts';

/** The servers of all Gateways that listen on one port of a gateway pod, without those that are dropped. */
export function serversAt(estate: Estate, pod: Pod, port: number): { readonly servers: readonly Server[] } {
  const { merged } = mergedGateways(estate, pod);
  return { servers: merged.listening.filter((listening) => listening.port === port).flatMap(({ servers }) => servers) };
}
