import type { Kind } from '../../src/hops/kind.ts';
import { arrive } from '../../src/path/arrive.ts';
import { namespace, pathFrom, pod, service } from './estate.ts';
import type { Data, Suite } from './suite.ts';
import { walked, type Walked } from './walked.ts';

interface Question {
  readonly config: string;
  readonly client: { readonly namespace: string; readonly app: string; readonly sidecar: boolean };
  readonly server: {
    readonly namespace: string;
    readonly app: string;
    readonly fqdn: string;
    readonly port: number;
    readonly targetPort: number;
    readonly protocol: string;
    readonly sidecar?: boolean;
    readonly subsets?: readonly { readonly version: string; readonly sidecar: boolean }[];
  };
  readonly path: string;
}

/** Whether a client reaches a server, with or without sidecars, and whether the wire carries mutual TLS. */
export function reachability(using: readonly Kind<unknown>[]): Suite {
  return { name: 'istio/reachability', answer: (question) => answered(using, question as unknown as Question) };
}

async function answered(using: readonly Kind<unknown>[], { config, client, server, path: asked }: Question): Promise<Data> {
  const { app, port, targetPort, protocol } = server;
  const servers = server.subsets ?? [{ version: 'v1', sidecar: server.sidecar === true }];
  const objects: Data[] = [
    namespace(server.namespace),
    pod({ namespace: client.namespace, name: `${client.app}-0`, labels: { app: client.app }, sidecar: client.sidecar, serviceAccount: client.app }),
    ...servers.map(({ version, sidecar }) => pod({ namespace: server.namespace, name: `${app}-${version}-0`, labels: { app, version }, sidecar, serviceAccount: app })),
    service(server.namespace, app, { app }, [{ name: protocol, port, targetPort }]),
  ];
  const path = await pathFrom(using, objects, config);
  const scheme = protocol === 'tcp' ? 'tcp' : protocol === 'https' ? 'https' : 'http';
  const url = `${scheme}://${server.fqdn}:${port}${scheme === 'tcp' ? '' : asked}`;
  const arrival = arrive(path, { url, method: 'GET', headers: [], from: { kind: 'pod', namespace: client.namespace, name: `${client.app}-0` } });
  if (!('entry' in arrival)) throw new Error('wrong' in arrival ? arrival.wrong : arrival.why);
  return reached(walked(path, arrival.entry, arrival.point), protocol === 'https' ? 1 : 0);
}

/** The program answers if it got the bytes it speaks: `own` sessions are the client's with the program itself. */
export function reached(seen: Walked | string, own: number): Data {
  if (typeof seen === 'string') return { success: seen };
  if (seen.verdict.kind !== 'delivered' || seen.open !== own) return { success: false };
  return { success: true, mtls: seen.peer !== undefined };
}
