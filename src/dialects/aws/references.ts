import type { Estate } from '../../resource/estate.ts';
import type { Json, Resource } from '../../resource/resource.ts';
import { text, whole } from '../kubernetes/fields.ts';

/** How one resource names another before anybody has made them: Terraform's own way to write the ARN that will be. */
export function arnOf(type: string, name: string): string {
  return `\${${type}.${name}.arn}`;
}

/** The same for what is named by id: security groups. */
export function idOf(type: string, name: string): string {
  return `\${${type}.${name}.id}`;
}

/** What a resource goes by, seen from a scope: the id or ARN that it has, else the reference to the one that it will get. */
export function namedAs(from: string, { scope, type, name, body }: Resource, attribute: 'id' | 'arn'): string {
  return text(body[attribute]) ?? `\${${scope === from ? '' : `${scope}!`}${type}.${name}.${attribute}}`;
}

/** What a reference says: the resource, which of its attributes, and its scope where that is another one than that of who refers to it. */
export interface Reference {
  readonly scope?: string;
  readonly type: string;
  readonly name: string;
  readonly attribute: string;
}

/** The parts of such a reference, `${TYPE.NAME.ATTRIBUTE}` or `${SCOPE!TYPE.NAME.ATTRIBUTE}`; undefined for any other text. */
export function nameIn(reference: string): Reference | undefined {
  const [, scope, type, name, attribute] = /^\$\{(?:([^!{}"]+)!)?([a-z0-9_]+)\.(.+)\.([a-z0-9_]+)\}$/.exec(reference) ?? [];
  return type === undefined || name === undefined || attribute === undefined ? undefined : { type, name, attribute, ...(scope === undefined ? {} : { scope }) };
}

/** Terraform's older name of a type says the same: `aws_alb_listener`. */
function spelled(type: string): string {
  return type.replace(/^aws_alb(?=_|$)/, 'aws_lb');
}

/** Every resource of a type, under whichever of its names. */
export function allOf(estate: Estate, type: string): readonly Resource[] {
  const older = estate.ofType(type.replace(/^aws_lb(?=_|$)/, 'aws_alb'));
  return older.length === 0 || spelled(type) !== type || !type.startsWith('aws_lb') ? estate.ofType(type) : [...estate.ofType(type), ...older];
}

/** The resource of a type that a value names: by reference, or by the ARN or id that it was given. */
export function referred(estate: Estate, from: Resource, type: string, value: Json | undefined): Resource | undefined {
  const written = text(value);
  if (written === undefined) return undefined;
  const named = nameIn(written);
  if (named !== undefined) return spelled(named.type) === type ? estate.find({ scope: named.scope ?? from.scope, type: named.type, name: named.name }) : undefined;
  return allOf(estate, type).find(({ body }) => body['arn'] === written || body['id'] === written);
}

/** Resources of a type by the one that an attribute of theirs names. */
export function byReferred(estate: Estate, type: string, owner: string, attribute: string): ReadonlyMap<Resource, readonly Resource[]> {
  const groups = new Map<Resource, Resource[]>();
  for (const resource of allOf(estate, type)) {
    const owning = referred(estate, resource, owner, resource.body[attribute]);
    if (owning === undefined) continue;
    const members = groups.get(owning);
    if (members === undefined) groups.set(owning, [resource]);
    else members.push(resource);
  }
  return groups;
}

/** A whole number, also as the string of digits that Terraform takes for one. */
export function count(value: Json | undefined): number | undefined {
  const written = text(value);
  return written !== undefined && /^\d+$/.test(written) ? Number(written) : whole(value);
}

/** true or false, also as the word that Terraform takes for it; undefined for everything else. */
export function decided(value: Json | undefined): boolean | undefined {
  const word = text(value);
  return word === 'true' ? true : word === 'false' ? false : typeof value === 'boolean' ? value : undefined;
}

/** Nested blocks, which a plan prints as a list even where there can only be one. */
export function blocks(value: Json | undefined): readonly { readonly [key: string]: Json }[] {
  const members = Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
  return members.flatMap((member) => (member !== null && typeof member === 'object' && !Array.isArray(member) ? [member as { readonly [key: string]: Json }] : []));
}
