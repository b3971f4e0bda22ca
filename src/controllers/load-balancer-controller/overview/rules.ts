import { list, record, text, texts, whole, words } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import type { Names } from '../resources/names.ts';
import { conditionConfigs, type Piece } from '../stack.ts';
import type { ActionView, ConditionView, RuleView } from './overview.ts';
import { from } from './said.ts';

/** A rule of a listener. `services` says which Service stands behind a target group of the stack, by the group's id. */
export function ruleView(names: Names, services: ReadonlyMap<string, string>, piece: Piece): RuleView {
  const { spec } = piece;
  return {
    priority: whole(spec['priority']) ?? 0,
    conditions: list(spec['conditions']).map(conditionView),
    transforms: list(spec['transforms']).map(record).flatMap(transformViews),
    actions: actionViews(names, services, piece, 'actions'),
    ...from(piece.place),
  };
}

/** The actions of a rule or the default actions of a listener. */
export function actionViews(names: Names, services: ReadonlyMap<string, string>, { spec, missing = [] }: Piece, part: 'actions' | 'defaultActions'): readonly ActionView[] {
  return list(spec[part]).map((value, index) => actionView(names, services, record(value), missing.find(([path]) => path[0] === part && path[1] === index)?.[1]));
}

/** What people call the part of a request that a condition looks at. */
const subjects: Readonly<Record<string, string>> = { 'host-header': 'host', 'path-pattern': 'path', 'http-header': 'header', 'http-request-method': 'method', 'query-string': 'query', 'source-ip': 'source' };

function conditionView(value: Json): ConditionView {
  const condition = record(value);
  const field = text(condition['field']) ?? '';
  const on = subjects[field] ?? field;
  const config = record(condition[conditionConfigs[field] ?? '']);
  const regular = words(config['regexValues']);
  if (on === 'query') return { on, regular: false, values: list(config['values']).map(record).map(({ key: name, value: wanted }) => (text(name) === undefined ? `${text(wanted) ?? ''}` : `${text(name)}=${text(wanted) ?? ''}`)) };
  return { on: on === 'header' ? `header ${text(config['httpHeaderName']) ?? ''}` : on, values: regular.length > 0 ? regular : words(config['values']), regular: regular.length > 0 };
}

function transformViews({ type, urlRewriteConfig, hostHeaderRewriteConfig }: JsonObject): RuleView['transforms'] {
  const of = type === 'host-header-rewrite' ? 'host' : 'url';
  const config = record(of === 'host' ? hostHeaderRewriteConfig : urlRewriteConfig);
  return list(config['rewrites']).map(record).map(({ regex, replace }) => ({ of, regex: text(regex) ?? '', replace: text(replace) ?? '' }));
}

function actionView(names: Names, services: ReadonlyMap<string, string>, action: JsonObject, missing: string | undefined): ActionView {
  const type = text(action['type']) ?? '';
  switch (type) {
    case 'forward': {
      const config = record(action['forwardConfig']);
      const { enabled, durationSeconds } = record(config['targetGroupStickinessConfig']);
      const groups = list(config['targetGroups']).map(record).map(({ targetGroupARN, weight }) => {
        const piece = names.named(targetGroupARN);
        const service = piece === undefined ? undefined : services.get(piece.id);
        return { name: piece === undefined ? (text(targetGroupARN) ?? '') : names.of(piece), ...(typeof weight === 'number' ? { weight } : {}), ...(service === undefined ? {} : { service }) };
      });
      return { type, groups, ...(enabled === true && typeof durationSeconds === 'number' ? { sticky: durationSeconds } : {}) };
    }
    case 'redirect':
      return { type, ...redirect(texts(action['redirectConfig'])) };
    case 'fixed-response': {
      const { statusCode, messageBody, contentType } = texts(action['fixedResponseConfig']);
      return { type, status: Number(statusCode), ...(messageBody === undefined ? {} : { body: messageBody }), ...(contentType === undefined ? {} : { contentType }), ...(missing === undefined ? {} : { missing }) };
    }
    case 'authenticate-oidc':
    case 'authenticate-cognito': {
      const config = texts(action[type === 'authenticate-oidc' ? 'authenticateOIDCConfig' : 'authenticateCognitoConfig']);
      return { type: 'authenticate', with: config['issuer'] ?? config['userPoolDomain'] ?? type, otherwise: config['onUnauthenticatedRequest'] ?? 'authenticate' };
    }
    case 'jwt-validation':
      return { type, issuer: texts(action['jwtValidationConfig'])['issuer'] ?? '' };
    default:
      return { type: 'other', name: type };
  }
}

/** Parts that are not written stay those of the request. */
function redirect({ statusCode = '', protocol = '#{protocol}', host = '#{host}', port = '#{port}', path = '/#{path}', query = '#{query}' }: Readonly<Record<string, string>>): { readonly status: number; readonly location: string } {
  return { status: Number(/\d{3}/.exec(statusCode)?.[0] ?? 302), location: `${protocol.toLowerCase()}://${host}:${port}${path}?${query}` };
}
