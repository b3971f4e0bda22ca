import { portOn } from '../../dialects/kubernetes/endpoints.ts';
import { podsWith, type Pod } from '../../dialects/kubernetes/pods.ts';
import { servesOf } from '../../dialects/kubernetes/serves.ts';
import { servicesOf, servicesSelecting, type Service, type ServicePort } from '../../dialects/kubernetes/services.ts';
import { proxyContainer } from '../../facts/injection.ts';
import type { Proposal } from '../../hops/kind.ts';
import type { Path } from '../../path/path.ts';
import type { Estate } from '../../resource/estate.ts';
import { because, findingAt, listed } from '../finding.ts';
import type { Finding, Rule } from '../rule.ts';

/** A Service leads to a port that no container declares, while no Service leads to one that is declared. */
export const rule: Rule = {
  name: 'target-port-not-declared',
  severity: 'warning',
  aliases: [],
  find,
};

function* find({ estate }: Path): Iterable<Finding> {
  for (const service of servicesOf(estate)) {
    const { selector, namespace, type, resource } = service;
    if (type === 'ExternalName' || resource.derived !== undefined || Object.keys(selector).length === 0) continue;
    const pods = podsWith(estate, resource.scope, namespace, selector);
    if (pods.length === 0) continue;
    for (const port of service.ports) {
      if (port.protocol !== 'TCP' || typeof port.targetPort !== 'number' || pods.some((pod) => isKnown(estate, pod, port.targetPort as number))) continue;
      const spare = pods.map((pod) => spareOf(estate, pod));
      if (spare.every((each) => each.length > 0)) yield found(service, port, port.targetPort, pods[0]!, spare[0]!);
    }
  }
}

/** Whether anything says that the pod listens there. A proxy's listeners are in no container's ports. */
function isKnown(estate: Estate, pod: Pod, port: number): boolean {
  const declared = pod.containers.some(({ ports, probes }) => ports.some(({ number }) => number === port) || probes.some((probe) => probe.port === port));
  return declared || pod.containers.some(({ name }) => name === proxyContainer) || servesOf(estate, pod, port) !== undefined;
}

/** Declared ports that no Service leads to: declaring is informational, and a program may well have a port more than it says. */
function spareOf(estate: Estate, pod: Pod): readonly number[] {
  const led = servicesSelecting(estate, pod).flatMap(({ ports }) => ports.flatMap((port) => portOn(pod, port) ?? []));
  return [...new Set(pod.containers.flatMap(({ ports }) => ports.filter(({ protocol, number }) => protocol === 'TCP' && !led.includes(number)).map(({ number }) => number)))];
}

function found({ resource, namespace, name }: Service, { port, path }: ServicePort, target: number, pod: Pod, spare: readonly number[]): Finding {
  const index = pod.containers.findIndex(({ ports }) => ports.some(({ number }) => number === spare[0]));
  const at = pod.containers[index]!;
  return findingAt(rule, { resource, path: [...path, 'targetPort'] }, {
    message: `connections to ${namespace}/${name} on port ${port} are refused, unless something listens on port ${target} of its pods that no file tells of: they declare ${listed(spare)}, to which no Service leads`,
    label: `no container declares ${target}`,
    because: [because(`container ${at.name}`, `declares port ${listed(spare)}`, { resource: pod.resource, path: [...at.path, 'ports'] })],
    proposals: spare.length > 1 ? [] : [mend(resource, [...path, 'targetPort'], spare[0]!)],
  });
}

function mend(of: Service['resource'], path: ServicePort['path'], to: number): Proposal {
  return { title: `lead to the port that is declared: ${to}`, edits: [{ edit: 'set', of, path, to }], certainty: 'proposed' };
}
