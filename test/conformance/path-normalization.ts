import type { Kind } from '../../src/hops/kind.ts';
import { pointFor } from '../../src/path/request.ts';
import { meshConfig, namespace, pathFrom, pod, service } from './estate.ts';
import type { Data, Suite } from './suite.ts';
import { walked } from './walked.ts';

interface Question {
  readonly normalization: string;
  readonly path: string;
}

/** The path that a program behind a sidecar sees. */
export function pathNormalization(using: readonly Kind<unknown>[]): Suite {
  return {
    name: 'istio/path-normalization',
    answer: (question) => answered(using, question as unknown as Question),
    echo: ({ path }) => ({ upstreamPath: path ?? null }),
  };
}

async function answered(using: readonly Kind<unknown>[], { normalization, path: raw }: Question): Promise<Data> {
  const objects: Data[] = [
    meshConfig({ pathNormalization: { normalization } }),
    namespace('ns1'),
    pod({ namespace: 'ns1', name: 'server-0', labels: { app: 'server' }, sidecar: true }),
    service('ns1', 'server', { app: 'server' }, [{ name: 'http', port: 80, targetPort: 18080 }]),
  ];
  const path = await pathFrom(using, objects);
  const request = { url: '', method: 'GET', headers: [], from: { kind: 'internet' } } as const;
  const seen = walked(path, 'pod/ns1/server-0/18080', pointFor(request, { scheme: 'http', host: 'server.ns1', port: 80, raw }, {}));
  if (typeof seen === 'string') return { upstreamPath: seen };
  if (seen.verdict.kind === 'answered') return { status: seen.verdict.status };
  const [upstream, query] = [seen.field('path'), seen.field('path.raw')];
  if (typeof upstream !== 'string') return { upstreamPath: JSON.stringify(upstream) };
  return { upstreamPath: upstream + (typeof query === 'string' && query.includes('?') ? query.slice(query.indexOf('?')) : '') };
}
