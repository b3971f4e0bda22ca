import { kubernetesSchema } from './kubernetes-schema.ts';

/** What a field of an object takes, in the letters of the schema (scripts/schema/README.md): `[12` a list of objects of definition 12. */
export type FieldCode = string;

/** The fields of an object: of a kind of Kubernetes, `networking.k8s.io/v1/Ingress`, or of what a field takes; undefined for all that has none. */
export function fieldsOf(of: { readonly kind: string } | { readonly code: FieldCode }): ReadonlyMap<string, FieldCode> | undefined {
  data ??= JSON.parse(kubernetesSchema) as Data;
  const index = 'kind' in of ? data.kinds[of.kind] : /^\d+$/.test(of.code) ? Number(of.code) : undefined;
  const definition = index === undefined ? undefined : data.definitions[index];
  return definition === undefined ? undefined : new Map(Object.entries(definition).map(([name, code]) => [name.replace(/!$/, ''), code]));
}

interface Data {
  readonly kinds: Readonly<Record<string, number>>;
  readonly definitions: readonly Readonly<Record<string, FieldCode>>[];
}

let data: Data | undefined;
