import type { Estate } from '../../../resource/estate.ts';
import { text } from '../../kubernetes/fields.ts';
import { blocks } from '../references.ts';
import { byKey, referredKey } from './keys.ts';

/** The blocks of addresses in a prefix list, by its key or by AWS' name of it; undefined: no input holds them. */
export function prefixListOf(estate: Estate, key: string): readonly string[] | undefined {
  return viewOf(estate).get(key);
}

function viewOf(estate: Estate): ReadonlyMap<string, readonly string[]> {
  const known = viewed.get(estate);
  if (known !== undefined) return known;
  const found = new Map<string, readonly string[]>();
  for (const resource of estate.ofType('aws_ec2_managed_prefix_list_entry')) {
    const key = referredKey(estate, resource, resource.body['prefix_list_id']);
    const cidr = text(resource.body['cidr']);
    if (key !== undefined && cidr !== undefined) found.set(key, [...(found.get(key) ?? []), cidr]);
  }
  for (const [key, resource] of byKey(estate, 'aws_ec2_managed_prefix_list', 'aws_prefix_list')) {
    const own = blocks(resource.body['entry']).flatMap(({ cidr }) => text(cidr) ?? []);
    // A list without entries in the answer is one whose entries were not asked for.
    if (own.length === 0 && !found.has(key)) continue;
    const all = [...own, ...(found.get(key) ?? [])];
    const name = text(resource.body['name']);
    found.set(key, all);
    if (name !== undefined) found.set(name, all);
  }
  viewed.set(estate, found);
  return found;
}

const viewed = new WeakMap<Estate, ReadonlyMap<string, readonly string[]>>();
