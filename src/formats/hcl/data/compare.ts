import { isList, isMap, isSet, isUnknown, type Reference, type Unknown, type Value } from '../values/value.ts';

/** Whether something is what is looked for: `maybe` where it rests on what nobody knows. */
export type Fits = 'yes' | 'no' | 'maybe';

/** All of several have to fit. */
export function all(fits: readonly Fits[]): Fits {
  return fits.includes('no') ? 'no' : fits.includes('maybe') ? 'maybe' : 'yes';
}

/** One of several has to fit. */
export function any(fits: readonly Fits[]): Fits {
  return fits.includes('yes') ? 'yes' : fits.includes('maybe') ? 'maybe' : 'no';
}

/**
 * Whether a value that is asked for is one that a resource has. `wild`: `*` and `?` in it stand for any signs, as they do in
 * filters of EC2. Two attributes that only apply knows are the same where they are one attribute of one resource, and ids and
 * ARNs of two resources never are.
 */
export function compared(asked: Value, held: Value, wild = false): Fits {
  if (isList(asked) || isSet(asked)) return any(membersOf(asked).map((each) => compared(each, held, wild)));
  if (isList(held) || isSet(held)) return any(membersOf(held).map((each) => compared(asked, each, wild)));
  if (held === null || asked === null) return held === asked ? 'yes' : 'no';
  if (isUnknown(asked) || isUnknown(held)) return unknowns(asked, held);
  if (typeof asked === 'object' || typeof held === 'object') return isMap(asked) && isMap(held) ? all([...asked.entries].map(([key, value]) => compared(value, held.entries.get(key) ?? null, wild))) : 'no';
  return (wild && typeof asked === 'string' ? patternOf(asked).test(String(held)) : String(asked) === String(held)) ? 'yes' : 'no';
}

/** The members of a list or set, else the value alone. */
export function membersOf(value: Value): readonly Value[] {
  return isList(value) ? value : isSet(value) ? value.members : [value];
}

function unknowns(asked: Value, held: Value): Fits {
  const [one, other] = [isUnknown(asked) ? asked.is : undefined, isUnknown(held) ? held.is : undefined];
  if (one !== undefined && other !== undefined && isSame(one, other)) return 'yes';
  const [left, right] = [formOf(asked), formOf(held)];
  if (left === undefined || right === undefined) return one !== undefined && other !== undefined && one.type === other.type && one.attribute === other.attribute && /^(?:id|arn)$/.test(one.attribute) ? 'no' : 'maybe';
  // The same text of the same parts, whatever those will be.
  if (left.text === right.text && left.holes === right.holes) return 'yes';
  return left.holes === '' ? (left.text === undefined || right.pattern.test(left.text) ? 'maybe' : 'no') : right.holes === '' && right.text !== undefined && !left.pattern.test(right.text) ? 'no' : 'maybe';
}

/** Whether two references mean the same attribute of the same resource. */
export function isSame(a: Reference, b: Reference): boolean {
  return a.scope === b.scope && a.type === b.type && a.name === b.name && a.attribute === b.attribute;
}

interface Form {
  readonly text: string | undefined;
  /** What its unknown parts are. */
  readonly holes: string;
  readonly pattern: RegExp;
}

/** What of a text is known; undefined: nothing. */
function formOf(value: Value): Form | undefined {
  if (!isUnknown(value)) return typeof value === 'object' ? undefined : { text: String(value), holes: '', pattern: /^$/ };
  const { text, from } = value as Unknown;
  if (text === undefined) return undefined;
  const holes = from.map(({ scope, type, name, attribute }) => `${scope} ${type} ${name} ${attribute}`).join(', ');
  return { text, holes: holes === '' ? '?' : holes, pattern: new RegExp(`^${text.split(/\$\{[^{}]*\}/).map(escaped).join('[\\s\\S]*')}$`) };
}

function patternOf(asked: string): RegExp {
  return new RegExp(`^${escaped(asked).replace(/\\\*/g, '[\\s\\S]*').replace(/\\\?/g, '[\\s\\S]')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
