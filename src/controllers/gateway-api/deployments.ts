import { list, record, text, texts, whole } from '../../dialects/kubernetes/fields.ts';
import { classNameLabel, gatewayType, managedLabel, readinessPort, serviceTypeAnnotation, statusPortName } from '../../facts/gateway-api.ts';
import { injectLabel, proxyContainer } from '../../facts/injection.ts';
import { gatewayNameLabel } from '../../facts/istio.ts';
import type { Labels } from '../../dialects/kubernetes/labels.ts';
import type { JsonObject, Resource } from '../../resource/resource.ts';
import { made, type Controller, type Derivation } from '../controller.ts';
import { accountOf, isManaged, managedName } from './addresses.ts';
import { classOf, type Class } from './classes.ts';
import { scopesWith } from './gateway-api.ts';
import { poolServiceBody, routesTo } from './inference-pools.ts';
import { listenersOf, takesListenersOf } from './listener.ts';
import { named } from './references.ts';
import { settingsOf } from './settings.ts';
import { annotationsOf, labelsOf, worldOf, type World } from './world.ts';

/**
 * istiod's deployment controller: Gateways that name no address of their own get a Deployment, a Service and a service
 * account (deploymentcontroller.go); InferencePools that routes lead to get the Service behind which their pods stand.
 * What the cluster has by such a name stays.
 */
export const gatewayDeployments: Controller = {
  name: 'gateway-deployments',
  reads: [gatewayType, 'GatewayClass', 'ListenerSet', 'InferencePool', 'HTTPRoute', 'Namespace', 'Deployment', 'Service', 'ServiceAccount'],
  make: (estate) =>
    scopesWith(estate, [gatewayType, 'InferencePool']).flatMap((scope) => {
      const world = worldOf(estate, scope, settingsOf(estate, scope));
      const pools = world.settings.inference ? world.all('InferencePool').filter((pool) => routesTo(world, pool).length > 0) : [];
      const services = pools.map((pool) => made({ by: 'gateway-deployments', from: pool, path: ['spec'] }, 'Service', 'v1', poolServiceBody(pool)));
      return [...world.all(gatewayType).flatMap((gateway) => deployed(world, gateway)), ...services].filter(({ type, namespace, name }) => world.find(type, namespace, name) === undefined);
    }),
};

function deployed(world: World, gateway: Resource): readonly Resource[] {
  const ofClass = classOf(world, text(record(gateway.body['spec'])['gatewayClassName']) ?? '');
  if (ofClass === undefined || !ofClass.routes || !isManaged(gateway)) return [];
  const by: Derivation = { by: 'gateway-deployments', from: gateway, path: ['spec', 'gatewayClassName'] };
  const name = managedName(gateway, ofClass);
  const labels = { ...infrastructure(gateway, 'labels'), [gatewayNameLabel]: gateway.name, [classNameLabel]: ofClass.name, [managedLabel]: ofClass.managedLabel };
  const metadata = (called: string): JsonObject => ({ name: called, namespace: gateway.namespace ?? '', labels, annotations: infrastructure(gateway, 'annotations') });
  const account = accountOf(gateway, ofClass);
  return [
    made(by, 'ServiceAccount', 'v1', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadata(account) }),
    made(by, 'Deployment', 'apps/v1', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: metadata(name), spec: deploymentSpec(gateway, account, labels) }),
    made(by, 'Service', 'v1', { apiVersion: 'v1', kind: 'Service', metadata: metadata(name), spec: serviceSpec(world, gateway, ofClass) }, (path, part) => gateway.locate(path[1] === 'ports' ? ['spec', 'listeners'] : by.path, part)),
  ];
}

/** Labels or annotations of what is made: those that `infrastructure` lists, else the Gateway's own. */
function infrastructure(gateway: Resource, field: 'labels' | 'annotations'): Labels {
  const asked = record(record(gateway.body['spec'])['infrastructure'])[field];
  if (asked === undefined || asked === null) return field === 'labels' ? labelsOf(gateway) : annotationsOf(gateway);
  return Object.fromEntries(Object.entries(texts(asked)).filter(([key]) => !key.startsWith('gateway.networking.k8s.io/')));
}

function deploymentSpec(gateway: Resource, account: string, labels: Labels): JsonObject {
  const probe = { httpGet: { path: '/healthz/ready', port: readinessPort, scheme: 'HTTP' } };
  return {
    selector: { matchLabels: { [gatewayNameLabel]: gateway.name } },
    template: {
      metadata: { labels: { [injectLabel]: 'false', ...labels }, annotations: infrastructure(gateway, 'annotations') },
      spec: {
        serviceAccountName: account,
        containers: [{ name: proxyContainer, image: 'auto', ports: [{ name: statusPortName, containerPort: readinessPort, protocol: 'TCP' }], readinessProbe: probe }],
      },
    },
  };
}

function serviceSpec(world: World, gateway: Resource, { serviceType }: Class): JsonObject {
  const type = annotationsOf(gateway)[serviceTypeAnnotation] ?? serviceType;
  const address = text(record(list(record(gateway.body['spec'])['addresses'])[0])['value']);
  return {
    type,
    selector: { [gatewayNameLabel]: gateway.name },
    ports: [{ name: statusPortName, port: readinessPort, protocol: 'TCP', appProtocol: 'tcp' }, ...listenerPorts(world, gateway)],
    ...(address === undefined || type !== 'LoadBalancer' ? {} : { loadBalancerIP: address }),
  };
}

/** A port for each number that a listener has, of the Gateway itself or of a ListenerSet that it takes. */
function listenerPorts(world: World, gateway: Resource): readonly JsonObject[] {
  const sets = world.all('ListenerSet').filter((set) => {
    const parent = named(record(record(set.body['spec'])['parentRef']), set.namespace ?? '');
    return parent.name === gateway.name && parent.namespace === gateway.namespace && takesListenersOf(world, gateway, set.namespace ?? '');
  });
  const ports = new Map<number, JsonObject>();
  const names = new Set<string>();
  for (const listener of [gateway, ...sets].flatMap(listenersOf)) {
    const port = whole(listener['port']);
    if (port === undefined || port === 0 || ports.has(port)) continue;
    const protocol = (text(listener['protocol']) ?? '').toLowerCase();
    const wanted = text(listener['name']) ?? `${protocol}-${port}`;
    const name = names.has(wanted) ? `${wanted}-${port}` : wanted;
    names.add(name);
    ports.set(port, { name, port, protocol: 'TCP', appProtocol: protocol });
  }
  return [...ports.values()];
}
