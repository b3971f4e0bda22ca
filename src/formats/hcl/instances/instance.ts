import type { Path } from '../../../resource/resource.ts';
import type { SourceFile } from '../../source.ts';
import type { Address } from '../../terraform/names.ts';
import type { Openers } from '../../open.ts';
import type { Report, Scope } from '../values/scope.ts';
import type { Attribute, Block, Expression } from '../syntax/syntax.ts';
import type { LazyValue } from '../values/value.ts';

/** A block of a file. */
export interface DeclaredBlock {
  readonly file: SourceFile;
  readonly block: Block;
}

/** An argument of a file. */
export interface DeclaredAttribute {
  readonly file: SourceFile;
  readonly attribute: Attribute;
}

/** One instance of a `resource` or `data` block. An instance of which nobody knows the key has the key `*`. */
export interface Instance extends Address, DeclaredBlock {
  /** The root folder that it belongs to, as shown. */
  readonly root: string;
  /** Where its provider works: the scope of its resource. */
  readonly scope: string;
  /** The Region that its provider says. */
  readonly region: string | undefined;
  /** What it is called as a resource, the root's folder in front where two roots of a scope have one of that name. */
  readonly called: string;
  /** What expressions see of it, attribute by attribute; worked out when asked, and once. */
  readonly value: LazyValue;
  /** What its expressions are worked out in: with `each` and `count`. */
  readonly within: Scope;
}

/** Everything that is read together: what a data source looks for an answer in. */
export interface Configuration extends Openers {
  /** Instances of all roots by type, in the order of the files: resources that Terraform manages. */
  readonly managed: (type: string) => readonly Instance[];
  /** Root folders as shown: `backend` and outputs for `terraform_remote_state`. */
  readonly roots: readonly Root[];
  readonly report: Report;
}

/** A root folder. */
export interface Root {
  readonly folder: string;
  readonly scope: string;
  /** The `backend` block of `terraform`, where there is one. */
  readonly backend?: DeclaredBlock;
  /** Its outputs. */
  readonly outputs: LazyValue;
  /** What expressions at its top level are worked out in; the file is the one of the backend or the first. */
  readonly within: Scope;
}

/** Where something is said at the end of the way through variables and locals. */
export interface Written {
  readonly file: SourceFile;
  readonly expression: Expression;
  /** What it is worked out in. */
  readonly within: Scope;
  /** Whether one instance takes what stands there. */
  readonly only: boolean;
  /** The argument, output, local or variable default that the expression is the value of, or is in. */
  readonly attribute?: Attribute;
  /** What of the path is left: steps into a value that the expression does not write out. */
  readonly rest: Path;
}
