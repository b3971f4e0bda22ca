import type { Field } from '../ir/field.ts';
import { keyOf } from '../ir/ranges.ts';
import type { Key } from '../ir/ranges.ts';
import { takes } from '../ir/text.ts';
import type { Lookup } from './diagram.ts';
import type { Level } from './store.ts';

/** Looks up a request given by its fields; free levels are false unless `free` names their reason. */
export function lookupOf(fields: Readonly<Partial<Record<Field, string | number | readonly string[]>>>, free: ReadonlySet<string> = new Set()): Lookup {
  return (level: Level): Key | null => {
    if (level.asks === 'free') return free.has(level.reason ?? '') ? 1 : 0;
    const value = fields[level.field!];
    if (value === undefined || level.fresh !== undefined) return level.asks === 'member' ? 0 : null;
    if (level.asks === 'member') return [value].flat().some((one) => level.patterns!.some((pattern) => takes(pattern, one as string) === true)) ? 1 : 0;
    return keyOf(value as string | number, level) ?? null;
  };
}
