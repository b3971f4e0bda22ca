import { list, record, text, words } from '../../../dialects/kubernetes/fields.ts';
import { authDefaults } from '../../../facts/load-balancer-controller.ts';
import type { JsonObject, Resource } from '../../../resource/resource.ts';
import type { Annotations } from '../annotations.ts';
import type { Shape } from '../decoded.ts';
import type { Place, Refusal } from '../place.ts';
import type { Drafting } from '../plan.ts';
import { configOf } from './config.ts';

const parameters: Shape = { map: 'string' };
const cognito: Shape = { fields: { userPoolARN: 'string', userPoolClientID: 'string', userPoolDomain: 'string', authenticationRequestExtraParams: parameters } };
const oidc: Shape = { fields: { issuer: 'string', authorizationEndpoint: 'string', tokenEndpoint: 'string', userInfoEndpoint: 'string', secretName: 'string', authenticationRequestExtraParams: parameters } };
const jwt: Shape = { fields: { jwksEndpoint: 'string', issuer: 'string', additionalClaims: { list: { fields: { format: 'string', name: 'string', values: { list: 'string' } } } } } };

/** What `auth-idp-cognito`, `auth-idp-oidc` and `jwt-validation` may hold (pkg/ingress/config_types.go). */
export const authShapes: Readonly<Record<string, Shape>> = { 'auth-idp-cognito': cognito, 'auth-idp-oidc': oidc, 'jwt-validation': jwt };

/** How somebody has to prove who they are before a rule acts, as annotations say it. */
export interface Authentication {
  /** `none`, `oidc` or `cognito`. */
  readonly type: string;
  readonly idpConfigCognito?: JsonObject;
  readonly idpConfigOIDC?: JsonObject;
  readonly onUnauthenticatedRequest: string;
  readonly scope: string;
  readonly sessionCookieName: string;
  /** Seconds. */
  readonly sessionTimeout: number;
  readonly place: Place;
}

/** An annotation, whoever wrote it: the Service's beats the Ingress's, key by key. */
export type Reading = (name: string) => Annotations;

/** Reads the authentication of a backend; undefined where it is refused (pkg/ingress/auth_config_builder.go). */
export function authenticationOf(reading: Reading, refuse: (refusal: Refusal) => void): Authentication | undefined {
  let refused = false;
  const report = (refusal: Refusal): void => {
    refused = true;
    refuse(refusal);
  };
  const written = (name: string): string | undefined => reading(name).text(name);
  const type = written('auth-type') ?? authDefaults.type;
  const place = reading('auth-type').place('auth-type');
  if (type !== 'none' && type !== 'oidc' && type !== 'cognito') report({ at: place, message: `${String(place[1].at(-1))} is "${type}"; none, oidc and cognito are what the controller takes`, says: `unknown authType: ${type}` });
  const sessionTimeout = reading('auth-session-timeout').reporting(report).number('auth-session-timeout') ?? authDefaults.sessionTimeout;
  const idpConfigCognito = configOf(reading('auth-idp-cognito'), 'auth-idp-cognito', cognito, report);
  const idpConfigOIDC = configOf(reading('auth-idp-oidc'), 'auth-idp-oidc', oidc, report);
  if (refused) return undefined;
  return {
    type,
    ...(idpConfigCognito === undefined ? {} : { idpConfigCognito: record(idpConfigCognito) }),
    ...(idpConfigOIDC === undefined ? {} : { idpConfigOIDC: record(idpConfigOIDC) }),
    onUnauthenticatedRequest: written('auth-on-unauthenticated-request') ?? authDefaults.onUnauthenticatedRequest,
    scope: written('auth-scope') ?? authDefaults.scope,
    sessionCookieName: written('auth-session-cookie') ?? authDefaults.sessionCookieName,
    sessionTimeout,
    place,
  };
}

/** Reads what a token has to hold; undefined where nothing stands, or where it is refused. */
export function tokenRulesOf(reading: Reading, refuse: (refusal: Refusal) => void): JsonObject | undefined {
  const name = 'jwt-validation';
  const written = configOf(reading(name), name, jwt, refuse);
  if (written === undefined) return undefined;
  const rules = record(written);
  const at = reading(name).place(name);
  const absent = ['jwksEndpoint', 'issuer'].filter((part) => (text(rules[part]) ?? '') === '');
  for (const part of absent) refuse({ at, message: `${String(at[1].at(-1))} has no ${part}`, ...(part === 'issuer' ? { says: 'issuer is a required field for jwt validation' } : {}) });
  return absent.length > 0 ? undefined : rules;
}

/** The action that checks tokens, in the spelling of the stack. */
export function tokenAction(rules: JsonObject): JsonObject {
  const { jwksEndpoint, issuer, additionalClaims } = rules;
  return { type: 'jwt-validation', jwtValidationConfig: { jwksEndpoint: jwksEndpoint ?? '', issuer: issuer ?? '', ...(list(additionalClaims).length === 0 ? {} : { additionalClaims: list(additionalClaims) }) } };
}

/** The action that sends people to their identity provider; undefined for type `none`, or where it is refused. */
export function authenticationAction({ estate, facts, assume }: Drafting, namespace: string, auth: Authentication, refuse: (refusal: Refusal) => void): JsonObject | undefined {
  if (auth.type === 'none') return undefined;
  const config = auth.type === 'cognito' ? auth.idpConfigCognito : auth.idpConfigOIDC;
  if (config === undefined) {
    const name = auth.type === 'cognito' ? 'auth-idp-cognito' : 'auth-idp-oidc';
    refuse({ at: auth.place, message: `auth-type is ${auth.type}, and ${name} does not stand beside it`, says: `missing IDPConfig${auth.type === 'cognito' ? 'Cognito' : 'OIDC'}` });
    return undefined;
  }
  const { secretName, ...rest } = config;
  const common = { ...rest, onUnauthenticatedRequest: auth.onUnauthenticatedRequest, scope: auth.scope, sessionCookieName: auth.sessionCookieName, sessionTimeout: auth.sessionTimeout };
  if (auth.type === 'cognito') return { type: 'authenticate-cognito', authenticateCognitoConfig: common };
  const name = text(secretName) ?? '';
  const secret = estate.find({ scope: facts.scope, type: 'Secret', namespace, name });
  if (secret === undefined) assume(`Secret ${namespace}/${name}, which no file holds, has clientID and clientSecret`);
  else for (const key of missingKeys(secret)) refuse({ at: [secret, ['metadata', 'name']], message: `Secret ${namespace}/${name} has no ${key}`, says: `missing ${key}, secret: ${namespace}/${name}` });
  // What is in the Secret never leaves it: not into a plan, and not into a file.
  return { type: 'authenticate-oidc', authenticateOIDCConfig: { ...common, clientID: hidden, clientSecret: hidden } };
}

const hidden = '(in the Secret)';

/** `clientId` is an old spelling that is still taken. Of a Secret that was read from a file only the names of its keys are left. */
function missingKeys({ body }: Resource): readonly string[] {
  const keys = new Set([...words(body['keys']), ...Object.keys(record(body['data']))]);
  return [...(keys.has('clientID') || keys.has('clientId') ? [] : ['clientID']), ...(keys.has('clientSecret') ? [] : ['clientSecret'])];
}
