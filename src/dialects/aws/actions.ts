import type { Estate } from '../../resource/estate.ts';
import type { Json, JsonObject, Path, Resource } from '../../resource/resource.ts';
import { text, texts, words } from '../kubernetes/fields.ts';
import { blocks, count, decided, referred } from './references.ts';

/** What a rule or a listener does with a request. */
export type Action =
  | { readonly type: 'forward'; readonly groups: readonly { readonly group: Resource; readonly weight: number }[]; readonly sticky?: number; readonly path: Path }
  | ({ readonly type: 'redirect'; readonly status: number; readonly path: Path } & RedirectParts)
  | { readonly type: 'fixed-response'; readonly status: number; readonly body: string; readonly contentType?: string; readonly missing?: string; readonly path: Path }
  | ({ readonly type: 'authenticate'; readonly path: Path } & Login)
  | ({ readonly type: 'jwt-validation'; readonly path: Path } & TokenCheck)
  | { readonly type: 'other'; readonly name: string; readonly path: Path; readonly elsewhere?: true };

/** Parts of the URL that a client is sent to, with `#{...}` for those of its own; absent ones stay as they were. */
export interface RedirectParts {
  readonly protocol?: string;
  readonly host?: string;
  readonly port?: string;
  readonly to?: string;
  readonly query?: string;
}

/** A login with an identity provider. */
export interface Login {
  readonly with: 'oidc' | 'cognito';
  /** Where the client is sent to log in; absent: the input does not say. */
  readonly endpoint?: string;
  readonly clientId?: string;
  readonly scope: string;
  /** Its shards are called by this name, `-0` and so on. */
  readonly cookie: string;
  readonly otherwise: 'authenticate' | 'deny' | 'allow';
  readonly extra: Readonly<Record<string, string>>;
}

/** A bearer token that has to be good. */
export interface TokenCheck {
  readonly issuer: string;
  readonly claims: readonly { readonly name: string; readonly format: string; readonly values: readonly string[] }[];
}

/** Our own attribute of an action that a controller wrote because something does not exist: what that is. */
export const missingAttribute = 'kubernetes_missing';

/** The actions of a rule or listener, smallest `order` first. */
export function actionsOf(estate: Estate, resource: Resource, value: Json | undefined, attribute: 'action' | 'default_action'): readonly Action[] {
  const written = blocks(value).map((action, index) => ({ action, order: count(action['order']) ?? index + 1, path: [attribute, index] as Path }));
  return written.sort((a, b) => a.order - b.order).map(({ action, path }) => actionOf(estate, resource, action, path));
}

function actionOf(estate: Estate, resource: Resource, action: JsonObject, path: Path): Action {
  const type = text(action['type']) ?? '';
  const [block = {}] = blocks(action[type.replaceAll('-', '_')]);
  switch (type) {
    case 'forward':
      return forward(estate, resource, action, path);
    case 'redirect':
      return { type, status: statusOf(block['status_code']) ?? 302, path, ...redirectParts(block) };
    case 'fixed-response': {
      const [missing, contentType] = [text(action[missingAttribute]), text(block['content_type'])];
      return { type, status: Number(block['status_code'] ?? 200), body: text(block['message_body']) ?? '', path, ...(contentType === undefined ? {} : { contentType }), ...(missing === undefined ? {} : { missing }) };
    }
    case 'authenticate-oidc':
    case 'authenticate-cognito':
      return { type: 'authenticate', path, ...loginOf(type, block) };
    case 'jwt-validation':
      return { type, path, issuer: text(block['issuer']) ?? '', claims: blocks(block['additional_claim']).map(({ name, format, values }) => ({ name: text(name) ?? '', format: text(format) ?? 'single-string', values: words(values) })) };
    default:
      return { type: 'other', name: type, path };
  }
}

/** `HTTP_301`. */
function statusOf(value: Json | undefined): number | undefined {
  const digits = /\d{3}/.exec(String(value ?? ''))?.[0];
  return digits === undefined ? undefined : Number(digits);
}

function redirectParts({ protocol, host, port, path, query }: JsonObject): RedirectParts {
  const parts = { protocol: text(protocol), host: text(host), port: text(port), to: text(path), query: text(query) };
  return Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as RedirectParts;
}

/** AWS was asked for its attributes or targets, and not what it is (describe-target-groups). */
function isOnlyNamed({ body }: Resource): boolean {
  return text(body['arn'])?.startsWith('arn:') === true && ['protocol', 'port', 'target_type', 'vpc_id'].every((attribute) => body[attribute] === undefined);
}

/** Terraform gives a group without weight 1 (aws_lb_listener_rule, forward.target_group.weight). */
function forward(estate: Estate, resource: Resource, action: JsonObject, path: Path): Action {
  const [block = {}] = blocks(action['forward']);
  const several = blocks(block['target_group']).map(({ arn, weight }) => ({ arn, weight: count(weight) ?? 1 }));
  const named = several.length > 0 ? several : [{ arn: action['target_group_arn'], weight: 1 }];
  const groups = named.map(({ arn, weight }) => ({ group: referred(estate, resource, 'aws_lb_target_group', arn), weight }));
  if (groups.some(({ group }) => group === undefined || isOnlyNamed(group))) return { type: 'other', name: 'forward to a target group that the inputs do not hold', path, elsewhere: true };
  const [stickiness] = blocks(block['stickiness']);
  const sticky = stickiness !== undefined && decided(stickiness['enabled']) === true ? count(stickiness['duration']) : undefined;
  return { type: 'forward', groups: groups as { group: Resource; weight: number }[], path, ...(sticky === undefined ? {} : { sticky }) };
}

function loginOf(type: 'authenticate-oidc' | 'authenticate-cognito', block: JsonObject): Login {
  const endpoint = type === 'authenticate-oidc' ? text(block['authorization_endpoint']) : cognito(text(block['user_pool_domain']), text(block['user_pool_arn']));
  // What stands in a Secret is masked, with words in its place.
  const clientId = [text(block['client_id']), text(block['user_pool_client_id'])].find((id) => id !== undefined && !/[\s()]/.test(id));
  const written = text(block['on_unauthenticated_request']);
  return {
    with: type === 'authenticate-oidc' ? 'oidc' : 'cognito',
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(clientId === undefined ? {} : { clientId }),
    scope: text(block['scope']) ?? 'openid',
    cookie: text(block['session_cookie_name']) ?? 'AWSELBAuthSessionCookie',
    otherwise: written === 'deny' || written === 'allow' ? written : 'authenticate',
    extra: texts(block['authentication_request_extra_params']),
  };
}

/** A domain prefix stands for a host of Amazon's, in the Region of the user pool; a domain of one's own has dots (Cognito guide, "Configuring a user pool domain"). */
function cognito(domain: string | undefined, pool: string | undefined): string | undefined {
  const region = /^arn:[^:]+:cognito-idp:([^:]+):/.exec(pool ?? '')?.[1];
  if (domain === undefined) return undefined;
  if (domain.includes('.')) return `https://${domain}/oauth2/authorize`;
  return region === undefined ? undefined : `https://${domain}.auth.${region}.amazoncognito.com/oauth2/authorize`;
}
