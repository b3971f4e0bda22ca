import { list, record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import { backendMissing, defaultAnswer } from '../../../facts/load-balancer-controller.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import type { Annotations } from '../annotations.ts';
import type { Shape } from '../decoded.ts';
import type { Refusal } from '../place.ts';
import { configOf } from './config.ts';

/** What `actions.NAME` may hold (pkg/ingress/config_types.go). */
export const actionShape: Shape = {
  fields: {
    type: 'string',
    targetGroupARN: 'string',
    targetGroupName: 'string',
    fixedResponseConfig: { fields: { contentType: 'string', messageBody: 'string', statusCode: 'string' } },
    redirectConfig: { fields: { host: 'string', path: 'string', port: 'string', protocol: 'string', query: 'string', statusCode: 'string' } },
    forwardConfig: {
      fields: {
        targetGroups: { list: { fields: { targetGroupARN: 'string', targetGroupName: 'string', serviceName: 'string', servicePort: 'integer or string', weight: 'integer' } } },
        targetGroupStickinessConfig: { fields: { enabled: 'boolean', durationSeconds: 'integer' } },
      },
    },
  },
};

/** The action that an annotation describes, a forward always in its long form; undefined where it is refused. */
export function writtenAction(annotations: Annotations, name: string, refuse: (refusal: Refusal) => void): JsonObject | undefined {
  const written = configOf(annotations, name, actionShape, refuse);
  if (written === undefined) return undefined;
  const config = record(written);
  const failure = failureOf(config);
  if (failure === undefined) return normal(config);
  const key = String(annotations.place(name)[1].at(-1));
  refuse({ at: annotations.place(name), message: `${key}: ${failure.message}`, says: failure.says });
  return undefined;
}

/** Forwards to one port of a Service. */
export function forwardTo(service: string, port: number | string): JsonObject {
  return { type: 'forward', forwardConfig: { targetGroups: [{ serviceName: service, servicePort: port }] } };
}

/** The answer that stands in for a Service or an action that does not exist. */
export function missingAnswer(what: 'service' | 'action'): JsonObject {
  const { status, body } = backendMissing.find((each) => each.what === what)!;
  return { type: 'fixed-response', fixedResponseConfig: { contentType: 'text/plain', messageBody: body, statusCode: String(status) } };
}

/** What a listener answers that has no default backend. */
export function notFoundAnswer(): JsonObject {
  return { type: 'fixed-response', fixedResponseConfig: { contentType: defaultAnswer.contentType, statusCode: String(defaultAnswer.status) } };
}

/** Sends every request of an HTTP listener to HTTPS on a port. */
export function redirectToPort(port: number, statusCode: string): JsonObject {
  return { type: 'redirect', redirectConfig: { port: String(port), protocol: 'HTTPS', statusCode } };
}

interface Failure {
  readonly message: string;
  readonly says: string;
}

function failureOf(config: JsonObject): Failure | undefined {
  const type = text(config['type']) ?? '';
  if (type === 'fixed-response') return withStatus(config, 'fixedResponseConfig', 'FixedResponseConfig');
  if (type === 'redirect') return withStatus(config, 'redirectConfig', 'RedirectConfig');
  if (type === 'forward') return forwardFailure(config);
  return { message: `its type is "${type}"; forward, redirect and fixed-response are what the controller takes`, says: `unknown action type: ${type}` };
}

function withStatus(config: JsonObject, part: string, name: string): Failure | undefined {
  if (config[part] === undefined) return { message: `it has no ${part}`, says: `missing ${name}` };
  if ((text(record(config[part])['statusCode']) ?? '') !== '') return undefined;
  return { message: `${part} has no statusCode`, says: `invalid ${name}: statusCode is required` };
}

function forwardFailure(config: JsonObject): Failure | undefined {
  const short = config['targetGroupARN'] !== undefined || config['targetGroupName'] !== undefined;
  if (!short && config['forwardConfig'] === undefined) return { message: 'it names no target group', says: 'missing ForwardConfig or TargetGroupARN/TargetGroupName' };
  if (short && config['forwardConfig'] !== undefined) return { message: 'it has a forwardConfig and names a target group beside it', says: 'either ForwardConfig or TargetGroupARN/TargetGroupName can be specified' };
  const groups = list(record(config['forwardConfig'])['targetGroups']).map(record);
  const wrong = groups.map(tupleFailure).find((each) => each !== undefined);
  if (wrong !== undefined) return { message: wrong.message, says: `invalid ForwardConfig: invalid TargetGroupTuple: ${wrong.says}` };
  if (groups.length > 1 && groups.some(({ weight }) => weight === undefined)) return { message: 'of several target groups one has no weight', says: 'invalid ForwardConfig: weight must be set when route to multiple target groups' };
  return undefined;
}

function tupleFailure(tuple: JsonObject): Failure | undefined {
  const existing = tuple['targetGroupARN'] !== undefined || tuple['targetGroupName'] !== undefined;
  if (!existing && tuple['serviceName'] === undefined) return { message: 'one of its target groups names neither a Service nor a target group', says: 'missing serviceName or targetGroupARN/targetGroupName' };
  if (existing && tuple['serviceName'] !== undefined) return { message: `one of its target groups names Service ${text(tuple['serviceName']) ?? ''} and a target group too`, says: 'either serviceName or targetGroupARN/targetGroupName can be specified' };
  return tuple['serviceName'] !== undefined && tuple['servicePort'] === undefined ? { message: `Service ${text(tuple['serviceName']) ?? ''} stands without a servicePort`, says: 'missing servicePort' } : undefined;
}

/** The short form becomes the long one, and ports of digits become numbers (enhanced_backend_builder.go). */
function normal(config: JsonObject): JsonObject {
  if (config['type'] !== 'forward') return config;
  const { targetGroupARN, targetGroupName, forwardConfig } = config;
  if (targetGroupARN !== undefined || targetGroupName !== undefined) {
    return { type: 'forward', forwardConfig: { targetGroups: [{ ...(targetGroupARN === undefined ? {} : { targetGroupARN }), ...(targetGroupName === undefined ? {} : { targetGroupName }) }] } };
  }
  const tuples = list(record(forwardConfig)['targetGroups']).map(record).map(({ servicePort, ...rest }) => ({ ...rest, ...(servicePort === undefined ? {} : { servicePort: portOf(servicePort) }) }));
  return { type: 'forward', forwardConfig: { ...record(forwardConfig), targetGroups: tuples } };
}

function portOf(port: Json): number | string {
  const written = whole(port) ?? text(port) ?? '';
  return typeof written === 'string' && /^[+-]?\d+$/.test(written) ? Number(written) : written;
}
