/**
 * A value of Terraform's language while it is worked out. Lists, tuples: arrays. Maps, objects: a `map` whose entries are in
 * the order of their keys. A `set` has no order and no index. A `lazy` answers by attribute only when asked: an instance of a
 * resource, what a module hands out, `var`. An `unknown` is what nobody knows before apply, or what we do not work out.
 */
export type Value = null | boolean | number | string | readonly Value[] | MapValue | SetValue | LazyValue | Unknown;

export interface MapValue {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Value>;
}

/** Members are distinct; texts are in their order. */
export interface SetValue {
  readonly kind: 'set';
  readonly members: readonly Value[];
}

export interface LazyValue {
  readonly kind: 'lazy';
  /** What it is called where a message needs it: `aws_lb.main`, `module.vpc`. */
  readonly text: string;
  /** undefined: there is no such attribute. */
  readonly get: (name: string) => Value | undefined;
  /** All attributes that are known to be there: what `for` and `keys` go through. */
  readonly names: () => readonly string[];
}

/** What stands for an attribute of a resource that only apply knows. */
export interface Reference {
  readonly scope: string;
  readonly type: string;
  /** As resources are named: `main["a"]`, `module.net.pub[0]`, `data.eni[0]`. */
  readonly name: string;
  readonly attribute: string;
}

export interface Unknown {
  readonly kind: 'unknown';
  /** It is exactly this attribute of another resource, or a member of it. */
  readonly is?: Reference;
  /** It is worked out from these: part of a text, an argument of a function. */
  readonly from: readonly Reference[];
  /** Why nobody knows it, as the end of a sentence: `the function filebase64 is not worked out`. Absent: apply tells. */
  readonly why?: string;
  /** For a text of which parts are known: the text, with `${TYPE.NAME.ATTRIBUTE}` for those that are not. */
  readonly text?: string;
}

/** An unknown that nothing is known of but the reason. */
export function unknown(why?: string, from: readonly Reference[] = []): Unknown {
  return { kind: 'unknown', from, ...(why === undefined ? {} : { why }) };
}

/** Whether nobody knows the value before apply, or we do not work it out. */
export function isUnknown(value: Value): value is Unknown {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'unknown';
}

/** Whether it is a map or an object. */
export function isMap(value: Value): value is MapValue {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'map';
}

/** Whether it is a set. */
export function isSet(value: Value): value is SetValue {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'set';
}

/** Whether it answers by attribute only. */
export function isLazy(value: Value): value is LazyValue {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'lazy';
}

/** Whether it is a list or a tuple. */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/** A map of entries, which are put into the order of their keys. */
export function mapOf(entries: Iterable<readonly [string, Value]>): MapValue {
  return { kind: 'map', entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) };
}
