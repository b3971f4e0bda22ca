import { serviceAttribute } from '../../../dialects/aws/target-groups.ts';
import { record, text, whole } from '../../../dialects/kubernetes/fields.ts';
import { portOf, serviceAt } from '../../../dialects/kubernetes/services.ts';
import { cookieDuration, targetGroupAttributes } from '../../../facts/elb-attributes.ts';
import { paramsGroup } from '../../../facts/load-balancer-controller.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Json, JsonObject, Resource } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import { bindingFor, bindingParts, placeOf, servicePortNamedBy, type Piece, type Stack } from '../stack.ts';
import { argumentsOf, attributesOf, otherAttributes } from './attributes.ts';
import { resourceOf, type Argument } from './made.ts';
import type { Names } from './names.ts';

/** A target group as aws_lb_target_group. */
export function targetGroupResource(estate: Estate, names: Names, stack: Stack, piece: Piece): Resource {
  const { spec } = piece;
  const binding = bindingFor(stack, piece.id);
  const sticky = stickiness(attributesOf(spec, 'targetGroupAttributes'));
  return resourceOf(piece, 'aws_lb_target_group', names.of(piece), [
    ['name', names.atAws(piece), ['name']],
    ['port', whole(spec['port']), ['port']],
    ['protocol', text(spec['protocol']), ['protocol']],
    ['protocol_version', text(spec['protocolVersion']), ['protocolVersion']],
    ['target_type', text(spec['targetType']), ['targetType']],
    ['ip_address_type', text(spec['ipAddressType']), ['ipAddressType']],
    ['vpc_id', binding === undefined ? undefined : text(bindingParts(binding).spec['vpcID']), []],
    ['target_control_port', whole(spec['targetControlPort']), ['targetControlPort']],
    ['health_check', spec['healthCheckConfig'] === undefined ? undefined : [healthCheck(record(spec['healthCheckConfig']))], ['healthCheckConfig']],
    ['stickiness', sticky, ['targetGroupAttributes']],
    ...argumentsOf(targetGroupAttributes, spec, 'targetGroupAttributes').flatMap(withoutStickiness),
    ['tags', spec['tags'], ['tags']],
    [serviceAttribute, binding === undefined ? undefined : serviceOf(estate, binding), []],
  ]);
}

const apiVersion = `${paramsGroup}/v1beta1`;

/** The binding object that registers a group's targets. */
export function bindingResource(names: Names, piece: Piece): Resource {
  const { namespace = 'default', name: own = piece.id, spec } = bindingParts(piece);
  const group = names.named(spec['targetGroupARN']);
  const name = group === undefined ? own : names.of(group);
  const [from, path] = piece.place;
  const locate = (asked: readonly (string | number)[]): readonly [Resource, readonly (string | number)[]] => placeOf(piece, ['template', ...asked]);
  return {
    scope: from.scope,
    type: 'TargetGroupBinding',
    apiVersion,
    namespace,
    name,
    body: { apiVersion, kind: 'TargetGroupBinding', metadata: { ...record(record(piece.spec['template'])['metadata']), name, namespace }, spec: resolved(names, spec) },
    derived: { by: 'load-balancer-controller', from, path, of: (asked) => locate(asked)[0] },
    locate: (asked) => {
      const [resource, at] = locate(asked);
      return resource.locate(at);
    },
  };
}

/** Tokens become references to the resources they name. */
function resolved(names: Names, value: Json): Json {
  if (Array.isArray(value)) return (value as readonly Json[]).map((each) => resolved(names, each));
  if (value === null || typeof value !== 'object') return value;
  if ('$ref' in value) return names.refer(value) ?? value;
  return Object.fromEntries(Object.entries(value as JsonObject).map(([key, each]) => [key, resolved(names, each)]));
}

/** `NAMESPACE/NAME/PORT` of the Service behind the group. */
function serviceOf(estate: Estate, binding: Piece): string {
  const { namespace = 'default', service = '', port = '' } = bindingParts(binding);
  const found = serviceAt(estate, namespace, service);
  return `${namespace}/${service}/${(found === undefined ? undefined : portOf(found, port)?.port) ?? port}`;
}

function healthCheck({ port, protocol, path, matcher, intervalSeconds, timeoutSeconds, healthyThresholdCount, unhealthyThresholdCount }: JsonObject): JsonObject {
  const { httpCode, grpcCode } = record(matcher);
  const later = servicePortNamedBy(text(record(port)['$ref']) ?? '');
  return body({
    port: port === undefined || later !== undefined ? undefined : String(port),
    [serviceAttribute]: later,
    protocol,
    path,
    interval: intervalSeconds,
    timeout: timeoutSeconds,
    healthy_threshold: healthyThresholdCount,
    unhealthy_threshold: unhealthyThresholdCount,
    matcher: httpCode ?? grpcCode,
  });
}

function stickiness(attributes: ReadonlyMap<string, string>): Json | undefined {
  const enabled = attributes.get('stickiness.enabled');
  if (enabled !== 'true') return undefined;
  const type = attributes.get('stickiness.type') ?? 'lb_cookie';
  const cookie = type === 'app_cookie' ? attributes.get('stickiness.app_cookie.cookie_name') : undefined;
  const cookies = type === 'lb_cookie' || type === 'app_cookie';
  const duration = Number(attributes.get(`stickiness.${type}.duration_seconds`) ?? cookieDuration);
  return [{ enabled: true, type, ...(cookies ? { cookie_duration: duration } : {}), ...(cookie === undefined ? {} : { cookie_name: cookie }) }];
}

/** Stickiness has a block of its own, so its keys are not among those that the provider does not know. */
function withoutStickiness([name, value, part]: Argument): readonly Argument[] {
  if (name !== otherAttributes) return [[name, value, part]];
  const rest = Object.fromEntries(Object.entries(record(value)).filter(([key]) => !(key.startsWith('stickiness.') && targetGroupAttributes.some((known) => known.key === key))));
  return Object.keys(rest).length === 0 ? [] : [[name, rest, part]];
}
