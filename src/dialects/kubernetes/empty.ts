import type { Estate } from '../../resource/estate.ts';
import type { Path, Resource } from '../../resource/resource.ts';
import { record, texts } from './fields.ts';
import { carries } from './labels.ts';
import { portOn } from './endpoints.ts';
import { podsOf, podsWith } from './pods.ts';
import { portRepairs, selectorRepairs, type Repair } from './repairs.ts';
import type { Service, ServicePort } from './services.ts';

/** Why nothing stands behind a Service, at the attribute that is the reason. */
export interface Empty {
  readonly why: string;
  readonly resource: Resource;
  readonly path: Path;
  /** The smallest edits that put something behind it, where what was meant is plain. */
  readonly repairs: readonly Repair[];
}

/** Why a port of a Service that has no ready endpoint has none. */
export function whyEmpty(estate: Estate, service: Service, port: ServicePort): Empty {
  const { resource, selector } = service;
  const named = `Service ${service.namespace}/${service.name}`;
  const because = (why: string, path: Path, repairs: readonly Repair[] = []): Empty => ({ why, resource, path, repairs });
  if (Object.keys(selector).length === 0) return because(`${named} has no selector, and its endpoints are not in the inputs or not ready`, ['spec']);
  const pods = podsWith(estate, resource.scope, service.namespace, selector);
  if (pods.length === 0) return unselected(estate, service);
  if (pods.every((pod) => portOn(pod, port) === undefined)) return because(`no pod of ${named} has a container port named ${port.targetPort}`, [...port.path, 'targetPort'], portRepairs(service, port, pods));
  return because(`no pod of ${named} is ready`, ['spec', 'selector']);
}

/** Why a Service with a selector has no pods at all. */
export function unselected(estate: Estate, service: Service): Empty {
  const { resource, selector, namespace, name } = service;
  const asleep = scaledToZero(estate, service);
  if (asleep !== undefined) return { why: `${asleep.type} ${namespace}/${asleep.name}, whose pods Service ${namespace}/${name} selects, has 0 replicas`, resource: asleep, path: ['spec', 'replicas'], repairs: [] };
  const pairs = Object.entries(selector).map(([key, value]) => `${key}=${value}`).join(', ');
  return { why: `Service ${namespace}/${name} selects no pod (${pairs})`, resource, path: ['spec', 'selector', missedKey(estate, service)], repairs: selectorRepairs(estate, service) };
}

/** The key of a selector that no pod of the namespace meets; the first where each is met, and only never by one pod. */
export function missedKey(estate: Estate, { resource, namespace, selector }: Service): string {
  const pods = podsOf(estate, namespace).filter((pod) => pod.resource.scope === resource.scope);
  return Object.keys(selector).find((key) => !pods.some((pod) => pod.labels[key] === selector[key])) ?? Object.keys(selector)[0] ?? '';
}

/** The workload that the Service is for, if it was told to run no pod. */
function scaledToZero(estate: Estate, { resource, namespace, selector }: Service): Resource | undefined {
  return ['Deployment', 'StatefulSet', 'ReplicaSet'].flatMap((type) => estate.ofType(type, namespace)).find((workload) => {
    const spec = record(workload.body['spec']);
    return workload.scope === resource.scope && spec['replicas'] === 0 && carries(texts(record(record(spec['template'])['metadata'])['labels']), selector);
  });
}
