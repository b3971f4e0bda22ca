import { gatewayChartHandsOn, gatewayChartPorts, networkGatewayPorts } from '../../facts/istio-charts.ts';
import { networkLabel } from '../../facts/gateway-api.ts';
import { injectLabel, proxyContainer, revisionLabel } from '../../facts/injection.ts';
import { olderThan } from '../../dialects/aws/service-owner.ts';
import { flag, list, record, text, texts, whole } from '../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Problem, Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { installed, notRead, type Part, type Wish } from './object.ts';

/** The objects of Istio's chart `gateway`: a proxy that istiod completes, its Service and its service account. */
export function gatewayChart(wish: Wish, release: { readonly name: string; readonly namespace: string; readonly version?: string }, problems: Problem[]): readonly Resource[] {
  const { values } = wish;
  const name = text(values.get('name')) || release.name;
  const namespace = text(values.get('namespace')) || release.namespace;
  const labels = texts(values.get('labels'));
  const selector = { app: labels['app'] ?? name, istio: labels['istio'] ?? name.replace(/^istio-/, '') };
  const creates = flag(values.get('serviceAccount', 'create')) !== false;
  const account = text(values.get('serviceAccount', 'name')) || (creates ? name : 'default');
  const kind = text(values.get('kind')) || 'Deployment';
  const type = text(values.get('service', 'type')) ?? 'LoadBalancer';
  const network = text(values.get('networkGateway')) ?? '';
  const replicas = flag(values.get('autoscaling', 'enabled')) === false ? whole(values.get('replicaCount')) : undefined;
  const between: JsonObject = network === '' ? {} : { [networkLabel]: network };
  const all = { ...labels, ...selector, ...between };
  const revision = text(values.get('revision')) ?? '';
  const variables = environment(values.get('env'));
  const metadata = (called: string, annotations: Json | undefined): JsonObject => body({ name: called, namespace, labels: all, annotations: stringly(annotations) });
  const pod: JsonObject = {
    metadata: body({ labels: { ...all, [injectLabel]: 'true', ...(revision === '' ? {} : { [revisionLabel]: revision }) }, annotations: stringly(values.get('podAnnotations')) }),
    spec: { serviceAccountName: account, containers: [body({ name: proxyContainer, env: network === '' ? variables : [{ name: 'ISTIO_META_REQUESTED_NETWORK_VIEW', value: network }, ...list(variables)], resources: values.get('resources'), ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }] })] },
  };
  const service = record(values.get('service'));
  const ports: Json = network === '' ? (Array.isArray(service['ports']) ? service['ports'] : gatewayChartPorts.map((each) => ({ ...each }))) : networkGatewayPorts.map((each) => ({ ...each }));
  return [
    ...(creates ? [installed(wish, 'ServiceAccount', 'v1', { metadata: metadata(account, values.get('serviceAccount', 'annotations')) }, [named, [['metadata', 'annotations'], ['serviceAccount', 'annotations']]])] : []),
    installed(wish, kind, 'apps/v1', { metadata: metadata(name, values.get('annotations')), spec: body({ replicas, selector: { matchLabels: selector }, template: pod }) }, [
      named,
      [['metadata', 'labels'], ['labels']],
      [['spec', 'replicas'], ['replicaCount']],
      [['spec', 'template', 'metadata', 'labels'], ['labels']],
      [['spec', 'template', 'metadata', 'annotations'], ['podAnnotations']],
    ]),
    ...(type === 'None' ? [] : [installed(wish, 'Service', 'v1', { metadata: metadata(name, { ...record(values.get('annotations')), ...record(service['annotations']) }), spec: { ...serviceSpec(service, (member) => handsOn(wish, member, release.version, problems)), type, ports, selector } }, [named, ...serviceParts(['service'])])]),
  ];
}

/** Whether the chart of this version writes a member of `service` into the Service; one that it does not is told. */
function handsOn(wish: Wish, member: string, version: string | undefined, problems: Problem[]): boolean {
  const since = gatewayChartHandsOn[member];
  if (since !== undefined && (version === undefined || !olderThan(version, since))) return true;
  notRead(wish, ['service', member], `is ${since === undefined ? 'not handed on by the chart gateway' : `handed on by the chart gateway from ${since} on, and not by ${version ?? ''}`}: the Service is made without it`, problems);
  return false;
}

const named: Part = [['metadata', 'name'], ['name']];

/** Members of a Service that are looked at. */
const handedOn = ['loadBalancerIP', 'loadBalancerSourceRanges', 'loadBalancerClass', 'externalTrafficPolicy', 'internalTrafficPolicy', 'externalIPs', 'ipFamilyPolicy', 'ipFamilies', 'healthCheckNodePort', 'sessionAffinity', 'allocateLoadBalancerNodePorts'] as const;

/** What a Service takes of a gateway's values beside type, ports and selector. */
export function serviceSpec(values: JsonObject, takes: (member: string) => boolean): JsonObject {
  return Object.fromEntries(handedOn.flatMap((name) => {
    const value = values[name];
    return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0) || !takes(name) ? [] : [[name, value]];
  }));
}

/** Where the parts of a Service are said. */
export function serviceParts(at: readonly string[], annotations = 'annotations'): readonly Part[] {
  return [
    [['spec', 'type'], [...at, 'type']],
    [['spec', 'ports'], [...at, 'ports']],
    [['metadata', 'annotations'], [...at, annotations]],
    ...handedOn.map((name): Part => [['spec', name], [...at, name]]),
  ];
}

/** Annotations as charts write them: each value in quotes. */
export function stringly(value: Json | undefined): JsonObject | undefined {
  const members = Object.entries(record(value)).filter(([, member]) => member !== null);
  return members.length === 0 ? undefined : Object.fromEntries(members.map(([key, member]) => [key, typeof member === 'object' ? JSON.stringify(member) : String(member)]));
}

/** `env` of values, a map or already a list. */
export function environment(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return list(value).length === 0 ? undefined : value;
  const members = Object.entries(record(value));
  return members.length === 0 ? undefined : members.map(([name, member]) => ({ name, value: String(member) }));
}
