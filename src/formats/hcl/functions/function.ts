import type { SourceFile } from '../../source.ts';
import type { MapValue, Value } from '../values/value.ts';

/** A function of Terraform's language. It never throws: what it refuses is a FunctionError, what it cannot know an unknown. */
export interface HclFunction {
  /** How many arguments it takes; `most` is absent where there may be any number. */
  readonly least: number;
  readonly most?: number;
  readonly call: (args: readonly Value[], context: FunctionContext) => Value | FunctionError;
}

/** What Terraform refuses, in its words: `Invalid value for "num" parameter: a number is required.` */
export interface FunctionError {
  readonly kind: 'refused';
  readonly message: string;
  /** The argument that it is about, counted from 0. */
  readonly argument?: number;
}

/** What a file function may know of the outside. */
export interface FunctionContext {
  /** A path as the configuration has it, after its expressions are worked out. */
  readonly open: (path: string) => Opened;
  /** All files below a folder, as paths from there with slashes; undefined where the folder is not among the inputs. */
  readonly list: (folder: string) => readonly string[] | undefined;
  /** The folder of the module that calls. */
  readonly folder: string;
  /** The scope that references are seen from: those of another one say it in texts. */
  readonly scope: string;
  /** It is a template that calls: there no further one can be called. */
  readonly inTemplate?: true;
  readonly evaluateTemplate: (file: SourceFile, text: string, variables: MapValue) => Value | FunctionError;
}

/** A file's text, or why there is none: `absent` where no input has it, `why` as the end of a sentence where nobody can tell. */
export type Opened = { readonly file: SourceFile; readonly text: string } | { readonly absent: true } | { readonly why: string };

/** How many members a function's result may have, and how long a text it makes may be. */
export const mostMembers = 100_000;
export const longestText = 4 * 1024 * 1024;

/** A function as it is written down here: Terraform's own names and types of parameters, and what it does with converted arguments. */
export interface Definition {
  readonly takes: readonly Parameter[];
  /** What any number of further arguments are. */
  readonly rest?: Parameter;
  /** `any`: it looks into unknown members by itself; else a member that is unknown makes the result unknown. */
  readonly unknowns?: 'any';
  readonly run: (args: readonly Value[], context: FunctionContext) => Value | FunctionError;
}

export interface Parameter {
  readonly name: string;
  readonly is: ParameterType;
  readonly nulls?: true;
  /** The function itself is given an unknown. */
  readonly unknowns?: true;
}

export type ParameterType = 'string' | 'number' | 'bool' | 'any' | 'list of string' | 'list of bool' | 'list' | 'set' | 'map of list of string' | 'map';

export type Definitions = Readonly<Record<string, Definition>>;

/** What a function refuses while it runs: Terraform puts the function's name in front. */
export function refused(message: string, argument?: number): FunctionError {
  return { kind: 'refused', message, ...(argument === undefined ? {} : { argument }) };
}

/** Whether an answer is a refusal. */
export function isRefused(value: unknown): value is FunctionError {
  return value !== null && typeof value === 'object' && 'kind' in value && value.kind === 'refused';
}
