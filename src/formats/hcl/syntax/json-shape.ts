import { argumentOf } from '../../../facts/terraform-schema.ts';

/** What a member of an object that is the body of a block says (JSON Configuration Syntax, "Block-type-specific Exceptions"). */
export type Meaning =
  /** Blocks; so many levels of names are their labels. */
  | { readonly is: 'block'; readonly labels: number; readonly within: Place }
  /** An argument whose texts are templates. */
  | { readonly is: 'template' }
  /** One whose texts are taken as they stand. */
  | { readonly is: 'literal' }
  /** One whose texts, names of members included, are references and words of the language. */
  | { readonly is: 'reference' };

/** The block that a body is of: its type among Terraform's own, or a place in the schema of a resource. */
export interface Place {
  readonly block: string;
  /** `aws_lb`, `data.aws_lb`. */
  readonly resource?: string;
  readonly path?: readonly string[];
}

/** The whole file. */
export const wholeFile: Place = { block: '' };

interface Shape {
  readonly blocks: Readonly<Record<string, number>>;
  readonly literals?: readonly string[];
  readonly references?: readonly string[];
}

const object: Shape = { blocks: { lifecycle: 0, provisioner: 1, connection: 0, dynamic: 1 }, references: ['provider', 'depends_on'] };
const bare: Shape = { blocks: {} };

const shapes: Readonly<Record<string, Shape>> = {
  '': { blocks: { resource: 2, data: 2, ephemeral: 2, module: 1, variable: 1, output: 1, provider: 1, check: 1, locals: 0, terraform: 0, moved: 0, import: 0, removed: 0 } },
  resource: object,
  data: object,
  ephemeral: object,
  lifecycle: { blocks: { precondition: 0, postcondition: 0 }, references: ['ignore_changes', 'replace_triggered_by'] },
  provisioner: { blocks: { connection: 0 }, references: ['when', 'on_failure'] },
  connection: { blocks: {}, literals: ['type'] },
  module: { blocks: {}, literals: ['source', 'version'], references: ['providers', 'depends_on'] },
  variable: { blocks: { validation: 0 }, literals: ['default', 'description', 'sensitive', 'nullable', 'ephemeral'], references: ['type'] },
  output: { blocks: { precondition: 0 }, literals: ['description', 'sensitive', 'ephemeral'], references: ['depends_on'] },
  // Blocks of the providers that are read: of hashicorp/aws, kubernetes and helm.
  provider: { blocks: { assume_role: 0, assume_role_with_web_identity: 0, default_tags: 0, ignore_tags: 0, endpoints: 0, exec: 0, kubernetes: 0, registry: 0, experiments: 0 }, literals: ['alias', 'version'] },
  kubernetes: { blocks: { exec: 0 } },
  check: { blocks: { data: 2, assert: 0 } },
  terraform: { blocks: { required_providers: 0, backend: 1, cloud: 0, provider_meta: 1 }, literals: ['*'] },
  required_providers: { blocks: {}, literals: ['*'] },
  backend: { blocks: {}, literals: ['*'] },
  cloud: { blocks: { workspaces: 0 }, literals: ['*'] },
  workspaces: { blocks: {}, literals: ['*'] },
  moved: { blocks: {}, references: ['*'] },
  import: { blocks: {}, references: ['to', 'provider'] },
  removed: { blocks: { lifecycle: 0 }, references: ['from'] },
  dynamic: { blocks: { content: 0 }, references: ['iterator'] },
};

/** What the member of this name says in a body; `bodies`: how many bodies of blocks its value can be. */
export function meaningOf(place: Place, name: string, bodies: number | undefined): Meaning {
  const holds = bodies !== undefined;
  const shape = Object.hasOwn(shapes, place.block) ? (shapes[place.block] as Shape) : bare;
  if (holds && Object.hasOwn(shape.blocks, name)) return { is: 'block', labels: shape.blocks[name] as number, within: inner(place, name) };
  const argument = holds && place.resource !== undefined ? argumentOf(place.resource, [...(place.path ?? []), name]) : undefined;
  // `ingress = []` says that there is none, which no block can say.
  if (argument?.type === 'block' && !(bodies === 0 && argument.written === 'either')) return { is: 'block', labels: 0, within: inner(place, name) };
  if (holds && place.path !== undefined && name === 'dynamic') return { is: 'block', labels: 1, within: inner(place, name) };
  if (says(shape.literals, name)) return { is: 'literal' };
  return { is: says(shape.references, name) ? 'reference' : 'template' };
}

function says(names: readonly string[] | undefined, name: string): boolean {
  return names !== undefined && (names.includes(name) || names.includes('*'));
}

function inner(place: Place, name: string): Place {
  const { resource, path } = place;
  if (resource === undefined) return { block: name };
  // `content` of a dynamic block is a block of the kind that the dynamic one makes; its label says which.
  if (name === 'dynamic') return { block: 'dynamic', resource, path: path ?? [] };
  if (place.block === 'dynamic') return { block: 'nested', resource, path: path ?? [] };
  if (Object.hasOwn(object.blocks, name) && (place.path ?? []).length === 0) return { block: name };
  return { block: 'nested', resource, path: [...(path ?? []), name] };
}

/** The place of a body behind the labels of its block. */
export function labelled(place: Place, labels: readonly string[]): Place {
  const [type] = labels;
  if (type === undefined) return place;
  if (place.block === 'resource' || place.block === 'ephemeral') return { block: place.block, resource: type, path: [] };
  if (place.block === 'data') return { block: 'data', resource: `data.${type}`, path: [] };
  if (place.block === 'dynamic') return { ...place, path: [...(place.path ?? []), type] };
  return place;
}
