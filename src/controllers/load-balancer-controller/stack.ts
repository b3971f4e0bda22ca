import { record, text, texts, whole } from '../../dialects/kubernetes/fields.ts';
import type { JsonObject, Path } from '../../resource/resource.ts';
import type { Place, Places } from './place.ts';

/** The types of resources in the controller's own model, as its dry-run plan writes them (pkg/model). */
export type PieceType =
  | 'AWS::ACM::Certificate'
  | 'AWS::EC2::SecurityGroup'
  | 'AWS::ElasticLoadBalancingV2::Listener'
  | 'AWS::ElasticLoadBalancingV2::ListenerRule'
  | 'AWS::ElasticLoadBalancingV2::LoadBalancer'
  | 'AWS::ElasticLoadBalancingV2::TargetGroup'
  | 'AWS::Shield::Protection'
  | 'AWS::WAFRegional::WebACLAssociation'
  | 'AWS::WAFv2::WebACLAssociation'
  | 'FrontendNLBTargetGroup'
  | 'K8S::ElasticLoadBalancingV2::TargetGroupBinding';

/** One resource of the model. Its spec has the members and the spelling of the controller's JSON. */
export interface Piece {
  readonly type: PieceType;
  /** Unique in its type: `443`, `443:1`, `NS/INGRESS-SERVICE:PORT`, `LoadBalancer`. */
  readonly id: string;
  readonly spec: JsonObject;
  /** What asks for it. */
  readonly place: Place;
  /** What asks for a part of the spec, by the part's path; the longest path that leads to a part wins. */
  readonly places: Places;
  /** What does not exist, where an action stands in for it, by the path of the action: `Service NS/NAME`. */
  readonly missing?: readonly (readonly [Path, string])[];
}

/** Everything that one group of Ingresses, or one Service, becomes. */
export interface Stack {
  /** `NAMESPACE/NAME`, or the name of an explicit group. */
  readonly id: string;
  readonly pieces: readonly Piece[];
}

/** A field of another resource, known only once that is made. */
export interface Token {
  readonly [key: string]: string;
  readonly $ref: string;
}

/** Names a field of another resource's status: `loadBalancerARN`, `listenerARN`, `targetGroupARN`, `groupID`, `certificateARN`. */
export function tokenOf(type: PieceType, id: string, field: string): Token {
  return { $ref: `#/resources/${type}/${id}/status/${field}` };
}

/** Names the node port that the cluster picks for a port of a Service: no file says it. */
export function nodePortOf(namespace: string, service: string, port: number): string {
  return `#/services/${namespace}/${service}/ports/${port}/nodePort`;
}

/** The Service port, `NS/NAME/PORT`, whose node port a token names; undefined for anything else. */
export function servicePortNamedBy(token: string): string | undefined {
  const [, service, port] = /^#\/services\/([^/]+\/[^/]+)\/ports\/(\d+)\/nodePort$/.exec(token) ?? [];
  return service === undefined ? undefined : `${service}/${port}`;
}

/** The resource that a token names; undefined for any other text. */
export function namedBy(token: string): { readonly type: PieceType; readonly id: string } | undefined {
  const found = /^#\/resources\/([^/]+)\/(.+)\/status\/[^/]+$/.exec(token);
  return found === null ? undefined : { type: found[1] as PieceType, id: found[2]! };
}

/** The binding that registers the targets of a target group, by the id that they share. */
export function bindingFor({ pieces }: Stack, id: string): Piece | undefined {
  return pieces.find((piece) => piece.type === 'K8S::ElasticLoadBalancingV2::TargetGroupBinding' && piece.id === id);
}

/** What a binding is called, and the Service port whose endpoints it registers: a number, or a name. */
export interface BindingParts {
  readonly namespace?: string;
  readonly name?: string;
  readonly service?: string;
  readonly port?: number | string;
  readonly spec: JsonObject;
}

/** Reads the object that a binding makes. */
export function bindingParts(binding: Piece): BindingParts {
  const template = record(binding.spec['template']);
  const { namespace, name } = texts(template['metadata']);
  const spec = record(template['spec']);
  const reference = record(spec['serviceRef']);
  const [service, port] = [text(reference['name']), whole(reference['port']) ?? text(reference['port'])];
  return { spec, ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }), ...(service === undefined ? {} : { service }), ...(port === undefined ? {} : { port }) };
}

/** The member that holds the values of a rule's condition, by its field. A field that is not here is passed over by the controller. */
export const conditionConfigs: Readonly<Record<string, string>> = {
  'host-header': 'hostHeaderConfig',
  'path-pattern': 'pathPatternConfig',
  'http-header': 'httpHeaderConfig',
  'http-request-method': 'httpRequestMethodConfig',
  'query-string': 'queryStringConfig',
  'source-ip': 'sourceIPConfig',
};

/** What asks for a part of a resource. */
export function placeOf({ place, places }: Piece, part: Path): Place {
  let found: readonly [Path, Place] | undefined;
  for (const each of places) if (each[0].every((step, index) => part[index] === step) && each[0].length >= (found?.[0].length ?? 0)) found = each;
  return found?.[1] ?? place;
}

/** The model as the controller prints it: by type and id, in the order of their names. */
export function printed({ id, pieces }: Stack): JsonObject {
  const types = [...new Set(pieces.map(({ type }) => type))].sort();
  const ofType = (type: PieceType): JsonObject => Object.fromEntries(pieces.filter((each) => each.type === type).toSorted((a, b) => (a.id < b.id ? -1 : 1)).map((each) => [each.id, each.type === 'FrontendNLBTargetGroup' ? each.spec : { spec: each.spec }]));
  return { id, resources: Object.fromEntries(types.map((type) => [type, ofType(type)])) };
}
