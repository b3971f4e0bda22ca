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

/** The resource of a type that a value names: by reference, or by the ARN or id that it was given. */
export function referred(estate: Estate, from: Resource, type: string, value: Json | undefined): Resource | undefined {
  const written = text(value);
  if (written === undefined) return undefined;
  const name = /^\$\{([a-z0-9_]+)\.(.+)\.(?:arn|id)\}$/.exec(written);
  if (name !== null) return name[1] === type ? estate.find({ scope: from.scope, type, name: name[2]! }) : undefined;
  return estate.ofType(type).find(({ body }) => body['arn'] === written || body['id'] === written);
}

/** A whole number, also as the string of digits that Terraform takes for one. */
export function count(value: Json | undefined): number | undefined {
  const written = text(value);
  return written !== undefined && /^\d+$/.test(written) ? Number(written) : whole(value);
}

/** Nested blocks, which a plan prints as a list even where there can only be one. */
export function blocks(value: Json | undefined): readonly { readonly [key: string]: Json }[] {
  const members = Array.isArray(value) ? (value as readonly Json[]) : value === undefined ? [] : [value];
  return members.flatMap((member) => (member !== null && typeof member === 'object' && !Array.isArray(member) ? [member as { readonly [key: string]: Json }] : []));
}
