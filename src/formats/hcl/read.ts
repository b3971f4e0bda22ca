import { basename, dirname, join } from 'node:path';
import type { Position, Resource } from '../../resource/resource.ts';
import type { Gathered } from '../kubernetes.ts';
import type { Openers } from '../open.ts';
import { masked } from '../secret.ts';
import { SourceFile } from '../source.ts';
import { variablesValidated } from './refusals/conditions.ts';
import { declaredIn, type Declared } from './modules/declared.ts';
import type { ValuesFile } from './modules/given.ts';
import { looked } from './refusals/looked.ts';
import { modulesOf } from './modules/modules.ts';
import { isConfiguration, isModuleList, isVariables, lockName } from './names.ts';
import { parseHclJson, parseVariablesJson } from './syntax/json-syntax.ts';
import { parseHcl } from './syntax/parse.ts';
import { calledFrom, unreadCalls } from './modules/calls.ts';
import { resourcesOf } from './instances/resources.ts';
import { folderOf, withLinks } from './modules/roots.ts';
import { secretsRemembered, withoutSecrets } from './instances/secrets.ts';
import type { HclFile } from './syntax/syntax.ts';
import { telling } from './refusals/told.ts';
import { providerVersionsOf } from './modules/versions.ts';
import type { ModuleInstance } from './modules/world.ts';

/** A file of Terraform, and the scope of the input that it is in. */
export interface HclText {
  readonly name: string;
  readonly text: string;
  readonly scope: string;
  readonly named?: true;
  readonly folder?: string;
}

/** What a configuration is read with. */
export interface HclRead {
  readonly resources: readonly Resource[];
  /** Files that were read, by the name they are shown under: also those that expressions opened. */
  readonly files: readonly SourceFile[];
  /** Names of files that expressions opened: what is in them is said there. */
  readonly used: ReadonlySet<string>;
}

/** The resources that folders of Terraform's language declare. Problems, what is left alone and secrets go to `into`. */
export function readHcl(texts: readonly HclText[], openers: Openers, into: Gathered): HclRead {
  const told = telling();
  const { report, problems } = told;
  const opened = new Map<string, SourceFile>();
  const scopes = new Map<string, string>();
  const values: ValuesFile[] = [];
  const moduleLists = new Map<string, string>();
  const locks = new Map<string, HclFile>();
  const byFolder = new Map<string, HclFile[]>();
  const files: SourceFile[] = [];
  for (const { name, text, scope, named, folder = folderOf(name) } of texts) {
    if (isModuleList(name)) moduleLists.set(join(dirname(name), '..', '..'), text);
    if (basename(name) === lockName) locks.set(folderOf(name), parseHcl(new SourceFile(name, text)));
    const parsed = isConfiguration(name) || isVariables(name) ? parsedFile(name, text) : undefined;
    if (parsed === undefined) continue;
    files.push(parsed.file);
    for (const mistake of parsed.mistakes) report({ name: 'unreadable-document', severity: 'error', message: mistake.message, file: parsed.file, span: mistake });
    if (isVariables(name)) values.push({ parsed, scope, named: named === true });
    else {
      const beside = byFolder.get(folder);
      if (beside === undefined) byFolder.set(folder, [parsed]);
      else beside.push(parsed);
      scopes.set(folder, scope);
    }
  }
  const folders = withLinks(new Map<string, Declared>([...byFolder].map(([folder, parsed]) => [folder, declaredIn(folder, parsed, report)])), openers.shown);
  const { all, idle, configuration, isAlone } = modulesOf({ folders, scopeOf: (folder) => scopes.get(folder) ?? 'default', values, moduleLists, openers, opened, report });
  for (const folder of idle) into.unread.push({ file: folder, reason: 'a module that nothing among the inputs calls: what it makes depends on what it is given' });
  looked(all, folders, told);
  secretsRemembered(folders, values, calledFrom(folders), into.secrets);
  const resources: Resource[] = [];
  for (const module of all) {
    variablesValidated(module);
    const call = callOf(module);
    for (const mode of ['managed', 'data'] as const) {
      for (const key of module.declared[mode].keys()) for (const instance of module.instances(mode, key)) for (const each of resourcesOf(instance, isAlone(module.declared), configuration, into)) resources.push(call === undefined ? each : { ...each, calledAt: call });
    }
    for (const name of module.declared.outputs.keys()) module.output(name);
    for (const name of module.declared.locals.keys()) module.local(name);
  }
  resources.push(...providerVersionsOf(all, locks), ...unreadCalls(all, calledFrom(folders)));
  const shown = withoutSecrets(into.secrets);
  // What is told quotes lines of the files.
  for (const [file, stretches] of into.secrets) file.text = masked(file.text, stretches);
  for (const each of problems()) into.problems.push({ ...each, message: shown(each.message) });
  const known = new Set(files.map(({ name }) => name));
  return {
    resources,
    files: [...files, ...[...opened.values()].filter(({ name }) => !known.has(name))],
    used: new Set(opened.keys()),
  };
}

/** Where the root folder calls what leads to this module. */
function callOf({ call, steps }: ModuleInstance): Position | undefined {
  if (call === undefined) return undefined;
  if (call.parent.call !== undefined) return callOf(call.parent);
  const block = call.parent.declared.calls.get(steps[0]!.name)?.block;
  return block === undefined ? undefined : call.file.position(block.typeSpan.start, block.labels.at(-1)?.end ?? block.typeSpan.end);
}

function parsedFile(name: string, text: string): HclFile {
  const file = new SourceFile(name, text);
  if (!name.endsWith('.json')) return parseHcl(file);
  return isVariables(name) ? parseVariablesJson(file) : parseHclJson(file);
}
