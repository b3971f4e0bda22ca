import { text } from '../../dialects/kubernetes/fields.ts';
import type { Json, JsonObject } from '../../resource/resource.ts';

/** `group/kind` of a reference that may leave both out. */
export function kindOf(reference: JsonObject, group: string, kind: string): string {
  return `${text(reference['group']) ?? group}/${text(reference['kind']) ?? kind}`;
}

/** `GROUP/KIND/NAME.NAMESPACE` as it is written, for messages. */
export function written(reference: JsonObject): string {
  const part = (name: string): string => text(reference[name]) ?? '';
  return `${part('group')}/${part('kind')}/${part('name')}.${part('namespace')}`;
}

/** Go's %q of a plain string. */
export function quoted(value: Json | undefined): string {
  return JSON.stringify(text(value) ?? '');
}

/** A name with its namespace, which references in the same one leave out. */
export interface Named {
  readonly namespace: string;
  readonly name: string;
}

/** What a reference names, in the namespace `local` unless it says another. */
export function named(reference: JsonObject, local: string): Named {
  return { namespace: text(reference['namespace']) ?? local, name: text(reference['name']) ?? '' };
}

/** `NAMESPACE/NAME`, for maps. */
export function keyed({ namespace, name }: Named): string {
  return `${namespace}/${name}`;
}
