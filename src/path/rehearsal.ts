import { balancerPatience, checkingAgent, proxyPatience, type Patience } from '../facts/rehearsal.ts';
import { jwtReplies } from '../facts/envoy.ts';
import { grpcStatusOf } from '../facts/grpc.ts';
import { interfacesOf } from '../dialects/aws/network/interfaces.ts';
import { wayOf } from '../dialects/aws/network/wire.ts';
import type { Hop, HopId } from '../ir/program.ts';
import type { Network } from './network.ts';

/** A client has to outwait everybody on the way; whoever the program leaves open behaves as a proxy does. */
const clientPatience: Patience = { connect: 30, answer: 180 };

/** How long a hop waits for the next one, by what it is as a dialler. Seconds. */
export function patienceOf(dialler: Hop['dialler']): Patience {
  switch (dialler) {
    case 'load-balancer':
      return balancerPatience;
    case 'client':
      return clientPatience;
    case 'proxy':
    case 'relay':
    case 'tunnel':
    case 'workload':
      return proxyPatience;
    default:
      return dialler;
  }
}

/** What a proxy says of a token that nobody signed whose keys it has. */
export const unsigned = jwtReplies.badSignature;

/** The interface at which packets to a hop begin, if that is known: whatever dials it has the interface's addresses. */
export function senderOf(hop: HopId): string | undefined {
  return wayOf(hop)?.from.interface;
}

/** Whether a hop is a way of packets from somewhere to a station. */
export function isWay(hop: HopId): boolean {
  return wayOf(hop) !== undefined;
}

/** What packets on a way are meant for; any other hop is itself. */
export function meantBy(hop: HopId): HopId {
  return wayOf(hop)?.to ?? hop;
}

/** The PrivateLink endpoint to which an interface belongs, if it does. */
export function endpointAt({ estate }: Network, key: string): string | undefined {
  const owner = interfacesOf(estate).get(key)?.owner;
  return owner?.kind === 'endpoint' ? owner.key : undefined;
}

/** The status of gRPC that an answer without one stands for. */
export { grpcStatusOf };

/** What a health check calls itself, and what makes the stand-in for a program know one. */
export const checkAgent = checkingAgent;
