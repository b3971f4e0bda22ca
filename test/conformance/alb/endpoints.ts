import { backendOf, podEndpoints, type PodEndpoint } from '../../../src/controllers/load-balancer-controller/binding/endpoints.ts';
import { inState, instanceOf, nodesOf, nodeTargets, withoutNodePorts } from '../../../src/controllers/load-balancer-controller/binding/nodes.ts';
import { runControllers } from '../../../src/controllers/run.ts';
import { endpoints as endpointsController } from '../../../src/controllers/endpoints.ts';
import { endpointsOf } from '../../../src/dialects/kubernetes/endpoints.ts';
import { servicesOf } from '../../../src/dialects/kubernetes/services.ts';
import { estateOf, type Estate } from '../../../src/resource/estate.ts';
import { resourcesOf } from '../estate.ts';
import type { Data } from '../suite.ts';
import { part, parts, string } from './answers.ts';
import type { Area, Asked } from './areas.ts';

/** Upstream's tests of which pods and nodes are registered. */
export const endpoints: Area = {
  ResolvePodEndpoints: {
    answer: async (asked) => {
      const found = await backend(asked);
      if ('says' in found) return { want: null, wantErr: found.says };
      const { taken } = podEndpoints(found.estate, found.service, found.port, part(asked.input['fields'])['failOpenEnabled'] === true);
      return { want: taken.length === 0 ? null : taken.map(shown), wantErr: null };
    },
    // What else upstream remembers of a pod is what the test put in.
    expected: (expected) => ({ want: Array.isArray(part(expected)['want']) ? parts(part(expected)['want']).map(({ ip, port, pod }) => ({ ip: ip!, port: port!, pod: part(part(pod)['key']) })) : null, wantErr: part(expected)['wantErr'] ?? null }),
  },
  ResolveNodePortEndpoints: {
    answer: async (asked) => {
      const found = await backend(asked);
      if ('says' in found) return { want: null, wantErr: found.says };
      const wrong = withoutNodePorts(found.service);
      if (wrong !== undefined) return { want: null, wantErr: wrong.says };
      const { taken } = nodeTargets(nodesOf(found.estate, found.service.resource.scope), undefined, part(asked.input['fields'])['failOpenEnabled'] === true);
      const targets = taken.map((node): Data => {
        const instance = instanceOf(node);
        return { instanceID: typeof instance === 'string' ? instance : instance.says, port: found.port.nodePort ?? 0 };
      });
      return { want: targets.length === 0 ? null : targets, wantErr: null };
    },
  },
  buildPodEndpoint: {
    answer: async ({ input }) => {
      const { pod, epAddr, port } = part(input['args']);
      const key = { namespace: 'default', ...part(part(pod)['key']) };
      const slice = { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata: { namespace: 'default', name: 'any-1', labels: { 'kubernetes.io/service-name': 'any' } }, addressType: 'IPv4', ports: [{ port: port! }], endpoints: [{ addresses: [epAddr!], conditions: { ready: true }, targetRef: { kind: 'Pod', ...key } }] };
      const service = { apiVersion: 'v1', kind: 'Service', metadata: { namespace: 'default', name: 'any' }, spec: { ports: [{ port: port! }] } };
      const estate = await estateWith([service, slice, podOf({ ...part(pod), key })]);
      const found = servicesOf(estate)[0]!;
      const [taken] = podEndpoints(estate, found, found.ports[0]!, false).taken;
      // The test's pod has no namespace.
      return { want: { ip: taken?.address ?? '', port: taken?.port ?? 0, pod: { key: { name: taken?.object?.name ?? '' } } } };
    },
  },
  findServiceAndServicePort: {
    answer: async (asked) => {
      const found = await backend(asked);
      if ('says' in found) return { wantSvc: null, wantSvcPort: {}, wantErr: found.says };
      const { service, port } = found;
      return { wantSvc: service.resource.body, wantSvcPort: { ...(port.name === undefined ? {} : { name: port.name }), port: port.port }, wantErr: null };
    },
  },
  filterNodesByReadyConditionStatus: {
    answer: async ({ input }) => {
      const { nodes, readyCondStatus } = part(input['args']);
      const estate = await estateWith(parts(nodes));
      const [first] = estate.resources;
      return { want: inState(nodesOf(estate, first?.scope ?? ''), string(readyCondStatus)).map(({ resource }) => resource.body) };
    },
  },
  computeServiceEndpointsData: {
    answer: async ({ input }) => {
      const { svcKey } = part(input['args']);
      const { namespace, name } = part(svcKey);
      const env = part(input['env']);
      const written = [...parts(env['endpoints']), ...parts(env['endpointSlices'])];
      // Every name of a port that stands in them is a port of the Service.
      const ports = [...new Set(written.flatMap((each) => [...parts(each['ports']), ...parts(each['subsets']).flatMap((subset) => parts(subset['ports']))]).map((port) => JSON.stringify(port)))].map((port) => JSON.parse(port) as Data);
      const estate = await estateWith([...written, { apiVersion: 'v1', kind: 'Service', metadata: { namespace: namespace!, name: name! }, spec: { ports } }]);
      const service = servicesOf(estate)[0]!;
      const data = service.ports.map((port): Data => ({
        ports: [{ name: port.name ?? '', port: port.port }],
        endpoints: endpointsOf(estate, service, port).map(({ address, ready, serving, terminating }) => ({ addresses: [address ?? ''], conditions: { ready, serving, terminating } })),
      }));
      return { want: data, wantErr: null };
    },
  },
};

async function backend(asked: Asked) {
  const { svcKey, port } = part(asked.input['args']);
  const { namespace, name, Namespace, Name } = part(svcKey);
  const estate = await estateOfEnv(asked);
  const found = backendOf(estate, estate.resources[0]?.scope ?? '', string(Namespace ?? namespace), string(Name ?? name), port as string | number);
  return 'says' in found ? found : { ...found, estate };
}

/** The objects of the cluster; pods as the repository of the test holds them. */
async function estateOfEnv({ input }: Asked): Promise<Estate> {
  const { nodes, services, endpointsList, endpointSlices } = part(input['env']);
  const pods = parts(part(input['fields'])['podInfoRepoGetCalls']).flatMap(({ exists, pod }) => (exists === true ? [podOf(part(pod))] : []));
  return estateWith([...parts(nodes), ...parts(services), ...parts(endpointsList), ...parts(endpointSlices), ...pods]);
}

async function estateWith(objects: readonly { readonly [key: string]: Data }[]): Promise<Estate> {
  return runControllers(estateOf(await resourcesOf(objects)).estate, [endpointsController]).estate;
}

function podOf({ key, uid, readinessGates, conditions, nodeName, podIP }: { readonly [key: string]: Data }): { readonly [key: string]: Data } {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { ...part(key), uid: uid ?? '' }, spec: { nodeName: nodeName ?? '', readinessGates: readinessGates ?? [], containers: [{ name: 'only', image: 'only' }] }, status: { podIP: podIP ?? '', conditions: conditions ?? [] } };
}

function shown({ address, port, object }: PodEndpoint): Data {
  return { ip: address ?? '', port, pod: { namespace: object?.namespace ?? '', name: object?.name ?? '' } };
}
