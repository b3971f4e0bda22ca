import { pointCarrier, pointOf } from '../../src/engine/point.ts';
import { pushSession } from '../../src/engine/traffic.ts';
import type { Kind } from '../../src/hops/kind.ts';
import { pointFor } from '../../src/path/request.ts';
import { namespace, pathFrom, pod } from './estate.ts';
import { reached } from './reachability.ts';
import type { Case, Data, Suite } from './suite.ts';
import { walked } from './walked.ts';

interface Question {
  readonly config: string;
  readonly server: { readonly namespace: string; readonly app: string; readonly sidecar: boolean; readonly workloadPort: number; readonly protocol: string };
  readonly client: { readonly sends: string };
}

/** Whether a client reaches a pod port that no Service names. */
export function passthroughPorts(using: readonly Kind<unknown>[]): Suite {
  return {
    name: 'istio/passthrough-ports',
    answer: (question) => answered(using, question as unknown as Question),
  };
}

async function answered(using: readonly Kind<unknown>[], { config, server, client }: Question): Promise<Data> {
  const { app, workloadPort: port, protocol } = server;
  const path = await pathFrom(using, [namespace(server.namespace), pod({ namespace: server.namespace, name: `${app}-0`, labels: { app }, sidecar: server.sidecar, serviceAccount: app })], config);
  const source = { 'src.pod': `${server.namespace}/client-0` };
  const host = `${app}.${server.namespace}`;
  const plain =
    protocol === 'tcp'
      ? pointOf({ protocol: 'tcp', 'dst.port': port, ...source })
      : pointFor({ url: '', method: 'GET', headers: [], from: { kind: 'internet' } }, { scheme: 'http', host, port, raw: '/' }, source);
  const session = {
    sni: `outbound_.${port}_._.${host}.svc.cluster.local`,
    alpn: protocol === 'tcp' ? 'istio' : 'istio-http/1.1',
    offer: { authority: 'mesh cluster.local', principal: `cluster.local/ns/${server.namespace}/sa/client` },
    demand: { authority: 'mesh cluster.local' },
  };
  const point = client.sends === 'mtls' ? pushSession(pointCarrier(), plain, session) : plain;
  const { success } = reached(walked(path, `pod/${server.namespace}/${app}-0/${port}`, point), 0) as Case;
  return { success: success ?? null };
}
