import { list, record, text, whole, words } from '../../dialects/kubernetes/fields.ts';
import { fixedResponse, goodCodes, healthCheckLimits, longestConditionValue, redirectStatuses, reservedNameStart } from '../../facts/elb-limits.ts';
import type { JsonObject, Path } from '../../resource/resource.ts';
import type { Remark } from './place.ts';
import { placeOf, type Piece, type Stack } from './stack.ts';

/** What is wrong with a part of a piece. */
type Wrong = readonly [Path, string];

/** Values that the controller hands on without a look, and that AWS does not take. */
export function limitRemarks({ pieces }: Stack): readonly Remark[] {
  return pieces.flatMap((piece) => wrongIn(piece).map(([path, message]) => ({ name: 'setting-refused-by-aws', severity: 'error' as const, at: placeOf(piece, path), message: `AWS refuses this, and the controller stops there: ${message}` })));
}

function wrongIn({ type, spec }: Piece): readonly Wrong[] {
  switch (type) {
    case 'AWS::ElasticLoadBalancingV2::LoadBalancer':
      return nameIn(spec);
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      return healthCheckIn(spec);
    case 'AWS::ElasticLoadBalancingV2::Listener':
      return actionsIn(spec, 'defaultActions');
    case 'AWS::ElasticLoadBalancingV2::ListenerRule':
      return [...conditionsIn(spec), ...actionsIn(spec, 'actions')];
    default:
      return [];
  }
}

function nameIn(spec: JsonObject): readonly Wrong[] {
  const name = text(spec['name']);
  if (name === undefined) return [];
  if (name.startsWith(reservedNameStart)) return [[['name'], `the name of a load balancer does not begin with ${reservedNameStart}; "${name}" does`]];
  return /^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(name) ? [] : [[['name'], `the name of a load balancer has letters, digits and hyphens, none of these first or last; "${name}" is another`]];
}

function healthCheckIn(spec: JsonObject): readonly Wrong[] {
  const check = record(spec['healthCheckConfig']);
  const at = (part: string): Path => ['healthCheckConfig', part];
  const outside = healthCheckLimits.flatMap(({ key, what, from, to }): readonly Wrong[] => {
    const value = whole(check[key]);
    return value === undefined || (value >= from && value <= to) ? [] : [[at(key), `${what} is from ${from} to ${to}; ${value} stands here`]];
  });
  const application = spec['protocol'] === 'HTTP' || spec['protocol'] === 'HTTPS';
  const [interval, timeout] = [whole(check['intervalSeconds']), whole(check['timeoutSeconds'])];
  const slow: readonly Wrong[] = application && interval !== undefined && timeout !== undefined && timeout >= interval ? [[at('timeoutSeconds'), `a health check waits ${timeout} s and is repeated every ${interval} s; AWS says "Health check interval must be greater than the timeout"`]] : [];
  return [...outside, ...slow, ...codesIn(record(check['matcher']), application)];
}

function codesIn(matcher: JsonObject, application: boolean): readonly Wrong[] {
  const grpc = text(matcher['grpcCode']);
  const written = grpc ?? text(matcher['httpCode']);
  if (written === undefined) return [];
  const { from, to } = grpc !== undefined ? goodCodes.grpc : application ? goodCodes.application : goodCodes.network;
  const fits = written.split(',').every((each) => {
    const [, low, high] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(each.trim()) ?? [];
    return low !== undefined && Number(low) >= from && Number(high ?? low) <= to && Number(low) <= Number(high ?? low);
  });
  return fits ? [] : [[['healthCheckConfig', 'matcher'], `the codes of a good answer are numbers or ranges from ${from} to ${to}, as in ${grpc === undefined ? '200,301 or 200-299' : '0,12 or 0-99'}; "${written}" stands here`]];
}

function actionsIn(spec: JsonObject, field: string): readonly Wrong[] {
  return list(spec[field]).map(record).flatMap((action, index): readonly Wrong[] => {
    if (action['type'] === 'redirect') return redirectIn(record(action['redirectConfig']), [field, index, 'redirectConfig']);
    return action['type'] === 'fixed-response' ? answerIn(record(action['fixedResponseConfig']), [field, index, 'fixedResponseConfig']) : [];
  });
}

function redirectIn(config: JsonObject, path: Path): readonly Wrong[] {
  const status = text(config['statusCode']);
  return status === undefined || redirectStatuses.includes(status) ? [] : [[[...path, 'statusCode'], `a redirect has the status ${redirectStatuses.join(' or ')}; "${status}" stands here`]];
}

function answerIn(config: JsonObject, path: Path): readonly Wrong[] {
  const { contentTypes, longestBody } = fixedResponse;
  const [status, kind, written] = [text(config['statusCode']), text(config['contentType']), text(config['messageBody'])];
  const size = [...(written ?? '')].length;
  return [
    ...(status === undefined || /^[245]\d\d$/.test(status) ? [] : [[[...path, 'statusCode'], `a fixed response has a status 2xx, 4xx or 5xx; "${status}" stands here`] as const]),
    ...(kind === undefined || kind === '' || (contentTypes as readonly string[]).includes(kind) ? [] : [[[...path, 'contentType'], `a fixed response is ${contentTypes.join(', ')}; "${kind}" stands here`] as const]),
    ...(size <= longestBody ? [] : [[[...path, 'messageBody'], `the body of a fixed response has ${longestBody} characters at most; this one has ${size}`] as const]),
  ];
}

function conditionsIn(spec: JsonObject): readonly Wrong[] {
  return list(spec['conditions']).map(record).flatMap((condition, index): readonly Wrong[] => {
    const path: Path = ['conditions', index];
    const values = [...words(record(condition['hostHeaderConfig'])['values']), ...words(record(condition['pathPatternConfig'])['values'])];
    const long = values.filter((value) => value.length > longestConditionValue).map((value): Wrong => [path, `a host or path to compare has ${longestConditionValue} characters at most; ${value.slice(0, 20)}... has ${value.length}`]);
    const bare = words(record(condition['sourceIPConfig'])['values']).filter((value) => !value.includes('/')).map((value): Wrong => [path, `source-ip takes blocks of addresses; "${value}" is one address, and ${value}/${value.includes(':') ? 128 : 32} its block`]);
    return [...long, ...bare];
  });
}
