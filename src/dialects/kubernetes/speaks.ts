import { balancerAnnotations } from '../../facts/consoles.ts';
import { bothOnOnePort, httpProtocolNames, tlsProtocolNames } from '../../facts/kubernetes.ts';
import type { Estate } from '../../resource/estate.ts';
import { portOn } from './endpoints.ts';
import type { Pod } from './pods.ts';
import { servicesSelecting, type Service, type ServicePort } from './services.ts';

/** What a program reads on a port: plain HTTP, or TLS of its own. */
export type Speech = 'http' | 'tls';

/**
 * What is known of a pod port: the kubelet's own probes say it best; else what the Services that lead there say; else the
 * name of the container's port. Undefined: nobody says, or they disagree.
 */
export function speechOf(estate: Estate, pod: Pod, port: number): Speech | undefined {
  if (pod.containers.some(({ image }) => bothOnOnePort.some((program) => image?.includes(program) === true))) return undefined;
  const probed = pod.containers.flatMap(({ probes, ports }) =>
    probes.flatMap(({ scheme, port: asked }): readonly Speech[] => {
      const number = typeof asked === 'string' ? ports.find(({ name }) => name === asked)?.number : asked;
      return scheme === undefined || number !== port ? [] : [scheme === 'HTTPS' ? 'tls' : 'http'];
    }),
  );
  if (probed.length > 0) return agreed(probed);
  const named = pod.containers.flatMap(({ ports }) => ports.filter(({ number }) => number === port).map(({ name }) => spoken(name)));
  const served = leadingServicePorts(estate, pod, port).map(({ service, port: { appProtocol, name } }) => (isEndedBefore(service) ? undefined : spoken(appProtocol ?? name)));
  const known = agreed(served);
  // A Service's port `https` that leads to the container's port `http` says where TLS ends: before it, or nobody knows.
  if (served.some((speech) => speech !== undefined)) return named.some((speech) => speech !== undefined && speech !== known) ? undefined : known;
  return agreed(named);
}

/** The Service's own load balancer has a certificate: the names of its ports may be about what clients speak. */
function isEndedBefore({ annotations }: Service): boolean {
  return annotations[`${balancerAnnotations.prefix}${balancerAnnotations.certificate}`] !== undefined;
}

/** The TCP ports of the pod's Services that lead to one of its ports, with their Services. */
export function leadingServicePorts(estate: Estate, pod: Pod, port: number): readonly { readonly service: Service; readonly port: ServicePort }[] {
  return servicesSelecting(estate, pod).flatMap((service) => service.ports.filter((each) => each.protocol === 'TCP' && portOn(pod, each) === port).map((each) => ({ service, port: each })));
}

/** An appProtocol, or a port name up to its first dash: `http-metrics` is HTTP. */
function spoken(name: string | undefined): Speech | undefined {
  if (name === undefined) return undefined;
  const word = name.includes('/') ? name : name.toLowerCase().split('-')[0]!;
  if (tlsProtocolNames.includes(word)) return 'tls';
  return httpProtocolNames.includes(word) ? 'http' : undefined;
}

function agreed(speeches: readonly (Speech | undefined)[]): Speech | undefined {
  return speeches.every((speech) => speech === speeches[0]) ? speeches[0] : undefined;
}
