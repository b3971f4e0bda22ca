import { isAddress } from '../ir/address.ts';
import { ruleOf } from '../ir/field.ts';
import type { Field } from '../ir/field.ts';
import { textFunction } from '../ir/functions.ts';
import type { Match } from '../ir/match.ts';
import type { Value } from '../ir/program.ts';
import { replacerOf } from '../ir/replace.ts';
import { setOf } from './compile-switch.ts';
import { substitute } from './compose.ts';
import { constant, fresh, nameOf } from './derived.ts';
import type { Derived } from './derived.ts';
import { join } from './diagram.ts';
import { sourceOf } from './source.ts';
import { refusedBy, unchangedBy } from './unchanged.ts';
import { none } from './store.ts';
import type { Diagram, Store } from './store.ts';

/**
 * What a `set` makes of the present derivations; `read` finds those. `at` names the hop whose request they speak of, if
 * that is not the entering one.
 */
export function derive(store: Store, read: (field: Field) => Derived | null, field: Field, to: Value, at?: string): Derived | null {
  const derived = now(store, read, field, to);
  return at === undefined ? derived : located(derived, at);
}

function located(derived: Derived | null, at: string): Derived | null {
  if (derived?.is === 'fresh') return derived.at === undefined ? { ...derived, at } : derived;
  if (derived?.is === 'either') return { ...derived, inside: located(derived.inside, at), outside: located(derived.outside, at) };
  if (derived?.is === 'listed') return { ...derived, base: located(derived.base, at) };
  return derived;
}

function now(store: Store, read: (field: Field) => Derived | null, field: Field, to: Value): Derived | null {
  if ('literal' in to) return constant(to.literal);
  if ('absent' in to) return null;
  if ('copy' in to) return read(to.copy);
  if ('unknown' in to) return fresh(to.unknown);
  if ('template' in to) return filled(read, to.template);
  if ('append' in to) return appended(store, read(field), read(to.append));
  if ('nth' in to) return each(read(to.of), (list) => nth(list, to.nth));
  if ('pattern' in to) return each(read(field), (text) => replaced(text, to.pattern, to.rewrite));
  if ('head' in to) return each(read(field), (text) => reheaded(text, to.head, to.with));
  if ('plus' in to) return summed(read(field), to.plus);
  if ('call' in to) return each(read(field), (text) => called(store, text, to.call));
  throw new Error('sessions are not fields');
}

/** Changes each alternative of a derivation; what is absent stays absent. */
function each(derived: Derived | null, change: (one: Derived) => Derived | null): Derived | null {
  if (derived?.is !== 'either') return derived === null ? null : change(derived);
  return either(derived.when, each(derived.inside, change), each(derived.outside, change));
}

function either(when: Diagram, inside: Derived | null, outside: Derived | null): Derived | null {
  if (when === none) return outside;
  return nameOf(inside) === nameOf(outside) ? inside : { is: 'either', when, inside, outside };
}

function reheaded(text: Derived, from: string, to: string): Derived | null {
  const changed = (value: string): string => (value.startsWith(from) ? to + value.slice(from.length) : value);
  if (text.is === 'constant') return constant(changed(textOf(text.value)));
  if (text.is === 'entry' && isText(text.field)) return { ...text, rewrites: [...text.rewrites, { from, to }], absent: text.absent === null ? null : changed(text.absent) };
  return fresh(`${from} for ${to} in ${nameOf(text)}`);
}

function summed(number: Derived | null, plus: number): Derived | null {
  if (number === null) return constant(plus);
  return each(number, (one) => (one.is === 'constant' ? constant(Number(one.value) + plus) : fresh(`${nameOf(one)} plus ${plus}`)));
}

/** Exact for constants; of what a request brings, nothing is known of the text after it. */
function replaced(text: Derived, pattern: string, rewrite: string): Derived {
  const replacer = replacerOf(pattern, rewrite);
  if (text.is === 'constant' && 'replace' in replacer) return constant(replacer.replace(textOf(text.value)));
  const there = text.is === 'constant' || (text.is === 'entry' ? text.absent !== null : text.is === 'fresh' && text.present === true);
  return { ...fresh(`every ${pattern} as ${rewrite} in ${nameOf(text)}`), ...(there ? { present: true } : {}) };
}

