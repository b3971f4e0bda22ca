import type { SourceFile } from '../../source.ts';
import type { ModuleStep } from '../../terraform/names.ts';
import type { Place } from '../../terraform/providers.ts';
import type { Declared } from './declared.ts';
import type { FunctionContext } from '../functions/function.ts';
import type { Configuration, Instance } from '../instances/instance.ts';
import type { Bound, Meter, Report, Scope, Source } from '../values/scope.ts';
import type { Attribute } from '../syntax/syntax.ts';
import type { Value } from '../values/value.ts';

/** What all modules of one reading share. */
export interface World {
  /** Folders with configuration, as shown. */
  readonly folders: ReadonlyMap<string, Declared>;
  readonly report: Report;
  readonly meter: Meter;
  readonly configuration: Configuration;
  /** Makes an instance of a module that another one calls. */
  readonly instanceOf: (declared: Declared, steps: readonly ModuleStep[], root: RootState, call: ModuleCall) => ModuleInstance;
  readonly functionsIn: (root: string, folder: string) => FunctionContext;
  /** `SCOPE TYPE NAME` that several roots have: their folder stands in front. */
  readonly clashes: Set<string>;
  /** All of them are known, so names are what they stay. */
  named: boolean;
  /** How many instances of modules there are of a folder. */
  readonly made: Map<Declared, number>;
}

/** A root folder while it is read. */
export interface RootState {
  readonly folder: string;
  /** The folder in front of names that clash. */
  readonly prefix: string;
  /** The scope of the input that holds it, or the account that its usual provider names. */
  base: string;
  usual: Place;
  /** The scope and the usual provider are known. */
  settled: boolean;
  /** Provider configurations of its scope tell of more than one cluster: then objects of each are apart. */
  clusters?: 'several';
  readonly configuration: Configuration;
  /** Folders of fetched modules by the key of their call, `vpc.subnets`. */
  readonly fetched: ReadonlyMap<string, string>;
  /** Values of variables that files give. */
  readonly given: ReadonlyMap<string, Given>;
}

/** A value of a variable, where a file gives it. */
export interface Given {
  readonly file: SourceFile;
  readonly attribute: Attribute;
}

/** The call that makes a module's instance. */
export interface ModuleCall {
  readonly parent: ModuleInstance;
  readonly file: SourceFile;
  readonly arguments: ReadonlyMap<string, Attribute>;
  /** What its arguments are worked out in: with `each` and `count`. */
  readonly within: Scope;
  /** Provider configurations that it hands on: the child's name, the caller's. */
  readonly providers: ReadonlyMap<string, string> | undefined;
  /** Whether it is the only instance of its call. */
  readonly only: boolean;
}

/** One instance of a module; the root has no call. */
export interface ModuleInstance {
  readonly declared: Declared;
  readonly steps: readonly ModuleStep[];
  readonly root: RootState;
  readonly call?: ModuleCall;
  readonly names: (name: string) => Value | undefined;
  readonly scopeOf: (file: SourceFile, bound?: Bound) => Scope;
  readonly variable: (name: string) => Value;
  readonly local: (name: string) => Value;
  readonly output: (name: string) => Value | undefined;
  readonly source: (head: string, name: string, key?: string | number) => Source | undefined;
  readonly instances: (mode: 'managed' | 'data', key: string) => readonly Instance[];
  /** Instances of the modules that it calls. */
  readonly children: () => readonly ModuleInstance[];
}
