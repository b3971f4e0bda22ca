import type { Estate } from '../../../resource/estate.ts';
import type { Json, Resource } from '../../../resource/resource.ts';
import { text } from '../../kubernetes/fields.ts';
import { nameIn } from '../references.ts';

/**
 * How addresses of hops name a resource of the network: by AWS' own id, which no two have, else by its Terraform address, with
 * the scope where there are several. Never `/`, a blank, `=` or `+`, which stand between the parts of an address.
 */
export function networkKey({ type, name, scope, body }: Resource): string {
  const id = text(body['id']);
  return plain(id !== undefined && nameIn(id) === undefined ? id : `${type}.${name}${scope === 'default' ? '' : `@${scope}`}`);
}

/** The key of what a value of a resource names, also where it is in no input: an id, an ARN or a reference. */
export function referredKey(estate: Estate, from: Resource, value: Json | undefined): string | undefined {
  const written = text(value);
  if (written === undefined || written === '') return undefined;
  const named = nameIn(written);
  if (named === undefined) return plain(written);
  const found = estate.find({ scope: from.scope, type: named.type, name: named.name });
  return found === undefined ? plain(`${named.type}.${named.name}${from.scope === 'default' ? '' : `@${from.scope}`}`) : networkKey(found);
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
