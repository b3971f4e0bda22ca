import { kubernetesProtocolNames, protocolNames, serverFirstPorts } from '../../../facts/istio.ts';
import type { ServicePort } from '../../kubernetes/services.ts';

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

/** Whether a declared protocol, in capitals, is spoken in HTTP/2 by the proxies themselves (istio/istio, protocol.IsHTTP2). */
export function speaksHttp2(declared: string): boolean {
  return /^(HTTP2|GRPC|GRPC-WEB)(-|$)/.test(declared);
}
