import { list, record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import { annotationPort } from '../../../facts/load-balancer-controller.ts';
import type { Json, JsonObject, Path, Resource } from '../../../resource/resource.ts';
import { annotationsOf } from '../annotations.ts';
import type { Place, Refusal } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { forwardTo, missingAnswer, writtenAction } from './actions.ts';
import { authenticationOf, tokenRulesOf, type Authentication, type Reading } from './auth.ts';
import { writtenConditions } from './conditions.ts';
import type { Member } from './group.ts';
import { writtenTransforms } from './transforms.ts';

/** What a backend of an Ingress asks for, with everything that annotations add to it (pkg/ingress/enhanced_backend_builder.go). */
export interface Backend {
  /** The Service's name, or the name that annotations stand under. */
  readonly name: string;
  readonly place: Place;
  readonly conditions: readonly JsonObject[];
  readonly transforms: readonly JsonObject[];
  /** In the spelling of `actions.NAME`; a forward names Services and target groups. */
  readonly action: JsonObject;
  /** Where the action is written: an annotation, or the backend itself. */
  readonly actionPlace: Place;
  /** What does not exist, where the action stands in for it. */
  readonly missing?: string;
  /** The Services that the action forwards to, by name. */
  readonly services: ReadonlyMap<string, Resource>;
  readonly authentication: Authentication;
  readonly tokenRules?: JsonObject;
}

/** What the controller makes of one backend; undefined where it is refused. */
export function backendOf(drafting: Drafting, member: Member, value: Json | undefined, at: Path, report: (refusal: Refusal) => void): Backend | undefined {
  let refused = false;
  const refuse = (refusal: Refusal): void => {
    refused = true;
    report(refusal);
  };
  const place: Place = [member.resource, at];
  const named = servicePortOf(value);
  if (named === undefined) {
    refuse({ at: place, message: 'the backend is no Service', says: 'missing required "service" field' });
    return undefined;
  }
  const { name } = named;
  const conditions = writtenConditions(member.annotations, `conditions.${name}`, refuse);
  const transforms = writtenTransforms(member.annotations, `transforms.${name}`, refuse);
  const chosen = named.port === annotationPort ? fromAnnotation(drafting, member, name, place, refuse) : { action: forwardTo(name, named.port), actionPlace: place };
  const loaded = chosen === undefined ? undefined : withServices(drafting, member, chosen, refuse);
  if (loaded === undefined) return undefined;
  const reading = readingOf(member, loaded);
  const authentication = authenticationOf(reading, refuse);
  const tokenRules = tokenRulesOf(reading, refuse);
  if (tokenRules !== undefined && authentication !== undefined && authentication.type !== 'none') {
    refuse({ at: reading('jwt-validation').place('jwt-validation'), message: `jwt-validation stands beside auth-type ${authentication.type}, and a rule can check in one way only` });
  }
  if (refused || conditions === undefined || transforms === undefined || authentication === undefined) return undefined;
  return { name, place, conditions, transforms, ...loaded, authentication, ...(tokenRules === undefined ? {} : { tokenRules }) };
}

/** The Service and port that a backend names, in any version of the API; a port name beats a number. */
function servicePortOf(value: Json | undefined): { readonly name: string; readonly port: number | string } | undefined {
  const backend = record(value);
  const service = record(backend['service']);
  const name = text(service['name']) ?? text(backend['serviceName']);
  if (name === undefined) return undefined;
  const port = record(service['port']);
  const byName = text(port['name']) ?? '';
  return { name, port: byName === '' ? (whole(port['number']) ?? whole(backend['servicePort']) ?? text(backend['servicePort']) ?? 0) : byName };
}

type Chosen = Pick<Backend, 'action' | 'actionPlace' | 'missing'>;

function fromAnnotation({ facts }: Drafting, member: Member, name: string, place: Place, refuse: (refusal: Refusal) => void): Chosen | undefined {
  const key = `actions.${name}`;
  if (member.annotations.text(key) === undefined) {
    if (facts.flags.tolerateNonExistentBackendAction) return { action: missingAnswer('action'), actionPlace: place, missing: `the annotation ${key}` };
    refuse({ at: place, message: `the annotation ${key} does not stand on this Ingress`, says: `missing ${key} configuration` });
    return undefined;
  }
  const action = writtenAction(member.annotations, key, refuse);
  return action === undefined ? undefined : { action, actionPlace: member.annotations.place(key) };
}

/** A forward to one Service that is missing becomes an answer; among several it fails the whole group (loadBackendServices). */
function withServices({ estate, facts }: Drafting, { namespace }: Member, chosen: Chosen, refuse: (refusal: Refusal) => void): (Chosen & Pick<Backend, 'services'>) | undefined {
  const tuples = list(record(chosen.action['forwardConfig'])['targetGroups']).map(record);
  const names = [...new Set(tuples.flatMap(({ serviceName }) => (typeof serviceName === 'string' ? [serviceName] : [])))];
  const services = new Map<string, Resource>();
  for (const name of names) {
    const service = estate.find({ scope: facts.scope, type: 'Service', namespace, name });
    if (service !== undefined) services.set(name, service);
    else if (tuples.length === 1 && facts.flags.tolerateNonExistentBackendService) return { action: missingAnswer('service'), actionPlace: chosen.actionPlace, missing: `Service ${namespace}/${name}`, services };
    else refuse({ at: chosen.actionPlace, message: `Service ${namespace}/${name} does not exist`, says: `Service ${JSON.stringify(name)} not found` });
  }
  return services.size === names.length ? { ...chosen, services } : undefined;
}

/** Annotations of the one Service that is forwarded to beat those of the Ingress; several Services have no say. */
function readingOf({ annotations }: Member, { action, services }: Pick<Backend, 'action' | 'services'>): Reading {
  const tuples = list(record(action['forwardConfig'])['targetGroups']).map(record);
  const only = tuples.length === 1 ? services.get(text(tuples[0]!['serviceName']) ?? '') : undefined;
  if (only === undefined) return () => annotations;
  const own = annotationsOf(only, () => {});
  return (name) => (own.text(name) === undefined ? annotations : own);
}
