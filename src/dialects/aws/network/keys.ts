import type { Estate } from '../../../resource/estate.ts';
import { addressOf, type Json, type Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { nameIn, type Reference } from '../references.ts';

/**
 * How addresses of hops name a resource of the network: by AWS' own id, which no two have, else by its Terraform address, with
 * the scope where there are several. Never `/`, a blank, `=` or `+`, which stand between the parts of an address.
 */
export function networkKey({ type, name, scope, body }: Resource): string {
  const id = text(body['id']);
  return plain(id !== undefined && nameIn(id) === undefined ? id : `${addressOf({ type, name })}${scope === 'default' ? '' : `@${scope}`}`);
}

/** What people call it: the id that AWS gave it, else its address in Terraform. */
export function calledBy(resource: Resource): string {
  const id = text(resource.body['id']);
  return id !== undefined && nameIn(id) === undefined ? id : addressOf(resource);
}

/** What people call what a key names: without the folder that is read, which tells apart what nobody has given an id yet. Accounts stay. */
export function spokenKey(key: string): string {
  return key.replace(/@(?!\d{12})[^@"\]]*$/, '');
}

/** The key of what a value of a resource names, also where it is in no input: an id, an ARN or a reference. */
export function referredKey(estate: Estate, from: Resource, value: Json | undefined): string | undefined {
  const written = text(value);
  if (written === undefined || written === '') return undefined;
  const named = nameIn(written);
  if (named === undefined) return plain(written);
  const scope = named.scope ?? from.scope;
  const found = estate.find({ scope, type: named.type, name: named.name });
  const usual = usualTypes[named.attribute];
  if (usual !== undefined && /^aws_(default_)?vpc$/.test(named.type)) return usualKey(estate, scope, named, usual);
  return found === undefined ? plain(`${addressOf(named)}${scope === 'default' ? '' : `@${scope}`}`) : networkKey(found);
}

/** What AWS makes together with a VPC, by the attribute of the VPC that names it, and what Terraform calls it once it looks after it. */
const usualTypes: Readonly<Record<string, string>> = {
  default_security_group_id: 'aws_default_security_group',
  default_network_acl_id: 'aws_default_network_acl',
  default_route_table_id: 'aws_default_route_table',
  main_route_table_id: 'aws_default_route_table',
};

/** The one of a VPC that Terraform looks after, else a key that no resource has. */
function usualKey(estate: Estate, scope: string, vpc: Reference, type: string): string {
  const names = (value: Json | undefined): boolean => {
    const named = nameIn(text(value) ?? '');
    return named?.type === vpc.type && named.name === vpc.name;
  };
  const own = estate.ofType(type).find((each) => each.scope === scope && ['vpc_id', ...Object.keys(usualTypes)].some((attribute) => names(each.body[attribute])));
  return own === undefined ? plain(`${addressOf({ type, name: vpc.name })}${scope === 'default' ? '' : `@${scope}`}`) : networkKey(own);
}

/** Resources of some types by their keys, and the first of each key: one that is shared stands in the answers of several accounts. */
export function byKey(estate: Estate, ...types: readonly string[]): ReadonlyMap<string, Resource> {
  const found = new Map<string, Resource>();
  for (const type of types) {
    for (const resource of estate.ofType(type)) {
      const key = networkKey(resource);
      if (!found.has(key)) found.set(key, resource);
    }
  }
  return found;
}

function plain(written: string): string {
  return /[/\s=+]/.test(written) ? written.replace(/[/\s=+]+/g, '~') : written;
}
