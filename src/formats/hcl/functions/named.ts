import { isMap, isSet, isUnknown, unknown, type Value } from '../values/value.ts';
import { converted } from './convert.ts';
import { isRefused, longestText, mostMembers, refused, type Definition, type Definitions, type FunctionContext, type FunctionError, type HclFunction, type Parameter } from './function.ts';
import { collections } from './collections.ts';
import { encodings } from './encoding.ts';
import { files } from './files.ts';
import { formats } from './formats.ts';
import { hashes } from './hashes.ts';
import { maps } from './maps.ts';
import { networks } from './networks.ts';
import { numbers } from './numbers.ts';
import { ofProviders } from './of-providers.ts';
import { paths } from './paths.ts';
import { regularExpressions } from './regular-expressions.ts';
import { sets } from './sets.ts';
import { texts } from './texts.ts';
import { times } from './times.ts';
import { types } from './types.ts';
import { areKnown, unknownFrom } from './unknowns.ts';
import { withheld } from './withheld.ts';

const topics: readonly Definitions[] = [collections, encodings, files, formats, hashes, maps, networks, numbers, ofProviders, paths, regularExpressions, sets, texts, times, types, withheld];

/** The function of that name, also with `core::` in front; undefined where Terraform 1.11 has none, and for `try` and `can`, which are no plain functions. */
export function functionNamed(name: string): HclFunction | undefined {
  const bare = name.startsWith('core::') ? name.slice(6) : name;
  for (const topic of topics) if (Object.hasOwn(topic, bare)) return made(bare, topic[bare]!);
  return undefined;
}

function made(name: string, definition: Definition): HclFunction {
  const { takes, rest } = definition;
  return { least: takes.length, ...(rest === undefined ? { most: takes.length } : {}), call: (args, context) => called(name, definition, args, context) };
}

function called(name: string, definition: Definition, args: readonly Value[], context: FunctionContext): Value | FunctionError {
  const wrong = miscounted(name, definition, args.length);
  if (wrong !== undefined) return wrong;
  const ready: Value[] = [];
  let open = false;
  for (const [at, arg] of args.entries()) {
    const parameter = definition.takes[at] ?? definition.rest!;
    const value = arg === null && parameter.nulls !== true ? refused('argument must not be null.') : converted(arg, parameter.is);
    if (isRefused(value)) return inArgument(parameter, at, value.message);
    open ||= parameter.unknowns !== true && (definition.unknowns === 'any' ? isUnknown(value) : value !== null && typeof value === 'object' && !areKnown([value]));
    ready.push(value);
  }
  if (open) return unknownFrom(args.concat(ready.filter(isUnknown)));
  const answer = definition.run(ready, context);
  if (!isRefused(answer)) return bounded(name, answer);
  const { message, argument } = answer;
  return argument === undefined ? refused(`Call to function "${name}" failed: ${message}.`) : inArgument(definition.takes[argument] ?? definition.rest!, argument, `${message}.`);
}

function miscounted(name: string, { takes, rest }: Definition, given: number): FunctionError | undefined {
  if (given < takes.length) return refused(`Function "${name}" expects ${rest === undefined ? '' : 'at least '}${takes.length} argument(s). Missing value for "${takes[given]!.name}".`);
  return given > takes.length && rest === undefined ? refused(`Function "${name}" expects only ${takes.length} argument(s).`) : undefined;
}

function inArgument({ name }: Parameter, at: number, message: string): FunctionError {
  return refused(`Invalid value for "${name}" parameter: ${message}`, at);
}

function bounded(name: string, value: Value): Value {
  if (typeof value === 'string') return value.length > longestText ? unknown(`${name}() makes a text of more than ${longestText / 1024 / 1024} MiB`) : value;
  const size = Array.isArray(value) ? value.length : isSet(value) ? value.members.length : isMap(value) ? value.entries.size : 0;
  return size > mostMembers ? unknown(`${name}() makes more than ${mostMembers} members`) : value;
}
