import { missingAttribute } from '../../../dialects/aws/actions.ts';
import { list, record, text } from '../../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../../resource/resource.ts';
import { body } from '../../controller.ts';
import type { Piece } from '../stack.ts';
import type { Names } from './names.ts';

/** The actions of a rule or a listener as the provider's blocks. One that stands in for something says what does not exist. */
export function actionBlocks(names: Names, { spec, missing = [] }: Piece, part: 'actions' | 'defaultActions'): readonly JsonObject[] {
  return list(spec[part]).map((action, index) => {
    const [, absent] = missing.find(([path]) => path[0] === part && path[1] === index) ?? [];
    return { ...actionBlock(names, action), ...(absent === undefined ? {} : { [missingAttribute]: absent }) };
  });
}

function actionBlock(names: Names, action: Json): JsonObject {
  const spec = record(action);
  const type = text(spec['type']) ?? '';
  switch (type) {
    case 'forward':
      return forward(names, record(spec['forwardConfig']));
    case 'redirect':
      return { type, redirect: [redirect(record(spec['redirectConfig']))] };
    case 'fixed-response':
      return { type, fixed_response: [fixedResponse(record(spec['fixedResponseConfig']))] };
    case 'authenticate-oidc':
      return { type, authenticate_oidc: [authenticateOidc(record(spec['authenticateOIDCConfig']))] };
    case 'authenticate-cognito':
      return { type, authenticate_cognito: [authenticateCognito(record(spec['authenticateCognitoConfig']))] };
    case 'jwt-validation':
      return { type, jwt_validation: [jwtValidation(record(spec['jwtValidationConfig']))] };
    default:
      return { type };
  }
}

/** One group without weight or stickiness is the short form. */
function forward(names: Names, config: JsonObject): JsonObject {
  const groups = list(config['targetGroups']).map(record).map(({ targetGroupARN, weight }) => ({ arn: names.refer(targetGroupARN) ?? '', ...(typeof weight === 'number' ? { weight } : {}) }));
  const { enabled, durationSeconds } = record(config['targetGroupStickinessConfig']);
  const stickiness = body({ enabled, duration: durationSeconds });
  const plain = Object.keys(stickiness).length === 0;
  const [only] = groups;
  if (only !== undefined && groups.length === 1 && !('weight' in only) && plain) return { type: 'forward', target_group_arn: only.arn };
  return { type: 'forward', forward: [{ target_group: groups, ...(plain ? {} : { stickiness: [stickiness] }) }] };
}

function redirect({ protocol, host, port, path, query, statusCode }: JsonObject): JsonObject {
  return body({ protocol, host, port, path, query, status_code: statusCode });
}

function fixedResponse({ contentType, messageBody, statusCode }: JsonObject): JsonObject {
  return body({ content_type: contentType, message_body: messageBody, status_code: statusCode });
}

function authenticateOidc(config: JsonObject): JsonObject {
  const { issuer, authorizationEndpoint, tokenEndpoint, userInfoEndpoint, clientID } = config;
  return body({ issuer, authorization_endpoint: authorizationEndpoint, token_endpoint: tokenEndpoint, user_info_endpoint: userInfoEndpoint, client_id: clientID, ...session(config) });
}

function authenticateCognito(config: JsonObject): JsonObject {
  const { userPoolARN, userPoolClientID, userPoolDomain } = config;
  return body({ user_pool_arn: userPoolARN, user_pool_client_id: userPoolClientID, user_pool_domain: userPoolDomain, ...session(config) });
}

/** What both ways to authenticate have in common. The client's secret is nobody's to see. */
function session({ authenticationRequestExtraParams, onUnauthenticatedRequest, scope, sessionCookieName, sessionTimeout }: JsonObject): { readonly [key: string]: Json | undefined } {
  return { authentication_request_extra_params: authenticationRequestExtraParams, on_unauthenticated_request: onUnauthenticatedRequest, scope, session_cookie_name: sessionCookieName, session_timeout: sessionTimeout };
}

function jwtValidation({ jwksEndpoint, issuer, additionalClaims }: JsonObject): JsonObject {
  const claims = list(additionalClaims).map(record).map(({ name, format, values }) => body({ name, format, values }));
  return body({ issuer, jwks_endpoint: jwksEndpoint, additional_claim: claims.length === 0 ? undefined : claims });
}
