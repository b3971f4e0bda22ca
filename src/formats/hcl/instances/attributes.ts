import { argumentsOf, type Argument } from '../../../facts/terraform-schema.ts';
import { nestedIn } from './blocks.ts';
import { conformedTo } from '../values/conform.ts';
import { answerOf } from '../data/answers.ts';
import { evaluate } from '../values/evaluate.ts';
import type { Configuration, Instance } from './instance.ts';
import { metaArguments } from './meta.ts';
import { scopeAt } from '../modules/override.ts';
import { plannedAttribute } from './planned.ts';
import type { Scope } from '../values/scope.ts';
import type { Body } from '../syntax/syntax.ts';
import { isUnknown, type LazyValue, type Reference, type Unknown, type Value } from '../values/value.ts';

/** Arguments and attributes of a type of resource or data source. */
export function membersOfType(mode: 'managed' | 'data', type: string): ReadonlyMap<string, Argument> | undefined {
  return argumentsOf(mode === 'data' ? `data.${type}` : type);
}

/** What an expression sees of an attribute of an instance: what its block says, else what only apply, AWS or an answer knows. */
export function attributeOfInstance(name: string, instance: Instance, configuration: Configuration): Value | undefined {
  const members = membersOfType(instance.mode, instance.type);
  const reference = (): Unknown => ({ kind: 'unknown', is: referenceTo(instance, name), from: [] });
  const planned = plannedAttribute(name, instance, reference);
  if (planned !== undefined) return planned;
  const found = member(name, instance.block.body, instance.within, members, reference);
  if (instance.mode === 'data' && (found === undefined || (found !== null && isUnknown(found) && isItself(found, instance, name)))) return answerOf(name, instance, configuration) ?? found ?? reference();
  return found;
}

/** The reference that stands for an attribute of an instance. All data sources that list every zone of a Region list the same ones. */
export function referenceTo(instance: Instance, attribute: string): Reference {
  const { scope, type, called } = instance;
  return { scope, type, name: listsAllZones(instance) ? 'data.available' : called, attribute };
}

function listsAllZones({ mode, type, block: { body } }: Instance): boolean {
  return mode === 'data' && type === 'aws_availability_zones' && body.blocks.length === 0 && body.attributes.every(({ name }) => metaArguments.has(name) || name === 'state');
}

function isItself(value: Unknown, instance: Instance, name: string): boolean {
  const { type, name: called } = referenceTo(instance, name);
  return value.is?.type === type && value.is.name === called && value.is.attribute === name;
}

/** Attributes that expressions may ask for. */
export function namesOfInstance({ mode, type, block }: Instance): readonly string[] {
  const written = [...block.body.attributes.filter(({ name }) => !metaArguments.has(name)).map(({ name }) => name), ...block.body.blocks.map((each) => (each.type === 'dynamic' ? (each.labels[0]?.text ?? '') : each.type)).filter((name) => !metaArguments.has(name))];
  return [...new Set([...written, ...(membersOfType(mode, type)?.keys() ?? ['id'])])];
}

function member(name: string, body: Body, scope: Scope, members: ReadonlyMap<string, Argument> | undefined, reference: () => Unknown): Value | undefined {
  const argument = members?.get(name);
  const written = metaArguments.has(name) ? undefined : body.attributes.find((each) => each.name === name);
  if (written !== undefined) {
    const value = conformedTo(argument, evaluate(written.value, scopeAt(written, scope)));
    if (value === null && argument?.computed === true) return reference();
    // What is put together of what nobody knows is known as this attribute to all others.
    return value !== null && isUnknown(value) && value.is === undefined ? { ...reference(), from: value.from, ...(value.why === undefined ? {} : { why: value.why }), ...(value.text === undefined ? {} : { text: value.text }) } : value;
  }
  const blocks = metaArguments.has(name) ? [] : nestedIn(body, scope, evaluate).filter(({ type }) => type === name);
  if (blocks.some(({ open }) => open === true)) return reference();
  if (blocks.length > 0) {
    const made = blocks.map((each) => blockValue(name, each.body, each.scope, argument?.members, reference));
    return argument?.nesting === 'single' ? made[0]! : made;
  }
  if (members === undefined) return reference();
  if (argument === undefined) return undefined;
  if (argument.computed) return reference();
  return argument.type === 'block' && argument.nesting !== 'single' ? [] : null;
}

/** A nested block: attribute by attribute, as its resource. */
function blockValue(text: string, body: Body, scope: Scope, members: ReadonlyMap<string, Argument> | undefined, reference: () => Unknown): LazyValue {
  return {
    kind: 'lazy',
    text,
    get: (name) => member(name, body, scope, members, reference),
    names: () => [...new Set([...body.attributes.map((each) => each.name), ...body.blocks.map(({ type }) => type), ...(members?.keys() ?? [])])],
  };
}

