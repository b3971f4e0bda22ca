import { namespace, pod, service } from './estate.ts';
import type { Data } from './suite.ts';

/** The servers of keys that rules name stand in the mesh, each with a pod that answers: upstream's tests run with them. */
export function keyServers(config: string): readonly Data[] {
  const named = [...config.matchAll(/jwksUri:\s*["']?http:\/\/([a-z0-9-]+)\.([a-z0-9-]+)\.svc\.cluster\.local:(\d+)/g)];
  const servers = new Map(named.map(([uri, name, home, port]) => [uri, { name: name!, home: home!, port: Number(port) }]));
  return [...servers.values()].flatMap(({ name, home, port }) => [
    namespace(home),
    service(home, name, { app: name }, [{ name: 'http', port, targetPort: port }]),
    pod({ namespace: home, name: `${name}-0`, labels: { app: name }, sidecar: false, address: '10.1.0.8' }),
  ]);
}
