import { basename, dirname } from 'node:path';
import type { Declared } from './declared.ts';
import type { HclFile } from '../syntax/syntax.ts';
import { isLoadedByItself } from '../names.ts';
import type { Given } from './world.ts';

/** A file of variables' values. */
export interface ValuesFile {
  readonly parsed: HclFile;
  readonly scope: string;
  /** The user named it: it is for the roots of its scope, or for all if there are none. */
  readonly named: boolean;
}

/** The values that files give the variables of a root folder: `terraform.tfvars`, then `*.auto.tfvars`, then what the user named. */
export function givenTo(root: Declared, scope: string, scopes: ReadonlySet<string>, files: readonly ValuesFile[]): ReadonlyMap<string, Given> {
  const own = files.filter(({ parsed: { file }, named }) => !named && dirname(file.name) === root.folder && isLoadedByItself(file.name));
  const named = files.filter((each) => each.named && (each.scope === scope || !scopes.has(each.scope)));
  const given = new Map<string, Given>();
  for (const { parsed } of [...own.toSorted((a, b) => rank(a) - rank(b) || (nameOf(a) < nameOf(b) ? -1 : 1)), ...named]) for (const attribute of parsed.body.attributes) if (root.variables.has(attribute.name)) given.set(attribute.name, { file: parsed.file, attribute });
  return given;
}

function rank(each: ValuesFile): number {
  const name = nameOf(each);
  return name === 'terraform.tfvars' ? 0 : name === 'terraform.tfvars.json' ? 1 : 2;
}

function nameOf({ parsed }: ValuesFile): string {
  return basename(parsed.file.name);
}
