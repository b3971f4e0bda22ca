import type { Field } from '../ir/field.ts';
import { entering, nameOf } from './derived.ts';
import type { Derived } from './derived.ts';
import type { SessionCells, Traffic } from './traffic.ts';

/** The request as a hop sees it: every field is its own variable, changed by the ops run so far. */
export type Symbolic = Traffic<Derived, undefined>;

/** Symbolic traffic by what it holds, so that equal traffic is one object. */
export type Traffics = Map<string, Symbolic>;

/**
 * Which sessions are open, and what each of them has: null is a variable. What the originator said the same of
 * every connection is kept as it is, because handshakes mostly depend on that; only names differ too often.
 */
export interface Shape {
  readonly open: readonly SessionShape[];
  readonly ended: SessionShape | undefined;
}

type SessionShape = readonly (readonly [part: string, always: Derived | null])[];

/** The TLS sessions of traffic as far as a diagram cannot hold them: how many, and the constants in them. */
export function shapeOf({ open, ended }: Traffic<Derived, unknown>): Shape {
  return { open: open.map(sessionShape), ended: ended === undefined ? undefined : sessionShape(ended) };
}

function sessionShape(session: SessionCells<Derived>): SessionShape {
  return Object.entries(session)
    .map(([part, derived]): [string, Derived | null] => [part, part !== 'sni' && derived.is === 'constant' ? derived : null])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Traffic of this shape as a hop receives it, each part that is not always the same a variable of its own. */
export function arriving(traffics: Traffics, { open, ended }: Shape): Symbolic {
  const session = (parts: SessionShape, slot: string): Record<string, Derived> =>
    Object.fromEntries(parts.map(([part, always]) => [part, always ?? entering(part === 'principal' ? 'session.peer' : (`session.${part}` as Field), `${slot} ${part}`)]));
  return kept(traffics, { cells: new Map(), open: open.map((parts, at) => session(parts, String(at))), ended: ended === undefined ? undefined : session(ended, 'ended'), rest: undefined });
}

/** Equal traffic becomes one object, so that it can be a key. */
export function kept(traffics: Traffics, traffic: Symbolic): Symbolic {
  const session = (cells: Readonly<Record<string, Derived | undefined>>): string => Object.entries(cells).map(([part, derived]) => `${part}=${nameOf(derived ?? null)}`).sort().join();
  const fields = [...traffic.cells].map(([field, derived]) => `${field}=${nameOf(derived)}`).sort();
  const key = JSON.stringify([fields, traffic.open.map(session), traffic.ended === undefined ? null : session(traffic.ended)]);
  const known = traffics.get(key);
  if (known === undefined) traffics.set(key, traffic);
  return known ?? traffic;
}
