import { kubernetesProtocolNames, protocolNames, serverFirstPorts } from '../../facts/istio.ts';
import type { Estate } from '../../resource/estate.ts';
import { portOn } from '../kubernetes/endpoints.ts';
import type { Pod } from '../kubernetes/pods.ts';
import { servicesSelecting, type Service, type ServicePort } from '../kubernetes/services.ts';
import { inCreationOrder } from './order.ts';

/**
 * What a proxy takes a port to speak: `http`, or bytes (`tcp`, and `tls`, which is TCP that holds a TLS session), or
 * `auto`: nobody said, so the first bytes decide. `udp` never meets a proxy.
 */
export type Protocol = 'http' | 'tcp' | 'tls' | 'auto' | 'udp';

/** appProtocol, else the port name up to its first `-` (istio/istio, pkg/config/kube, ConvertProtocol). */
export function protocolOf(port: Pick<ServicePort, 'name' | 'port' | 'appProtocol' | 'protocol'>): Protocol {
  if (port.protocol === 'UDP') return 'udp';
  const said = port.appProtocol ?? port.name ?? '';
  const known = port.appProtocol === undefined || !Object.hasOwn(kubernetesProtocolNames, port.appProtocol) ? undefined : kubernetesProtocolNames[port.appProtocol];
  if (known !== undefined) return known;
  const name = said.toLowerCase();
  const word = name.startsWith('grpc-web') ? 'grpc-web' : (name.split('-')[0] ?? '');
  const protocol = Object.hasOwn(protocolNames, word) ? protocolNames[word] : undefined;
  return protocol ?? (serverFirstPorts.includes(port.port) ? 'tcp' : 'auto');
}

/** How a pod's proxy takes connections to one of the pod's ports. */
export interface InboundPort {
  readonly protocol: Protocol;
  /** Services that lead to this port; none: the port is undeclared, and connections pass by the catch-all chains. */
  readonly services: readonly string[];
  /** Set where Services disagree on the protocol and the older one wins, but nobody says which is older. */
  readonly doubt?: string;
}

/** The Service ports of the pod's own Services decide; where two disagree, the older Service's port does. */
export function inboundPort(estate: Estate, pod: Pod, port: number): InboundPort {
  const leading = servicesSelecting(estate, pod).flatMap((service) => leadingPorts(service, pod, port).map((each) => ({ service, protocol: protocolOf(each) })));
  const { resources, known } = inCreationOrder([...new Set(leading.map(({ service }) => service.resource))]);
  const sorted = resources.flatMap((resource) => leading.filter(({ service }) => service.resource === resource));
  const services = [...new Set(sorted.map(({ service }) => `${service.namespace}/${service.name}`))];
  const protocols = new Set(sorted.map(({ protocol }) => protocol));
  const protocol = sorted[0]?.protocol ?? 'auto';
  if (protocols.size < 2 || known) return { protocol, services };
  return { protocol, services, doubt: `Services ${services.join(' and ')} give port ${port} different protocols (${[...protocols].join(', ')}); the older Service decides, and no file says which that is` };
}

function leadingPorts(service: Service, pod: Pod, port: number): readonly ServicePort[] {
  return service.ports.filter((each) => each.protocol !== 'UDP' && portOn(pod, each) === port);
}
