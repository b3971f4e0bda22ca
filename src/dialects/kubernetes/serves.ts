import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { millisecondsOf } from './durations.ts';
import { flag, record, text } from './fields.ts';
import type { Pod } from './pods.ts';

/** What the user says of a program that no object of the cluster tells. */
export interface Serves {
  readonly resource: Resource;
  readonly speaks?: 'http' | 'tls';
  /** Status by path; a path that ends with `*` stands for all that begin so. In the order written. */
  readonly answers: readonly { readonly path: string; readonly status: number }[];
  /** Milliseconds that it takes to answer. */
  readonly latency?: number;
  /** Milliseconds after which it closes an idle connection. */
  readonly keepAlive?: number;
  /** It reads a PROXY protocol header in front of each connection. */
  readonly proxyProtocol?: boolean;
}

/** What is said of a pod's program on one port, by the pod's own name or that of its workload. */
export function servesOf(estate: Estate, pod: Pod, port: number): Serves | undefined {
  if (estate.ofType('Serves', pod.namespace).length === 0) return undefined;
  for (const name of [pod.name, ...(pod.owner === undefined ? [] : [pod.owner.name, pod.owner.name.replace(/-[^-]+$/, '')])]) {
    const resource = estate.find({ scope: pod.resource.scope, type: 'Serves', namespace: pod.namespace, name: `${name}:${port}` });
    if (resource !== undefined) return said(resource);
  }
  return undefined;
}

function said(resource: Resource): Serves {
  const { body } = resource;
  const [latency, keepAlive, proxyProtocol] = [millisecondsOf(text(body['latency'])), millisecondsOf(text(body['keepAlive'])), flag(body['proxyProtocol'])];
  return {
    resource,
    answers: Object.entries(record(body['answers'])).flatMap(([path, status]) => (typeof status === 'number' ? [{ path, status }] : [])),
    ...(body['speaks'] === 'http' || body['speaks'] === 'tls' ? { speaks: body['speaks'] } : {}),
    ...(latency === undefined ? {} : { latency }),
    ...(keepAlive === undefined ? {} : { keepAlive }),
    ...(proxyProtocol === undefined ? {} : { proxyProtocol }),
  };
}
