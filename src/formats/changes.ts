import type { Edit } from '../resource/edit.ts';
import type { TerraformEdits } from './terraform-edits.ts';
import { isObject, keyOf, nameOf, valueAt, type Identity, type Json, type Resource } from '../resource/resource.ts';

/**
 * Whether a resource is known from a snapshot only: an answer of AWS, a plan, a state. Its file is no file that anybody
 * edits; what is changed is the resource itself.
 */
export function isSnapshot(resources: readonly Resource[], identity: Identity): boolean {
  const key = keyOf(identity);
  if (resources.some((each) => each.snapshot === true && keyOf(each) === key)) return true;
  return identity.type.startsWith('aws_') && resources.every((each) => each.source === undefined || keyOf(each) !== key);
}

/**
 * What edits change of snapshots, and of what Terraform's files do not say for one resource alone, in the way Terraform would
 * write it: each resource, then what is added and taken away.
 */
export function changesOf(resources: readonly Resource[], edits: readonly Edit[], terraform?: TerraformEdits): readonly string[] {
  const lines: string[] = [];
  let about = '';
  for (const edit of edits) {
    const identity = edit.edit === 'add' ? edit.resource : edit.of;
    const place = terraform?.of.get(edit);
    if (place === undefined ? !isSnapshot(resources, identity) : terraform?.files !== undefined) continue;
    if (nameOf(identity) !== about) lines.push(`  ${nameOf(identity)}${place === undefined ? '' : ` (${place})`}`);
    about = nameOf(identity);
    lines.push(...changed(resources, edit));
  }
  return terraform?.why === undefined ? lines : [...lines, `  ${terraform.why}`];
}

function changed(resources: readonly Resource[], edit: Edit): readonly string[] {
  if (edit.edit === 'add') return Object.entries(edit.resource.body).map(([name, value]) => `+ ${name} = ${hcl(value)}`);
  const name = edit.path.filter((step) => typeof step === 'string').join('.');
  if (edit.edit === 'insert') return [isObject(edit.value) ? `+ ${name} ${hcl(edit.value)}` : `+ ${name} = [..., ${hcl(edit.value)}]`];
  const before = valueAt(resources.findLast((each) => keyOf(each) === keyOf(edit.of))?.body, edit.path);
  const gone = before === undefined ? [] : [`- ${written(name, before)}`];
  return edit.edit === 'set' ? [...gone, `+ ${written(name, edit.to)}`] : edit.path.length === 0 ? ['- (the whole resource)'] : gone;
}

function written(name: string, value: Json): string {
  return isObject(value) ? `${name} ${hcl(value)}` : `${name} = ${hcl(value)}`;
}

/** A value as Terraform's language has it, on one line; members that say nothing are left out. */
function hcl(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(hcl).join(', ')}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const said = Object.entries(value).filter(([, member]) => member !== null && !(Array.isArray(member) && member.length === 0) && member !== false);
  return `{ ${said.map(([name, member]) => `${name} = ${hcl(member)}`).join(', ')} }`;
}
