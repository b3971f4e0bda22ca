import type { SourceFile } from '../../source.ts';
import type { FunctionContext } from '../functions/function.ts';
import type { Attribute, Expression, Span } from '../syntax/syntax.ts';
import type { Value } from './value.ts';

/** What the reading of HCL has to say about a place; the same thing at the same place is told once. */
export interface Told {
  readonly name: 'unreadable-document' | 'plan-ends-with-error' | 'module-not-read' | 'not-worked-out';
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly file: SourceFile;
  readonly span: Span;
  /** Several that have one cause are told as one, at the first of them. */
  readonly alike?: { readonly cause: string; readonly subject: string; readonly message: (subjects: string) => string };
}

export type Report = (told: Told) => void;

/** A name that an expression has given to a value: of a `for`, of a `dynamic` block; the innermost first. */
export interface Bound {
  readonly name: string;
  readonly value: Value;
  /** Of a `dynamic` block: where its `value` is written. */
  readonly source?: Source;
  readonly next?: Bound;
}

/** How much has been worked out and made, so that nothing goes on without end. */
export interface Meter {
  depth: number;
  steps: number;
  /** Instances of modules that may still be made. */
  modules: number;
  /** Instances of resources and data sources that may still be made. */
  instances: number;
}

/** Where what a name stands for is written: an argument, or a member of what `for_each` says. */
export interface Source {
  readonly file: SourceFile;
  readonly expression: Expression;
  readonly within: Scope;
  /** One instance takes it. */
  readonly only: boolean;
  readonly attribute?: Attribute;
  /** The step into the expression that leads there. */
  readonly key?: string | number;
}

/** What an expression is worked out in. */
export interface Scope {
  /** The file that the expression stands in. */
  readonly file: SourceFile;
  /** What the first name of a traversal stands for; undefined: it is nothing there. */
  readonly names: (name: string) => Value | undefined;
  readonly bound?: Bound;
  /** Where a variable, a local value, a module's output or `each.value` is written: of `var.x` and the like the two names. */
  readonly source?: (head: string, name: string, key?: string | number) => Source | undefined;
  readonly report: Report;
  readonly meter: Meter;
  readonly functions: FunctionContext;
}
