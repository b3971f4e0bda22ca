import { oldPortsUntil, operatorClassSince, operatorGatewayHandsOn, operatorGateways } from '../../facts/istio-charts.ts';
import { injectLabel, proxyContainer } from '../../facts/injection.ts';
import { olderThan } from '../../dialects/aws/service-owner.ts';
import { record, text, texts, whole, flag } from '../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject, Problem, Resource } from '../../resource/resource.ts';
import { body } from '../controller.ts';
import { environment, serviceParts, serviceSpec, stringly } from './gateway.ts';
import { installed, notRead, type Wish } from './object.ts';

export type GatewayKey = keyof typeof operatorGateways;

interface Install {
  readonly namespace: string;
  readonly version: string | undefined;
  readonly demo: boolean;
  /** `k8s.service` of an IstioOperator, which is laid over the Service. */
  readonly over?: JsonObject;
}

function handsOn(wish: Wish, path: readonly string[], member: string, problems: Problem[]): boolean {
  if (Object.hasOwn(operatorGatewayHandsOn, member)) return true;
  notRead(wish, path, `is not handed on to the Service, which is made without it${wish.place[0].type === 'IstioOperator' ? '. k8s.service of the gateway takes it' : ''}`, problems);
  return false;
}

function refusesNot(wish: Wish, path: readonly string[], member: string, version: string | undefined, problems: Problem[]): boolean {
  if (member !== 'loadBalancerClass' || version === undefined || !olderThan(version, operatorClassSince)) return true;
  notRead(wish, path, `is taken in k8s.service by istioctl from ${operatorClassSince} on, and ${version} refuses the IstioOperator with it; the gateway is shown without it`, problems);
  return false;
}

/** A gateway of an IstioOperator, or of the charts istio-ingress and istio-egress: its values stand under `gateways.KEY`. */
export function operatorGateway(wish: Wish, key: GatewayKey, { namespace, version, demo, over = {} }: Install, problems: Problem[]): readonly Resource[] {
  const facts = operatorGateways[key];
  const values = record(wish.values.get('gateways', key));
  const name = text(values['name']) || key;
  const labels = { ...facts.labels, ...texts(values['labels']) };
  const usual = demo ? facts.demoPorts : (version !== undefined && olderThan(version, oldPortsUntil)) ? facts.oldPorts : facts.ports;
  const ports: Json = Array.isArray(values['ports']) ? values['ports'] : usual.map((each) => ({ ...each }));
  const account = `${name}-service-account`;
  const replicas = flag(values['autoscaleEnabled']) === false ? whole(values['replicaCount']) : undefined;
  const at = ['gateways', key];
  const metadata = (called: string, annotations: Json | undefined): JsonObject => body({ name: called, namespace, labels, annotations: stringly(annotations) });
  const container = body({ name: proxyContainer, env: environment(values['env']), resources: values['resources'], ports: [{ name: 'http-envoy-prom', containerPort: 15090, protocol: 'TCP' }] });
  const pod: JsonObject = { metadata: body({ labels: { ...labels, [injectLabel]: 'false' }, annotations: stringly(values['podAnnotations']) }), spec: { serviceAccountName: account, containers: [container] } };
  const service = [...serviceParts(at, 'serviceAnnotations'), [['spec', 'selector'], [...at, 'labels']] as const];
  return [
    installed(wish, 'ServiceAccount', 'v1', { metadata: metadata(account, record(values['serviceAccount'])['annotations']) }, [[['metadata', 'name'], [...at, 'name']]]),
    installed(wish, 'Deployment', 'apps/v1', { metadata: metadata(name, undefined), spec: body({ replicas, selector: { matchLabels: labels }, template: pod }) }, [
      [['metadata', 'name'], [...at, 'name']],
      [['metadata', 'labels'], [...at, 'labels']],
      [['spec', 'replicas'], [...at, 'replicaCount']],
      [['spec', 'template', 'metadata', 'labels'], [...at, 'labels']],
      [['spec', 'template', 'metadata', 'annotations'], [...at, 'podAnnotations']],
    ]),
    ...(values['customService'] === true ? [] : [installed(wish, 'Service', 'v1', { metadata: metadata(name, values['serviceAnnotations']), spec: { ...serviceSpec(values, (member) => (over[member] === undefined ? handsOn(wish, [...at, member], member, problems) : refusesNot(wish, [...at, member], member, version, problems))), type: text(values['type']) || facts.type, selector: labels, ports } }, service)]),
  ];
}
