import { argumentOf } from '../../../facts/terraform-schema.ts';
import { memberOfUnknown, unknownFrom } from '../functions/unknowns.ts';
import { numberFrom, stringOf } from '../functions/primitives.ts';
import { identityOf } from '../functions/equality.ts';
import { near } from './near.ts';
import { typeName } from '../functions/type-names.ts';
import { refusedAt } from './refused.ts';
import type { Scope } from './scope.ts';
import type { Expression } from '../syntax/syntax.ts';
import { isLazy, isList, isMap, isSet, isUnknown, type LazyValue, type Unknown, type Value } from './value.ts';

type AttributeExpression = Expression & { readonly kind: 'attribute' };
type IndexExpression = Expression & { readonly kind: 'index' };

/** `of.name` (HCL specification, "Attribute Access Operator"). */
export function attributeOf(of: Value, expression: AttributeExpression, scope: Scope): Value {
  const { name } = expression;
  const refuse = (message: string): Value => refusedAt(expression, scope, message);
  if (of === null) return refuse('Attempt to get attribute from null value: This value is null, so it does not have any attributes.');
  if (isUnknown(of)) return memberOfUnknown(of);
  if (isLazy(of)) return orElse(of.get(name), () => refuse(`Unsupported attribute: This object has no argument, nested block, or exported attribute named "${name}".${near(name, of.names())}`));
  if (isMap(of)) {
    const found = of.entries.get(name);
    if (found !== undefined) return found;
    const repeated = instancesOf(expression.of, [...of.entries.values()]);
    return refuse(repeated === undefined ? `Unsupported attribute: This object does not have an attribute named "${name}".${near(name, of.entries.keys())}` : missingKey(repeated, 'for_each', `${repeated}[each.key]`));
  }
  const repeated = isList(of) ? instancesOf(expression.of, of) : undefined;
  if (repeated !== undefined) return refuse(missingKey(repeated, 'count', `${repeated}[count.index]`));
  const members = isList(of) ? of : isSet(of) ? of.members : undefined;
  if (members === undefined) return refuse(`Unsupported attribute: Can't access attributes on a primitive-typed value (${typeName(of)}).`);
  if (members.length === 0 || !members.every((each) => each !== null && (isMap(each) || isLazy(each)))) return refuse('Unsupported attribute: This value does not have any attributes.');
  return refuse(`Unsupported attribute: Can't access attributes on a ${isSet(of) ? 'set' : 'list'} of objects. Did you mean to access attribute "${name}" ${isSet(of) ? '' : 'for a specific element of the list, or '}across all elements of the ${isSet(of) ? 'set' : 'list'}?`);
}

/** What was found, or what stands in its place: a null is found, too. */
export function orElse(found: Value | undefined, missing: () => Value): Value {
  return found === undefined ? missing() : found;
}

/** `of[key]` (HCL specification, "Index Operator"). */
export function memberAt(of: Value, key: Value, expression: IndexExpression, scope: Scope): Value {
  const refuse = (message: string): Value => refusedAt(expression.key, scope, `Invalid index: ${message}`);
  if (of === null) return refusedAt(expression, scope, 'Attempt to index null value: This value is null, so it does not have any indices.');
  if (key === null) return refuse("Can't use a null value as an indexing key.");
  if (isUnknown(of) && isSetOfResource(expression.of, of)) return refuse(noIndex);
  if (isUnknown(of)) return isUnknown(key) || typeof key === 'object' ? memberOfUnknown(of) : memberOfUnknown(of, numberFrom(key) as number | undefined);
  if (isSet(of)) return refuse(noIndex);
  if (isUnknown(key)) return someOf(isList(of) ? of : isMap(of) ? [...of.entries.values()] : isLazy(of) ? of.names().map((name) => of.get(name) ?? null) : [], key);
  if (isList(of)) return inList(of, key, refuse);
  const name = stringOf(key);
  if ((isMap(of) || isLazy(of)) && typeof name === 'string') {
    const found = isMap(of) ? of.entries.get(name) : of.get(name);
    return orElse(found, () => refuse('The given key does not identify an element in this collection value.'));
  }
  return refuse('This value does not have any indices.');
}

const noIndex = "Elements of a set are identified only by their value and don't have any separate index or key to select with, so it's only possible to perform operations across all elements of the set.";

/** `aws_vpc_endpoint.one.network_interface_ids`, which is a set before anybody knows what is in it; what `tolist` makes of it is none. */
function isSetOfResource(written: Expression, { is }: Unknown): boolean {
  if (written.kind !== 'attribute' || is === undefined || written.name !== is.attribute) return false;
  let first: Expression = written;
  while (first.kind === 'attribute' || first.kind === 'index') first = first.of;
  return first.kind === 'name' && first.name === is.type && argumentOf(is.type, [is.attribute])?.type === 'set';
}

function inList(list: readonly Value[], key: Value, refuse: (message: string) => Value): Value {
  const at = numberFrom(key);
  if (typeof at !== 'number') return refuse('The given key does not identify an element in this collection value: a number is required.');
  const found = list[at];
  if (found !== undefined) return found;
  const missing = 'The given key does not identify an element in this collection value: ';
  if (at < 0) return refuse(`${missing}a negative number is not a valid index for a sequence.`);
  if (!Number.isInteger(at)) return refuse(`${missing}indexing a sequence requires a whole number, but the given index (${at}) has a fractional part.`);
  return refuse(`${missing}${list.length === 0 ? 'the collection has no elements.' : 'the given index is greater than or equal to the length of the collection.'}`);
}

/** A member of which nobody knows which one: all of them, if all are the same. */
function someOf(members: readonly Value[], key: Value): Value {
  const [first] = members;
  if (first !== undefined && members.every((each) => identityOf(each) === identityOf(first))) return first;
  const lazies = members.filter(isLazy);
  if (members.length === 0 || lazies.length < members.length) return unknownFrom([key, ...members]);
  const any: LazyValue = {
    kind: 'lazy',
    text: lazies[0]!.text,
    get: (name) => {
      const found = lazies.flatMap((each) => each.get(name) ?? []);
      return found.length === 0 ? undefined : someOf(found, key);
    },
    names: () => lazies[0]!.names(),
  };
  return any;
}

/** The address of a block with `count` or `for_each`, where an expression names it and these are its instances. */
function instancesOf(expression: Expression, members: readonly Value[]): string | undefined {
  const names: string[] = [];
  for (let each = expression; ; each = each.of) {
    if (each.kind === 'name') {
      names.unshift(each.name);
      break;
    }
    if (each.kind !== 'attribute') return undefined;
    names.unshift(each.name);
  }
  return members.every(isLazy) && names.length === (names[0] === 'data' ? 3 : 2) && !['var', 'local', 'each', 'module'].includes(names[0]!) ? names.join('.') : undefined;
}

function missingKey(address: string, by: string, example: string): string {
  return `Missing resource instance key: Because ${address} has "${by}" set, its attributes must be accessed on specific instances. For example, to correlate with indices of a referring resource, use: ${example}`;
}
