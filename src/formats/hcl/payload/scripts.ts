import type { Position, Problem } from '../../../resource/resource.ts';
import type { Gathered } from '../../kubernetes.ts';
import { evaluate } from '../values/evaluate.ts';
import { textOfUnknown } from '../functions/unknowns.ts';
import type { Configuration } from '../instances/instance.ts';
import { localText } from '../values/json-value.ts';
import type { Scope } from '../values/scope.ts';
import type { Block } from '../syntax/syntax.ts';
import { isUnknown, type Value } from '../values/value.ts';
import { appliedBy, type Applied } from './kubectl.ts';
import { applied } from './objects.ts';
import type { Carrier } from './payload.ts';
import { placeInFile } from './place.ts';

/** What the scripts of a resource apply when it is made: manifests of the inputs are read, as if they were applied; nothing is run. */
export function scriptsOf({ instance, resource, configuration }: Carrier, into: Gathered): void {
  for (const block of instance.block.body.blocks) {
    if (block.type !== 'provisioner' || block.labels[0]?.text !== 'local-exec' || isLast(block)) continue;
    const next = instance.within.bound;
    const scope: Scope = { ...instance.within, report: () => undefined, bound: { name: 'self', value: instance.value, ...(next === undefined ? {} : { next }) } };
    const said = (name: string): string | undefined => {
      const attribute = block.body.attributes.find((each) => each.name === name);
      return attribute === undefined ? undefined : textOf(evaluate(attribute.value, scope));
    };
    const command = block.body.attributes.find(({ name }) => name === 'command');
    const script = said('command');
    const interpreter = block.body.attributes.find(({ name }) => name === 'interpreter')?.value;
    const shell = interpreter?.kind === 'tuple' && interpreter.items[0]?.kind === 'literal' ? String(interpreter.items[0].value) : 'sh';
    if (!/(?:^|[\\/])(?:ba|z|k|da|a)?sh(?:\.exe)?$/.test(shell)) continue;
    if (command === undefined || script === undefined || !/\b(?:kubectl|oc|helm)\b/.test(script)) continue;
    const at = instance.file.position(command.start, command.end);
    const called = `${instance.type}.${resource.name}`;
    const once = new Set<string>();
    const done: string[] = [];
    for (const each of appliedBy(script, said('working_dir') ?? '')) {
      const key = JSON.stringify(each);
      if (!once.has(key)) handed(each, { called, at, scope, own: resource.scope, configuration, done, hide: () => hidden(into, { instance, resource } as Carrier, command.value.start, command.value.end) }, into);
      once.add(key);
    }
    // One command is told of once, with all that it applies.
    if (done.length > 0) into.problems.push(told(`${called} applies ${done.length === 1 ? done[0] : `${done.slice(0, -1).join(', ')} and ${done.at(-1)}`} with kubectl when Terraform first makes it; ${done.length === 1 ? 'it is' : 'they are'} read as applied`, at));
  }
}

/** Provisioners that run when the resource goes say nothing of what is there. */
function isLast({ body }: Block): boolean {
  const when = body.attributes.find(({ name }) => name === 'when')?.value;
  return (when?.kind === 'name' && when.name === 'destroy') || (when?.kind === 'literal' && when.value === 'destroy');
}

function textOf(value: Value): string | undefined {
  return typeof value === 'string' ? value : value !== null && isUnknown(value) ? textOfUnknown(value, '') : undefined;
}

interface Running {
  /** `null_resource.nginx` */
  readonly called: string;
  readonly at: Position;
  readonly scope: Scope;
  /** The scope of what it makes. */
  readonly own: string;
  readonly configuration: Configuration;
  /** What it applies, as people read it. */
  readonly done: string[];
  readonly hide: () => void;
}

function handed(each: Applied, running: Running, into: Gathered): void {
  const { called, at, own } = running;
  const unread = (what: string): void => void into.unread.push({ file: at.file, reason: `${called} ${what}`, at });
  switch (each.kind) {
    case 'file':
      return inFiles(each, running, into);
    case 'text':
      if (applied({ text: each.text, scope: own, called: `what ${called} hands to kubectl`, ...(each.namespace === undefined ? {} : { namespace: each.namespace }), at, hide: running.hide }, into) > 0) running.done.push('what its command holds');
      return;
    case 'address':
      return unread(`applies ${each.address} with kubectl, and nothing is fetched here: put the file beside the others`);
    case 'kustomization':
      return unread(`applies the kustomization ${each.path} with kubectl, which is not built here. Pipe in what it makes: kubectl kustomize ${each.path} | sallyport check -`);
    case 'chart':
      return unread(`installs the chart ${each.chart} with helm${each.release === '' ? '' : ` as ${each.release}`}, and what it makes is not known here. Pipe it in: helm template ${each.release === '' ? each.chart : `${each.release} ${each.chart}`} | sallyport check -`);
    case 'other':
      return unread(`runs ${each.command}: what that changes in the cluster is not read`);
  }
}

function inFiles({ path, namespace, recursive }: Applied & { readonly kind: 'file' }, running: Running, into: Gathered): void {
  const { called, at, scope, own, configuration, hide } = running;
  const { open, list } = scope.functions;
  const listed = (path.includes('${') ? undefined : list(path))?.filter((name) => /\.(?:ya?ml|json)$/.test(name) && (recursive || !name.includes('/'))).map((name) => `${path.replace(/\/$/, '')}/${name}`);
  const names = listed === undefined || listed.length === 0 ? [path] : listed;
  const missing: string[] = [];
  let count = 0;
  for (const name of names) {
    const opened = open(name);
    const written = 'text' in opened ? undefined : writtenFile(name, configuration);
    if (written !== undefined) {
      count += applied({ text: localText(written, own), scope: own, called: name, ...(namespace === undefined ? {} : { namespace }), at, hide }, into);
      continue;
    }
    if (!('text' in opened)) {
      missing.push('why' in opened ? `${name} with kubectl: ${opened.why}` : `${name} with kubectl, and no input holds it`);
      continue;
    }
    const place = placeInFile(opened.file, opened.text, opened.text);
    count += applied({ text: opened.text, scope: own, called: opened.file.name, ...(namespace === undefined ? {} : { namespace }), ...(place === undefined ? {} : { place }), at, hide }, into);
  }
  for (const each of missing) into.unread.push({ file: at.file, reason: `${called} applies ${each}`, at });
  if (count > 0) running.done.push(path);
}

/** What Terraform itself writes into a file, for a script to find it there. */
function writtenFile(name: string, configuration: Configuration): string | undefined {
  const writer = ['local_file', 'local_sensitive_file'].flatMap((type) => configuration.managed(type)).find(({ value }) => value.get('filename') === name);
  const content = writer?.value.get('content') ?? null;
  return textOf(content);
}

function told(message: string, at: Position): Problem {
  return { name: 'applied-by-script', severity: 'note', message: `${message}. Terraform does not see later changes of it`, at };
}

/** Hides an expression that holds a Secret. */
export function hidden(into: Gathered, { instance }: Pick<Carrier, 'instance'>, start: number, end: number): void {
  into.secrets.set(instance.file, [...(into.secrets.get(instance.file) ?? []), [start, end]]);
}
