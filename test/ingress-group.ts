import { annotationPrefix } from '../src/facts/load-balancer-controller.ts';
import type { AwsFacts, ControllerFacts } from '../src/controllers/load-balancer-controller/facts.ts';
import type { Plan } from '../src/controllers/load-balancer-controller/plan.ts';
import { plansOf } from '../src/controllers/load-balancer-controller/plans.ts';
import { factsOf } from '../src/controllers/load-balancer-controller/settings/facts.ts';
import type { PieceType } from '../src/controllers/load-balancer-controller/stack.ts';
import { valueAt, type Json, type JsonObject, type Path } from '../src/resource/resource.ts';
import { written } from './given.ts';

/** Annotations by their names without the controller's prefix. */
export type Annotations = Readonly<Record<string, string>>;

function prefixed(annotations: Annotations): JsonObject {
  return Object.fromEntries(Object.entries(annotations).map(([key, value]) => [annotationPrefix + key, value]));
}

/** An Ingress of class `alb` that leads `shop.example.com/` to port 80 of Service `web`; `spec` and `metadata` beside or instead. */
export function ingress(annotations: Annotations = {}, spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject {
  const rules = [{ host: 'shop.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } }] } }];
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name: 'a', namespace: 'shop', annotations: prefixed(annotations), ...metadata }, spec: { ingressClassName: 'alb', rules, ...spec } };
}

/** Service `web` with node ports. */
export function service(annotations: Annotations = {}, spec: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'shop', uid: 'a1', annotations: prefixed(annotations) }, spec: { type: 'NodePort', selector: { app: 'web' }, ports: [{ name: 'http', port: 80, targetPort: 8080, nodePort: 30080 }], ...spec } };
}

/** Class `alb` with these parameters. */
export function pinning(spec: JsonObject): readonly JsonObject[] {
  return [
    { apiVersion: 'networking.k8s.io/v1', kind: 'IngressClass', metadata: { name: 'alb' }, spec: { controller: 'ingress.k8s.aws/alb', parameters: { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'edge' } } },
    { apiVersion: 'elbv2.k8s.aws/v1beta1', kind: 'IngressClassParams', metadata: { name: 'edge' }, spec },
  ];
}

/** How the controller was started, and what AWS answers it. */
export interface Setting {
  readonly aws?: AwsFacts;
  readonly flags?: Partial<ControllerFacts['flags']>;
  readonly gates?: Readonly<Record<string, boolean>>;
}

/** The plan of the first group that the objects make, in a cluster called `shop`. */
export async function planOf(objects: readonly Json[], { aws = {}, flags = {}, gates = {} }: Setting = {}): Promise<Plan> {
  const estate = await written(objects.map((object) => JSON.stringify(object)).join('\n---\n'));
  const facts = factsOf(estate, estate.ofType('Ingress')[0]!.scope);
  const [plan] = plansOf(estate, { ...facts, aws, gates, flags: { ...facts.flags, clusterName: 'shop', ...flags } }).plans;
  if (plan === undefined) throw new Error('nothing is planned');
  return plan;
}

const services: ReadonlySet<string> = new Set(['ElasticLoadBalancingV2', 'EC2', 'Shield', 'WAFv2', 'WAFRegional', 'ACM']);

/** A part of the first piece of a type, named without its beginning: `Listener`; with an id, of that one. */
export function seen({ stack }: Plan, type: string, path: Path = [], id?: string): Json | undefined {
  const is = (each: PieceType): boolean => each.endsWith(`::${type}`) && services.has(each.split('::')[1] ?? '');
  return valueAt(stack?.pieces.find((piece) => is(piece.type) && (id === undefined || piece.id === id))?.spec, path);
}

/** The controller's words of every refusal, and the last step of its place. */
export function refusedAt({ refusals }: Plan): readonly (readonly [string | undefined, string])[] {
  return refusals.map(({ says, at: [resource, path] }) => [says, `${resource.type} ${resource.name} ${String(path.at(-1))}`]);
}
