import { textShown } from '../dialects/aws/network/shown-keys.ts';
import type { Estate } from '../resource/estate.ts';

/** What is told of an estate, with its texts as people read them; addresses of hops stay, and what is told twice stays one object. */
export function shown<T>(estate: Estate, told: T): T {
  const change = textShown(estate);
  const done = new Map<object, unknown>();
  const walked = (value: unknown): unknown => {
    if (typeof value === 'string') return isHop(value) ? value : change(value);
    if (value === null || typeof value !== 'object') return value;
    const known = done.get(value);
    if (known !== undefined) return known;
    // Whoever leads back here finds the value itself.
    done.set(value, value);
    const made = Array.isArray(value) ? listOf(value as readonly unknown[]) : Object.getPrototypeOf(value) === Object.prototype ? objectOf(value as Readonly<Record<string, unknown>>) : value;
    done.set(value, made);
    return made;
  };
  const listOf = (list: readonly unknown[]): readonly unknown[] => {
    const members = list.map(walked);
    return members.every((member, index) => member === list[index]) ? list : members;
  };
  const objectOf = (object: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => {
    const members = Object.entries(object).map(([name, value]) => [name, kept.has(name) ? value : walked(value)] as const);
    return members.every(([name, value]) => value === object[name]) ? object : Object.fromEntries(members);
  };
  return walked(told) as T;
}

/** What is written in files, what is asked, and fields of requests: none of it is a text of ours. */
const kept: ReadonlySet<string> = new Set(['edits', 'proposals', 'patch', 'changes', 'command', 'files', 'fields', 'request', 'witness', 'at', 'traffic']);

function isHop(text: string): boolean {
  return /^[a-z][a-z-]*\/\S+$/.test(text) || text.startsWith('wire/');
}
