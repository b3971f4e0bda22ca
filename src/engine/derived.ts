import type { Field } from '../ir/field.ts';
import type { Rewrite } from './compose.ts';
import type { Diagram } from './store.ts';

/**
 * How what a field holds now derives from the request as it entered. `slot` is the TLS session that an entry field of
 * name `session.*` belongs to. A `fresh` value is one we know nothing of; equal names are
 * equal values, where `at` says which hop's request the name speaks of, if not the entering one; it may be absent unless
 * it is `present`.
 */
export type Derived =
  | { readonly is: 'constant'; readonly value: string | number | readonly string[] }
  | { readonly is: 'entry'; readonly field: Field; readonly slot?: string; readonly rewrites: readonly Rewrite[]; readonly absent: string | null }
  | { readonly is: 'fresh'; readonly name: string; readonly at?: string; readonly present?: true }
  | { readonly is: 'either'; readonly when: Diagram; readonly inside: Derived | null; readonly outside: Derived | null }
  /** A comma-separated list that something was added to, at the right. */
  | { readonly is: 'listed'; readonly base: Derived | null; readonly added: readonly Derived[] };

/** A value that a program writes down. */
export function constant(value: string | number | readonly string[]): Derived {
  return { is: 'constant', value };
}

/** The value that a field had when the request came, unchanged. */
export function entering(field: Field, slot?: string): Derived {
  return { is: 'entry', field, rewrites: [], absent: null, ...(slot === undefined ? {} : { slot }) };
}

/** A value of which nothing is known but its name. */
export function fresh(name: string): Derived {
  return { is: 'fresh', name };
}

/** Names a derivation: equal names are equal derivations. */
export function nameOf(derived: Derived | null): string {
  if (derived === null) return '-';
  switch (derived.is) {
    case 'constant':
      return JSON.stringify(derived.value);
    case 'entry':
      return `${derived.field}${derived.slot ?? ''}${derived.rewrites.map(({ from, to }) => ` ${JSON.stringify(from)}>${JSON.stringify(to)}`).join('')}${derived.absent === null ? '' : ` else ${derived.absent}`}`;
    case 'fresh':
      return `?${derived.name}${derived.at === undefined ? '' : ` at ${derived.at}`}`;
    case 'either':
      return `(${derived.when}? ${nameOf(derived.inside)} : ${nameOf(derived.outside)})`;
    case 'listed':
      return `[${[derived.base, ...derived.added].map(nameOf).join(', ')}]`;
  }
}
