import { isList, isMap, isUnknown, type LazyValue, type MapValue, type Value } from '../values/value.ts';
import { all, any, compared, membersOf, type Fits } from './compare.ts';
import { joinOf, type Join } from './joins.ts';
import type { Answer, Candidate, Question } from './question.ts';

/** Of a data source: its answer lies outside. */
export const nothingMakesIt = 'no input makes what it looks up';

/** Arguments that every data source takes, and that choose nothing. */
const general: ReadonlySet<string> = new Set(['provider', 'depends_on', 'count', 'for_each', 'lifecycle', 'region', 'timeouts', 'most_recent']);

/**
 * What a data source says that looks up something which the inputs make: the attributes of the one resource that fits all its
 * arguments, or of all of them where it hands out lists. What cannot be told from what is written is never guessed.
 */
export function lookedUp(question: Question, candidates: readonly Candidate[]): Answer {
  const join = joinOf(question.type);
  const conditions = conditionsOf(question.arguments, join);
  if (conditions.length === 0 && join.lists === undefined) return { why: 'it says nothing by which to find it' };
  const asked = candidates.map((candidate) => ({ candidate, fits: all(conditions.map((condition) => condition(candidate))) }));
  const [found, perhaps] = [asked.filter(({ fits }) => fits === 'yes'), asked.filter(({ fits }) => fits === 'maybe')];
  if (found.length === 0) return { why: perhaps.length === 0 ? nothingMakesIt : `whether it is ${listed(perhaps.map(({ candidate }) => candidate))} rests on what is not known` };
  if (join.lists !== undefined) return perhaps.length > 0 ? { why: `whether ${listed(perhaps.map(({ candidate }) => candidate))} is among them rests on what is not known` } : { value: listsOf(question, join.lists, found.map(({ candidate }) => candidate)) };
  // One that surely fits goes before those of which nobody knows: there is to be one.
  if (found.length > 1) return { why: `${listed(found.map(({ candidate }) => candidate))} fit it alike, and it takes one` };
  return { value: attributesOf(question, join, found[0]!.candidate) };
}

type Condition = (candidate: Candidate) => Fits;

function conditionsOf(written: MapValue, join: Join): readonly Condition[] {
  return [...written.entries].flatMap(([name, value]): readonly Condition[] => {
    if (general.has(name) || value === null) return [];
    if (name === 'filter') return membersOf(value).flatMap((each) => (isMap(each) ? [filtered(each, join)] : [() => 'maybe' as const]));
    if (name === 'tags' || join.arguments?.[name] === 'tags') return [tagged(value)];
    if (name === 'default') return value === false ? [] : [({ type }) => (type.startsWith('aws_default_') ? 'yes' : 'no')];
    if (join.arguments !== undefined && Object.hasOwn(join.arguments, name) && join.arguments[name] === undefined) return [];
    if (isList(value) && value.every(isMap)) return [];
    const attribute = join.arguments?.[name] ?? name;
    return [(candidate) => told(candidate, attribute, value, false, join.names === true)];
  });
}

function told(candidate: Candidate, attribute: string, value: Value, wild: boolean, names = false): Fits {
  const held = candidate.get(attribute) ?? null;
  return names ? compared(plain(value), plain(held), wild) : compared(value, held, wild);
}

function plain(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase().replace(/\.$/, '') : value;
}

/** Values of one filter are alternatives, and every filter has to fit (EC2 API reference, "Filter"). */
function filtered(filter: MapValue, join: Join): Condition {
  const [name, values] = [filter.entries.get('name') ?? null, filter.entries.get('values') ?? null];
  if (typeof name !== 'string') return () => 'maybe';
  const wanted = membersOf(values);
  const tag = /^tag:(.+)$/.exec(name)?.[1];
  if (tag !== undefined) return (candidate) => any(wanted.map((each) => tagFits(candidate, tag, each, true)));
  if (name === 'tag-key') return (candidate) => any(wanted.map((each) => (typeof each === 'string' ? tagFits(candidate, each, '*', true) : 'maybe')));
  if (join.filters !== undefined && Object.hasOwn(join.filters, name)) {
    const attribute = join.filters[name];
    return attribute === undefined ? () => 'yes' : (candidate) => any(wanted.map((each) => told(candidate, attribute, each, true)));
  }
  const attribute = name.replaceAll('-', '_');
  // A filter of which no resource has an attribute asks what only AWS knows.
  return (candidate) => (candidate.get(attribute) === undefined ? 'maybe' : any(wanted.map((each) => told(candidate, attribute, each, true))));
}

function tagged(value: Value): Condition {
  return (candidate) => (isMap(value) ? all([...value.entries].map(([key, each]) => tagFits(candidate, key, each, false))) : 'maybe');
}

function tagFits(candidate: Candidate, key: string, value: Value, wild: boolean): Fits {
  const [own, whole] = [candidate.get('tags') ?? null, candidate.get('tags_all') ?? null];
  const held = [own, whole].find((each) => isMap(each) && each.entries.has(key));
  if (held !== undefined && isMap(held)) return compared(value, held.entries.get(key)!, wild);
  return own !== null && isUnknown(own) && own.is === undefined ? 'maybe' : 'no';
}

function attributesOf({ type, name, arguments: written }: Question, { attributes = {} }: Join, candidate: Candidate): LazyValue {
  const get = (attribute: string): Value | undefined => candidate.get(attributes[attribute] ?? attribute) ?? written.entries.get(attribute);
  return { kind: 'lazy', text: `data.${type}.${name.replace(/^.*data\./, '')}`, get, names: () => [...written.entries.keys()] };
}

function listsOf({ type, name, arguments: written }: Question, lists: Readonly<Record<string, string>>, found: readonly Candidate[]): LazyValue {
  const get = (attribute: string): Value | undefined => (Object.hasOwn(lists, attribute) ? found.map((each) => each.get(lists[attribute]!) ?? null) : written.entries.get(attribute));
  return { kind: 'lazy', text: `data.${type}.${name.replace(/^.*data\./, '')}`, get, names: () => [...written.entries.keys(), ...Object.keys(lists)] };
}

/** At most three names. */
function listed(candidates: readonly Candidate[]): string {
  const names = candidates.map(({ type, name }) => `${type}.${name}`);
  return names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;
}
