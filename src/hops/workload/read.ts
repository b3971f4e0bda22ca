import { proxyContainer } from '../../facts/injection.ts';
import { gatewayStatus } from '../../facts/istio-installation.ts';
import { originOf } from '../../dialects/kubernetes/origin.ts';
import { portOn } from '../../dialects/kubernetes/endpoints.ts';
import { podAt, type Pod } from '../../dialects/kubernetes/pods.ts';
import { toldBy } from '../../dialects/kubernetes/program.ts';
import { servesOf } from '../../dialects/kubernetes/serves.ts';
import { servicesSelecting } from '../../dialects/kubernetes/services.ts';
import { speechOf } from '../../dialects/kubernetes/speaks.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Path, Resource } from '../../resource/resource.ts';
import type { Opened } from '../kind.ts';
import type { WorkloadSpec } from './spec.ts';

/** Answers for every port of every pod. */
export function read(estate: Estate): Opened<WorkloadSpec> {
  return {
    at: (address) => {
      const [, namespace = '', name = '', port = ''] = address.split('/');
      const pod = podAt(estate, namespace, name);
      return pod === undefined ? undefined : specOf(estate, pod, Number(port));
    },
  };
}

function specOf(estate: Estate, pod: Pod, port: number): WorkloadSpec {
  const serves = servesOf(estate, pod, port);
  const status = port === gatewayStatus.port && pod.containers.some(({ name }) => name === proxyContainer);
  const speaks = serves?.speaks ?? (status ? 'http' : speechOf(estate, pod, port));
  // A sidecar's own ports say nothing about the program beside it.
  const declared = pod.containers.filter(({ name }) => name !== proxyContainer).flatMap(({ ports }) => ports.map(({ number }) => number));
  const [listens, resource, path] = declaredAt(pod, port) ?? ledBy(estate, pod, port) ?? ([declared.length === 0 ? 'taken' : 'not-said', pod.resource, ['spec', 'containers']] as const);
  const workload = `${pod.namespace}/${pod.name}`;
  const although = listens === 'declared' ? '' : declared.length === 0 ? ', although its containers declare no port' : `, although its containers declare ${[...new Set(declared)].join(', ')}`;
  return {
    workload,
    port,
    listens,
    origin: originOf(resource, path, `port ${port}`, `${workload} takes it on port ${port}${although}`),
    ...(speaks === undefined ? {} : { speaks }),
    ...(serves === undefined ? (status ? { answers: readiness(pod, workload) } : {}) : toldBy(serves, workload)),
  };
}

/** A proxy says on this port whether it is ready, and has no other page there. */
function readiness({ resource }: Pod, workload: string): NonNullable<WorkloadSpec['answers']> {
  const origin = originOf(resource, ['spec', 'containers'], 'status port', `the proxy of ${workload} answers 404: ${gatewayStatus.path} is all that this port is for`);
  return [{ path: `${gatewayStatus.path}*`, origin }, { path: '*', status: 404, origin }];
}

type Place = readonly [WorkloadSpec['listens'], Resource, Path];

function declaredAt(pod: Pod, port: number): Place | undefined {
  for (const { ports, path } of pod.containers) {
    const found = ports.find(({ number, protocol }) => number === port && protocol === 'TCP');
    if (found !== undefined) return ['declared', pod.resource, [...path, 'ports', found.index]];
  }
  return undefined;
}

function ledBy(estate: Estate, pod: Pod, port: number): Place | undefined {
  for (const { resource, ports } of servicesSelecting(estate, pod)) {
    const found = ports.find((each) => each.protocol === 'TCP' && portOn(pod, each) === port);
    if (found !== undefined) return ['led-to', resource, [...found.path, 'targetPort']];
  }
  return undefined;
}