function isText(field: Field): boolean {
  const { domain, reversed, repetition } = ruleOf(field);
  return domain === 'text' && reversed !== true && repetition !== 'any';
}

function textOf(value: string | number | readonly string[]): string {
  return typeof value === 'object' ? value.join() : String(value);
}

/** A named function: exact for constants and for texts it leaves as they are. */
function called(store: Store, text: Derived, name: string): Derived | null {
  const call = textFunction(name);
  if (call === undefined) throw new Error(`no function ${name}`);
  if (text.is === 'constant') {
    const result = call(textOf(text.value));
    return result === undefined ? null : constant(result);
  }
  const changed: Derived = { is: 'fresh', name: `${name} of ${nameOf(text)}`, present: true };
  const same = unchangedBy(name);
  const refused = refusedBy(name);
  if (text.is !== 'entry' || same === undefined) return fresh(changed.name);
  const asked = (match: Match): Diagram => substitute(store, setOf(store, match), { key: `as ${nameOf(text)}`, source: (level) => (level.field === text.field ? sourceOf(store, level, text) : undefined) });
  const missing = asked({ not: { field: text.field, in: [{ any: true }] } });
  const nothing = refused === undefined ? missing : join(store, missing, asked({ field: text.field, in: [refused] }));
  return either(asked({ field: text.field, in: [same] }), text, either(nothing, null, changed));
}

function filled(read: (field: Field) => Derived | null, template: string): Derived | null {
  const parts = template.split(/\{([^}]+)\}/).map((part, at): Derived | null => (at % 2 === 0 ? constant(part) : read(part as Field)));
  const texts = parts.map((part) => (part === null ? '' : part.is === 'constant' ? textOf(part.value) : undefined));
  const open = texts.indexOf(undefined);
  if (open < 0) return constant(texts.join(''));
  const head = texts.slice(0, open).join('');
  const part = parts[open];
  if (part?.is === 'entry' && isText(part.field) && texts.slice(open + 1).join('') === '' && !texts.includes(undefined, open + 1)) {
    return { ...part, rewrites: [...part.rewrites, { from: '', to: head }], absent: head + (part.absent ?? '') };
  }
  return fresh(`${template} of ${parts.map(nameOf).join()}`);
}

function appended(store: Store, list: Derived | null, added: Derived | null): Derived | null {
  if (added === null) return list;
  if (added.is === 'either') return either(added.when, appended(store, list, added.inside), appended(store, list, added.outside));
  if (list?.is === 'either') return either(list.when, appended(store, list.inside, added), appended(store, list.outside, added));
  if (added.is === 'constant' && (list === null || list.is === 'constant')) {
    const before = list === null ? '' : textOf(list.value);
    return constant(before === '' ? textOf(added.value) : `${before},${textOf(added.value)}`);
  }
  const longer: Derived = list?.is === 'listed' ? { ...list, added: [...list.added, added] } : { is: 'listed', base: list, added: [added] };
  if (added.is !== 'entry' || added.absent !== null) return longer;
  return either(present(store, added), longer, list);
}

function present(store: Store, { field, slot }: Extract<Derived, { is: 'entry' }>): Diagram {
  return slot === undefined ? setOf(store, { field, in: [{ any: true }] }) : 1;
}

/** The n-th entry from the right, which counts only if it is an address. */
function nth(list: Derived, position: number): Derived | null {
  if (list.is === 'constant') {
    const entry = textOf(list.value).split(',').at(-position)?.trim();
    return entry !== undefined && isAddress(entry) ? constant(entry) : null;
  }
  if (list.is !== 'listed') return fresh(`place ${position} from the right of ${nameOf(list)}`);
  const found = list.added.at(-position);
  if (found === undefined) return list.base === null ? null : each(list.base, (base) => nth(base, position - list.added.length));
  if (found.is === 'entry' && ruleOf(found.field).domain === 'address') return found;
  return found.is === 'constant' ? nth(found, 1) : fresh(`place ${position} from the right of ${nameOf(list)}`);
}
