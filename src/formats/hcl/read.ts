import { dirname, join } from 'node:path';
import { isObject, type Path, type Resource } from '../../resource/resource.ts';
import type { Gathered } from '../kubernetes.ts';
import type { Openers } from '../open.ts';
import { SourceFile } from '../source.ts';
import { bodyOf } from './body.ts';
import { isAnswered } from './data/answers.ts';
import { declaredIn, type Declared } from './declared.ts';
import type { ValuesFile } from './given.ts';
import type { Configuration, Instance, Written } from './instance.ts';
import { modulesOf } from './modules.ts';
import { isConfiguration, isModuleList, isVariables } from './names.ts';
import { headOf, locateIn, type Origin } from './origin.ts';
import { parseHcl } from './parse.ts';
import { payloadOf } from './payload/payload.ts';
import { folderOf } from './roots.ts';
import type { HclFile } from './syntax.ts';
import { telling } from './told.ts';

/** A file of Terraform, and the scope of the input that it is in. */
export interface HclText {
  readonly name: string;
  readonly text: string;
  readonly scope: string;
  readonly named?: true;
}

/** What a configuration is read with. */
export interface HclRead {
  readonly resources: readonly Resource[];
  /** Files that were read, by the name they are shown under: also those that expressions opened. */
  readonly files: readonly SourceFile[];
  /** Names of files that expressions opened: what is in them is said there. */
  readonly used: ReadonlySet<string>;
  /** Where a part of a resource is written, through variables and locals. */
  readonly written: (resource: Resource, path: Path) => Written | undefined;
}

/** The resources that folders of Terraform's language declare. Problems, what is left alone and secrets go to `into`. */
export function readHcl(texts: readonly HclText[], openers: Openers, into: Gathered): HclRead {
  const { report, problems } = telling();
  const opened = new Map<string, SourceFile>();
  const scopes = new Map<string, string>();
  const values: ValuesFile[] = [];
  const moduleLists = new Map<string, string>();
  const byFolder = new Map<string, HclFile[]>();
  const files: SourceFile[] = [];
  for (const { name, text, scope, named } of texts) {
    if (isModuleList(name)) moduleLists.set(join(dirname(name), '..', '..'), text);
    const parsed = isConfiguration(name) || isVariables(name) ? parsedFile(name, text) : undefined;
    if (parsed === undefined) continue;
    files.push(parsed.file);
    for (const mistake of parsed.mistakes) report({ name: 'unreadable-document', severity: 'error', message: mistake.message, file: parsed.file, span: mistake });
    if (isVariables(name)) values.push({ parsed, scope, named: named === true });
    else {
      const folder = folderOf(name);
      byFolder.set(folder, [...(byFolder.get(folder) ?? []), parsed]);
      scopes.set(folder, scope);
    }
  }
  const folders = new Map<string, Declared>([...byFolder].map(([folder, parsed]) => [folder, declaredIn(folder, parsed, report)]));
  const { all, idle, configuration } = modulesOf({ folders, scopeOf: (folder) => scopes.get(folder) ?? 'default', values, moduleLists, openers, opened, report });
  for (const folder of idle) into.unread.push({ file: folder, reason: 'a module that nothing among the inputs calls: what it makes depends on what it is given' });
  const origins = new WeakMap<Resource, Origin>();
  const resources: Resource[] = [];
  for (const module of all) {
    for (const mode of ['managed', 'data'] as const) {
      for (const key of module.declared[mode].keys()) for (const instance of module.instances(mode, key)) resources.push(...resourcesOf(instance, configuration, origins, into));
    }
    for (const name of module.declared.outputs.keys()) module.output(name);
    for (const name of module.declared.locals.keys()) module.local(name);
  }
  into.problems.push(...problems());
  return { resources, files: [...files, ...[...opened.values()].filter(({ name }) => !files.some((each) => each.name === name))], used: new Set(opened.keys()), written: () => undefined };
}

function parsedFile(name: string, text: string): HclFile | undefined {
  return name.endsWith('.json') ? undefined : parseHcl(new SourceFile(name, text));
}

function resourcesOf(instance: Instance, configuration: Configuration, origins: WeakMap<Resource, Origin>, into: Gathered): readonly Resource[] {
  // What is looked up among the inputs is there already, under its own name.
  if (instance.mode === 'data' && isAnswered(instance, configuration)) return [];
  const { body, origin } = bodyOf(instance);
  const resource: Resource = { scope: instance.scope, type: instance.type, name: instance.called, body, locate: locateIn(origin) };
  origins.set(resource, origin);
  if (instance.type.startsWith('aws_') || (instance.mode === 'data' && /^kubernetes_(?:service|ingress)(?:_v1)?$/.test(instance.type))) return [resource];
  if (instance.mode === 'managed' && !payloadOf({ instance, resource, body, configuration, written: () => undefined }, into) && isKubernetes(instance.type) && isObject(body)) {
    into.unread.push({ file: instance.file.name, reason: `${instance.value.text}: what such a resource makes in the cluster is not known here`, at: headOf(origin) });
  }
  return [];
}

function isKubernetes(type: string): boolean {
  return /^(?:kubernetes|kubectl|helm)_/.test(type);
}
