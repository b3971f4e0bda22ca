import { ruleOf } from '../ir/field.ts';
import type { Field } from '../ir/field.ts';
import type { Pattern } from '../ir/pattern.ts';
import { keyOf } from '../ir/ranges.ts';
import { takes } from '../ir/text.ts';
import type { Source } from './compose.ts';
import { compiledSet } from './compile-switch.ts';
import { asked } from './condition.ts';
import { nameOf } from './derived.ts';
import type { Derived } from './derived.ts';
import { all, freeLevel, freshLevel, memberLevel, none, slotLevel, valueLevel } from './store.ts';
import type { Level, Store } from './store.ts';

/** What a derivation makes of a level that asks its field: where the answer comes from. */
export function sourceOf(store: Store, level: Level, derived: Derived | null): Source {
  if (derived === null) return { kind: 'key', key: level.asks === 'member' ? 0 : null };
  if (derived.is === 'either') {
    return { kind: 'either', when: derived.when, inside: sourceOf(store, level, derived.inside), outside: sourceOf(store, level, derived.outside) };
  }
  return level.asks === 'member' ? ofMember(store, level, derived) : ofValue(store, level, derived);
}

function ofValue(store: Store, level: Level, derived: Derived): Source {
  if (derived.is === 'constant') {
    const value = typeof derived.value === 'object' ? derived.value.join() : derived.value;
    return { kind: 'key', key: keyOf(value, level) ?? null };
  }
  if (derived.is === 'entry') {
    const { domain, reversed = false, repetition } = ruleOf(derived.field);
    const alike = repetition !== 'any' && domain === level.domain && reversed === level.reversed && (!reversed || derived.rewrites.length === 0);
    const from = derived.slot === undefined ? valueLevel(store, derived.field) : slotLevel(store, derived.field, derived.slot);
    if (alike) return { kind: 'level', level: from, rewrites: derived.rewrites, absent: derived.absent };
  }
  return { kind: 'level', level: freshLevel(store, level.field!, freshName(derived), placeOf(derived)), rewrites: [], absent: derived.is === 'fresh' && derived.present === true && level.domain === 'text' ? '' : null };
}

function ofMember(store: Store, level: Level, derived: Derived): Source {
  const patterns = level.patterns!;
  if (derived.is === 'constant') return { kind: 'key', key: [derived.value].flat().some((one) => patterns.some((pattern) => takes(pattern, one) === true)) ? 1 : 0 };
  if (derived.is === 'entry' && derived.slot === undefined && derived.rewrites.length === 0) return membersOf(store, derived.field, patterns);
  return { kind: 'level', level: freeLevel(store, freshName(derived), `${JSON.stringify(patterns)}${placeOf(derived) ?? ''}`), rewrites: [], absent: null };
}

/** A list copied from a list is asked itself; from a single value, the value is asked. */
function membersOf(store: Store, field: Field, patterns: readonly Pattern[]): Source {
  if (ruleOf(field).repetition === 'any') return { kind: 'level', level: memberLevel(store, field, patterns), rewrites: [], absent: null };
  const when = compiledSet(store, asked(store, valueLevel(store, field), patterns));
  if (when === none || when === all) return { kind: 'key', key: when };
  return { kind: 'either', when, inside: { kind: 'key', key: 1 }, outside: { kind: 'key', key: 0 } };
}

function freshName(derived: Derived): string {
  return derived.is === 'fresh' ? derived.name : nameOf(derived);
}

function placeOf(derived: Derived): string | undefined {
  return derived.is === 'fresh' ? derived.at : undefined;
}
