import { isObject, type Json, type JsonObject } from '../../resource/resource.ts';
import { members, textOf, type Attribute } from './described.ts';
import { placeIn, translated, translatedList, type Names } from './translate.ts';

const actionNames: Names = {
  RedirectConfig: 'redirect',
  FixedResponseConfig: 'fixed_response',
  ForwardConfig: 'forward',
  AuthenticateOidcConfig: 'authenticate_oidc',
  AuthenticateCognitoConfig: 'authenticate_cognito',
  JwtValidationConfig: 'jwt_validation',
  AdditionalClaims: 'additional_claim',
  TargetGroups: 'target_group',
  'TargetGroups.TargetGroupArn': 'arn',
  TargetGroupStickinessConfig: 'stickiness',
  'TargetGroupStickinessConfig.DurationSeconds': 'duration',
};

/** Actions of a listener or of a rule. */
export function actions(to: string, from: string): Attribute {
  return { to, from: [from], as: (value) => translatedList(value, actionNames), place: (value, path) => placeIn(value, path, actionNames) };
}

/** Kinds of conditions by AWS' own words for them, and the object that says their values. */
const configs: Readonly<Record<string, string>> = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
};

function conditionOf(condition: JsonObject): JsonObject {
  const field = textOf(condition['Field']) ?? '';
  const config = condition[configs[field] ?? ''];
  const to = field.replaceAll('-', '_');
  // A key and a value a block, not a list of values.
  if (field === 'query-string') return { [to]: members(isObject(config) ? config['Values'] : undefined).map((pair) => translated(pair, {})) };
  // Rules of old name their hosts and paths beside the field.
  const said = isObject(config) ? translated(config, {}) : {};
  return { [to]: [{ ...(condition['Values'] === undefined || condition['Values'] === null ? {} : { values: condition['Values'] }), ...(condition['RegexValues'] === undefined || condition['RegexValues'] === null ? {} : { regex_values: condition['RegexValues'] }), ...said }] };
}

/** Conditions of a rule. */
export const conditions: Attribute = {
  to: 'condition',
  from: ['Conditions'],
  as: (value) => members(value).map(conditionOf),
  place: (value, [index, , inner, field, ...rest]) => {
    const condition = typeof index === 'number' ? (value as readonly Json[])[index] : undefined;
    if (condition === undefined || !isObject(condition)) return [];
    const config = configs[textOf(condition['Field']) ?? ''] ?? '';
    if (!isObject(condition[config])) return [index!, ...(field === 'values' ? ['Values', ...rest] : [])];
    const at = textOf(condition['Field']) === 'query-string' ? ['Values', ...(inner === undefined ? [] : [inner]), ...(field === undefined ? [] : [field === 'key' ? 'Key' : 'Value'])] : placeIn(condition[config], field === undefined ? [] : [field, ...rest], {});
    return [index!, config, ...at];
  },
};

const transformNames: Names = { Rewrites: 'rewrite' };

/** Rewrites of a rule. */
export const transforms: Attribute = { to: 'transform', from: ['Transforms'], as: (value) => (members(value).length === 0 ? undefined : translatedList(value, transformNames)), place: (value, path) => placeIn(value, path, transformNames) };
