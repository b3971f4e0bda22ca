import type { Estate } from '../../../resource/estate.ts';
import { addressOf, type Json, type Path, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { nearest } from '../../kubernetes/nearest.ts';
import { mendedBy, setTo, type Check, type Refusal, type RefusalMend } from './refusal.ts';

/** Principals of an endpoint service that name a role that nobody makes, while one of nearly that name is made. */
export const serviceRefusals: Check = (resource, estate) => {
  const principals = resource.body['allowed_principals'];
  return (Array.isArray(principals) ? (principals as readonly Json[]) : []).flatMap((principal, index) => principalRefusals(estate, resource, ['allowed_principals', index], text(principal)));
};

/** The same, where the principal is a resource of its own. */
export const allowedPrincipalRefusals: Check = (resource, estate) => principalRefusals(estate, resource, ['principal_arn'], text(resource.body['principal_arn']));

function principalRefusals(estate: Estate, resource: Resource, path: Path, principal: string | undefined): readonly Refusal[] {
  if (principal === undefined || principal.includes('${')) return [];
  // Sessions of a role are none (InvalidPrincipal, hashicorp/terraform-provider-aws issue 16657).
  if (/^arn:aws[a-z-]*:sts::/.test(principal)) return [{ resource, path, message: `${principal} is a session, and a principal is an account, a role or a user; AWS says "InvalidPrincipal: Invalid Principal: '${principal}'"`, ...mendedBy(ofSession(estate, resource, path, principal)) }];
  const [, account, name] = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(?:.*\/)?([^/]+)$/.exec(principal) ?? [];
  if (account === undefined || name === undefined) return [];
  const roles = estate.ofType('aws_iam_role').filter((role) => mayBeOf(role, account) && text(role.body['name']) !== undefined);
  if (roles.some(({ body }) => body['name'] === name)) return [];
  const names = roles.map(({ body }) => String(body['name']));
  const longer = names.filter((each) => each.startsWith(`${name}-`) || name.startsWith(`${each}-`));
  const near = nearest(name, names) ?? (longer.length === 1 ? longer[0] : closest(longer, estate, resource));
  if (near === undefined) return [];
  const role = roles.find(({ body }) => body['name'] === near)!;
  return [{ resource, path, message: `no role of these inputs is called ${name}, and ${addressOf(role)} is called ${near}: an endpoint that ${near} asks for ends with "The Vpc Endpoint Service does not exist" (InvalidServiceName), as for everybody who is not allowed`, mend: allowing(resource, path, principal, role) }];
}

/** Allows a role of the account that the principal names. */
function allowing(resource: Resource, path: Path, principal: string, role: Resource): RefusalMend {
  const arn = `${/^arn:[^:]*:/.exec(principal)![0]}iam::${principal.split(':')[4]!}:role${text(role.body['path']) ?? '/'}${String(role.body['name'])}`;
  return setTo(resource, `allow ${arn}`, path, arn);
}

/** The role whose session a principal is; what it is under (its path) is not said by the session. */
function ofSession(estate: Estate, resource: Resource, path: Path, principal: string): RefusalMend | undefined {
  const [, account, name] = /^arn:aws[a-z-]*:sts::(\d{12}):assumed-role\/([^/]+)/.exec(principal) ?? [];
  const role = account === undefined ? undefined : estate.ofType('aws_iam_role').find((each) => each.body['name'] === name && mayBeOf(each, account));
  if (role !== undefined) return allowing(resource, path, principal, role);
  const arn = `${/^arn:[^:]*:/.exec(principal)![0]}iam::${account!}:role/${name!}`;
  return account === undefined ? undefined : setTo(resource, `allow the role itself, ${arn}`, path, arn, 'needs a value');
}

/** Of several longer names that of another scope: the consumer's account is not the service's. */
function closest(names: readonly string[], estate: Estate, { scope }: Resource): string | undefined {
  const elsewhere = estate.ofType('aws_iam_role').filter((role) => names.includes(String(role.body['name'])) && role.scope !== scope).map(({ body }) => String(body['name']));
  return elsewhere.length === 1 ? elsewhere[0] : undefined;
}

/** Whether a role may be one of the account: its scope names it, or names no account. */
function mayBeOf({ scope }: Resource, account: string): boolean {
  const own = /^(\d{12})(?:\/|$)/.exec(scope)?.[1];
  return own === undefined || own === account;
}
