import { terraformAwsSchema } from './terraform-aws-schema.ts';

/** An argument, an attribute or a block of a resource, as Terraform's AWS provider has it. */
export interface Argument {
  readonly name: string;
  /** `block`: objects, which blocks say (or an argument, see `written`). */
  readonly type: ValueType['type'] | 'block';
  /** What a list, a set or a map holds. */
  readonly of?: ValueType;
  /** Of a block: how many there may be, and what they are together. `single` is an object (`timeouts`), all others are lists of objects. */
  readonly nesting?: 'one' | 'single' | 'list' | 'set' | 'map';
  /** Of a block: what is in it. */
  readonly members?: Members;
  /** Of a block: how it is written. `either`: blocks or `name = [{...}]`; what only the provider says is not written. */
  readonly written?: 'block' | 'either';
  readonly required: boolean;
  readonly optional: boolean;
  /** AWS or the provider says it where nothing else does. Neither required nor optional: only they do. */
  readonly computed: boolean;
}

/** The type of one value, or of a collection. */
export interface ValueType {
  readonly type: 'string' | 'number' | 'bool' | 'any' | 'list' | 'set' | 'map';
  readonly of?: ValueType;
}

type Members = ReadonlyMap<string, Argument>;

/** The provider's version that all of this is about. */
export function schemaVersion(): string {
  return read().version;
}

/** Whether the provider has a resource of this type; `data.TYPE` asks for a data source. The older spelling `aws_alb` is `aws_lb`. */
export function isKnownType(type: string): boolean {
  return read().types.has(spelled(type));
}

/** All types of resources that the provider has, and `data.TYPE` for its data sources. */
export function knownTypes(): readonly string[] {
  return [...read().types.keys()];
}

/** Arguments, attributes and blocks of a type by name; undefined where the provider has no such type. */
export function argumentsOf(type: string): Members | undefined {
  const schema = read();
  const name = spelled(type);
  const known = schema.arguments.get(name);
  if (known !== undefined) return known;
  const line = schema.types.get(name);
  if (line === undefined) return undefined;
  const members = membersOf(line, schema);
  schema.arguments.set(name, members);
  return members;
}

/** What stands at a path in the body of a resource: indexes are passed over; below a map or a plain value there is nothing. */
export function argumentOf(type: string, path: readonly (string | number)[]): Argument | undefined {
  let members = argumentsOf(type);
  let found: Argument | undefined;
  for (const part of path) {
    if (typeof part === 'number') continue;
    found = members?.get(part);
    members = found?.members;
  }
  return found;
}

interface Schema {
  readonly version: string;
  /** Lines of the schema by type, not yet read. */
  readonly types: ReadonlyMap<string, string>;
  readonly blocks: readonly string[];
  readonly arguments: Map<string, Members>;
  readonly members: Map<number, Members>;
}

let schema: Schema | undefined;

function read(): Schema {
  if (schema !== undefined) return schema;
  const lines = terraformAwsSchema.split('\n');
  const [first, second] = [lines.indexOf(''), lines.indexOf('', lines.indexOf('') + 1)];
  const named = (from: number, to: number, prefix: string): readonly (readonly [string, string])[] =>
    lines.slice(from, to).map((line) => {
      const end = line.indexOf(' ');
      return end < 0 ? [`${prefix}${line}`, ''] : [`${prefix}${line.slice(0, end)}`, line.slice(end + 1)];
    });
  schema = { version: lines[0]!, types: new Map([...named(1, first, 'aws_'), ...named(first + 1, second, 'data.aws_')]), blocks: lines.slice(second + 1), arguments: new Map(), members: new Map() };
  return schema;
}

function spelled(type: string): string {
  return type.replace(/^(data\.)?aws_alb(?=_|$)/, '$1aws_lb');
}

const entry = /^([a-z0-9_]+)([!~.:]?)(?:([#@])([1olsm])(\d+)|([[({]*)([snba]?))$/;
const nestings = { 1: 'one', o: 'single', l: 'list', s: 'set', m: 'map' } as const;
const collections = { '[': 'list', '(': 'set', '{': 'map' } as const;
const simple = { n: 'number', b: 'bool', a: 'any', s: 'string', '': 'string' } as const;

function membersOf(line: string, from: Schema): Members {
  return new Map(line === '' ? [] : line.split(' ').map((each) => [each.slice(0, each.search(/[^a-z0-9_]|$/)), argumentIn(each, from)]));
}

function argumentIn(text: string, from: Schema): Argument {
  const [, name, flag, mark, nesting, block, collection, letter] = entry.exec(text)!;
  const flags = { required: flag === '!', optional: flag === '' || flag === ':' || flag === '~', computed: flag === '~' || flag === '.' };
  if (block === undefined) return { name: name!, ...typed(collection!, letter as keyof typeof simple), ...flags };
  const number = Number(block);
  // Statements of web ACLs hold statements: what is in a block is read when somebody asks.
  const inside = { get members(): Members { return blockMembers(number, from); } };
  return Object.assign(inside, { name: name!, type: 'block' as const, nesting: nestings[nesting as keyof typeof nestings], ...flags, ...(mark === '#' ? { written: 'block' as const } : flags.optional || flags.required ? { written: 'either' as const } : {}) });
}

function blockMembers(number: number, from: Schema): Members {
  const known = from.members.get(number);
  if (known !== undefined) return known;
  const members = membersOf(from.blocks[number]!, from);
  from.members.set(number, members);
  return members;
}

function typed(collection: string, letter: keyof typeof simple): ValueType {
  const [outer] = collection;
  return outer === undefined ? { type: simple[letter] } : { type: collections[outer as keyof typeof collections], of: typed(collection.slice(1), letter) };
}
