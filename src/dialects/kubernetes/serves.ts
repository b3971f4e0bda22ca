import type { Estate } from '../../resource/estate.ts';
import type { Resource } from '../../resource/resource.ts';
import { millisecondsOf } from './durations.ts';
import { flag, record, text } from './fields.ts';
import type { Pod } from './pods.ts';

/** What the user says of a program that no object of the cluster tells. */
export interface Serves {
  readonly resource: Resource;
  /** `https` is HTTP in TLS, which has an answer for plain requests; of `tls` nothing more is known. */
  readonly speaks?: 'http' | 'https' | 'tls';
  /** Status by path; a path that ends with `*` stands for all that begin so. In the order written. */
  readonly answers: readonly { readonly path: string; readonly status: number }[];
  /** Milliseconds that it takes to answer. */
  readonly latency?: number;
  /** Milliseconds after which it closes an idle connection. */
  readonly keepAlive?: number;
  /** It reads a PROXY protocol header in front of each connection. */
  readonly proxyProtocol?: boolean;
}

/** What is said of a pod's program on one port, by the pod's own name, that of its workload, or its address. */
export function servesOf(estate: Estate, pod: Pod, port: number): Serves | undefined {
  if (estate.ofType('Serves').length === 0) return undefined;
  for (const name of [pod.name, ...(pod.owner === undefined ? [] : [pod.owner.name, pod.owner.name.replace(/-[^-]+$/, '')])]) {
    // The first input need not be the pod's cluster: an entry is about every cluster that has the workload.
    const resource = estate.ofType('Serves').find((each) => each.namespace === pod.namespace && each.name === `${name}:${port}`);
    if (resource !== undefined) return said(resource);
  }
  return pod.address === undefined ? undefined : servesAt(estate, pod.address, port);
}

/** What is said of whatever has an address, on one port. */
export function servesAt(estate: Estate, address: string, port: number): Serves | undefined {
  const resource = estate.ofType('Serves').find(({ namespace, name }) => namespace === undefined && name === `${address}:${port}`);
  return resource === undefined ? undefined : said(resource);
}

function said(resource: Resource): Serves {
  const { body } = resource;
  const [latency, keepAlive, proxyProtocol] = [millisecondsOf(text(body['latency'])), millisecondsOf(text(body['keepAlive'])), flag(body['proxyProtocol'])];
  return {
    resource,
    answers: Object.entries(record(body['answers'])).flatMap(([path, status]) => (typeof status === 'number' ? [{ path, status }] : [])),
    ...(body['speaks'] === 'http' || body['speaks'] === 'https' || body['speaks'] === 'tls' ? { speaks: body['speaks'] } : {}),
    ...(latency === undefined ? {} : { latency }),
    ...(keepAlive === undefined ? {} : { keepAlive }),
    ...(proxyProtocol === undefined ? {} : { proxyProtocol }),
  };
}
