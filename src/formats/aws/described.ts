import { isObject, type Json, type JsonObject, type Path } from '../../resource/resource.ts';

/** One attribute of the provider, and the member of AWS' answer that says it. */
export interface Attribute {
  readonly to: string;
  readonly from: Path;
  /** What the member is as an attribute; without it, as it stands. `of` is whose answer it is, where the answer itself does not say so. */
  readonly as?: (value: Json, described: JsonObject, of: string) => Json | undefined;
  /** Of the attribute's own members, where AWS has them under other names. */
  readonly inner?: Readonly<Record<string, Path>>;
  /** The same for what is nested deeper: the way from the member to what a part of the attribute says. */
  readonly place?: (value: Json, path: Path) => Path;
}

/** What AWS lists, as resources of one type of Terraform's AWS provider. */
export interface Described {
  readonly type: string;
  readonly attributes: readonly Attribute[] | ((member: JsonObject, of: string) => readonly Attribute[]);
  /** What names it in the inputs; without it, the last part of what identifies it in the answer. */
  readonly called?: (member: JsonObject, of: string) => string;
  /** Of which listed things it is one. */
  readonly when?: (member: JsonObject, of: string) => boolean;
  /** Lists inside each listed thing in which it stands, outermost first. */
  readonly within?: readonly string[];
  /** What names the thing around it, which is whose it is. */
  readonly parent?: string;
  /** Another answer says more about it and is laid over it. */
  readonly aside?: true;
}

/** What AWS answers under one key. */
export interface Answer {
  /** The command that answers so. */
  readonly command: string;
  /** What every listed thing has, as a text or a list. */
  readonly name: Path;
  /** The list tells of one thing, its owner. */
  readonly whole?: true;
  readonly rows: readonly Described[];
  /** The answer does not say whose it is. */
  readonly owner?: Owner;
  /** Keys beside it that tell of the same thing. */
  readonly beside?: readonly string[];
}

/** Whose answer it is, where the answer leaves that out. */
export interface Owner {
  /** In words: `target group`. */
  readonly what: string;
  /** Types of resources it can be, and words of a file's name that say which of them. */
  readonly types: Readonly<Record<string, RegExp>>;
  /** How it looks in the name of a file, if it looks like nothing else. */
  readonly looks?: RegExp;
  /** What of a listed thing says it, in newer versions of the API. */
  readonly inside?: string;
  /** It may well have none. */
  readonly optional?: true;
  /** An example. */
  readonly such: string;
}

/** Attributes that carry AWS' value as it is. */
export function same(pairs: Readonly<Record<string, string>>): readonly Attribute[] {
  return Object.entries(pairs).map(([to, from]) => ({ to, from: from.split('.') }));
}

/** The texts under one name in a list of objects. */
export function each(to: string, list: string, member: string): Attribute {
  return { to, from: list.split('.'), as: (value) => named(value, member) };
}

/** Tags as a map. */
export function tags(from = 'Tags'): Attribute {
  return { to: 'tags', from: [from], as: tagsIn };
}

/** Whose answer it is, as an attribute. */
export function owner(to: string): Attribute {
  return { to, from: [], as: (_, __, of) => of };
}

/** An attribute that is worked out of the whole of what AWS says; `at` is where it says most of it. */
export function made(to: string, as: (described: JsonObject, of: string) => Json | undefined, at: Path = []): Attribute {
  return { to, from: [], place: (_, path) => [...at, ...path], as: (_, described, of) => as(described, of) };
}

/** One object as a block of the provider: a list of one. */
export function block(to: string, from: string, names: Readonly<Record<string, string>>): Attribute {
  return { to, from: from.split('.'), as: (value) => (isObject(value) ? [renamed(names, value)] : undefined), inner: paths(names), place: (_, [, ...rest]) => renamedPath(names, rest) };
}

/** A list of objects as blocks of the provider. */
export function blockList(to: string, from: string, names: Readonly<Record<string, string>>): Attribute {
  return { to, from: from.split('.'), as: (value) => members(value).map((member) => renamed(names, member)), inner: paths(names) };
}

function renamedPath(names: Readonly<Record<string, string>>, [first, ...rest]: Path): Path {
  return typeof first === 'string' && names[first] !== undefined ? [names[first], ...rest] : [];
}

/** An object's members under other names; those that are not there are left out. */
export function renamed(names: Readonly<Record<string, string>>, from: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(names).flatMap(([to, name]) => (from[name] === undefined || from[name] === null ? [] : [[to, from[name]]])));
}

/** Names as paths of one step. */
export function paths(names: Readonly<Record<string, string>>): Readonly<Record<string, Path>> {
  return Object.fromEntries(Object.entries(names).map(([to, from]) => [to, [from]]));
}

/** The texts under one name in a list of objects. */
export function named(value: Json | undefined, member: string): readonly string[] {
  return members(value).flatMap((one) => (typeof one[member] === 'string' ? [one[member]] : []));
}

/** A list of `{ Key, Value }` as a map; a tag without value has the empty text. */
export function tagsIn(value: Json): JsonObject {
  return Object.fromEntries(members(value).flatMap(({ Key: key, Value: found }) => (typeof key === 'string' ? [[key, typeof found === 'string' ? found : '']] : [])));
}

/** The objects of a list. */
export function members(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isObject) : [];
}

/** A text, if it is one. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** ARNs are long and differ in their last part only; hosted zones are `/hostedzone/ID`. */
export function lastPart(name: string): string {
  return name.startsWith('arn:') || name.startsWith('/') ? name.slice(name.lastIndexOf('/') + 1) : name;
}

/** What a load balancer or target group is called, by its ARN. */
export function nameInArn(arn: string): string {
  const parts = arn.split('/');
  return (arn.includes(':targetgroup/') ? parts[1] : arn.includes(':loadbalancer/') ? parts.at(-2) : parts.at(-1)) ?? arn;
}

/** A name of several parts, none of which has a slash in it. */
export function joinedName(...parts: readonly (Json | undefined)[]): string {
  return parts.flatMap((part) => (part === undefined || part === null || part === '' ? [] : [lastPart(String(part)).replaceAll('/', '_')])).join('-');
}
