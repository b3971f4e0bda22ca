import { dirname } from 'node:path';
import type { SourceFile } from '../../source.ts';
import type { ModuleStep } from '../../terraform/names.ts';
import { argumentAdded, endOf } from './members.ts';
import { argumentIn, blocksOf, callsOf, type PlacedBlock, type Sources } from './sources.ts';
import type { Splice } from './layout.ts';

/** A further change that an expression needs, where it stands once those before it are made. */
export type Extra = (sources: Sources) => { readonly file: SourceFile; readonly splice: Splice } | undefined;

/** An expression, and what has to be written besides so that it means what it should. */
export interface Passed {
  readonly expression: string;
  readonly extras: readonly Extra[];
}

/** A module: the calls that lead to it, and its folder. */
export interface Place {
  readonly modules: readonly ModuleStep[];
  readonly folder: string;
}

/**
 * What says in one module what an expression says in another of the same root: outputs up to the module that both are called
 * from, and variables down from there. Those that are there are used, others are added. Undefined: they do not meet.
 */
export function passed(expression: string, name: string, from: Place, to: Place, sources: Sources, planned: Set<string>): Passed | undefined {
  let common = 0;
  while (common < from.modules.length && common < to.modules.length && sameStep(from.modules[common]!, to.modules[common]!)) common++;
  for (const up of chainsTo(from, common, sources)) {
    for (const down of chainsTo(to, common, sources)) {
      if (up.at(-1)?.folder !== down.at(-1)?.folder) continue;
      const extras: Extra[] = [];
      let said = expression;
      for (const { modules, folder } of up.slice(0, -1)) said = handedOut(said, name, modules.at(-1)!, folder, sources, extras, planned);
      for (const { modules, folder } of down.slice(0, -1).toReversed()) said = handedIn(said, name, modules.at(-1)!, folder, sources, extras, planned);
      return { expression: said, extras };
    }
  }
  return undefined;
}

/** The folders from a module up to one of so many calls; of a module that several folders call, each of them. */
function chainsTo(place: Place, depth: number, sources: Sources): readonly (readonly Place[])[] {
  if (place.modules.length === depth) return [[place]];
  const above = new Set(callsOf(sources, place.folder, place.modules.at(-1)!.name).map(({ file }) => dirname(file.name)));
  return [...above].flatMap((folder) => chainsTo({ modules: place.modules.slice(0, -1), folder }, depth, sources).map((rest) => [place, ...rest]));
}

/** What the calling module sees of an output that says the expression. */
function handedOut(expression: string, name: string, call: ModuleStep, folder: string, sources: Sources, extras: Extra[], planned: Set<string>): string {
  const outputs = blocksOf(sources, folder, 'output');
  const there = outputs.find((block) => textOf(argumentIn(block, 'value')) === expression)?.block.labels[0]?.text;
  const label = there ?? freeName(name, 'output', folder, outputs, planned);
  if (there === undefined) extras.push((later) => blockBehind(later, folder, 'output', `output "${label}" {\n  value = ${expression}\n}`));
  return `module.${call.name}${call.key === undefined ? '' : `[${JSON.stringify(call.key)}]`}.${label}`;
}

/** What a called module sees of an expression that its call is given. */
function handedIn(expression: string, name: string, call: ModuleStep, folder: string, sources: Sources, extras: Extra[], planned: Set<string>): string {
  const calls = callsOf(sources, folder, call.name);
  const there = calls.flatMap(({ file, block }) => block.body.attributes.flatMap((each) => (file.text.slice(each.value.start, each.value.end) === expression ? [each.name] : [])))[0];
  if (there !== undefined) return `var.${there}`;
  const label = freeName(name, 'variable', folder, blocksOf(sources, folder, 'variable'), planned);
  extras.push((later) => blockBehind(later, folder, 'variable', `variable "${label}" {\n  type = string\n}`));
  for (const { file } of calls) {
    extras.push((later) => {
      const found = callsOf(later, folder, call.name).find((each) => each.file.name === file.name);
      return found === undefined ? undefined : { file: found.file, splice: argumentAdded(found.file.text, found.block.body, found.block.start, (indent) => `${indent}${label} = ${expression}`) };
    });
  }
  return `var.${label}`;
}

/** A block of a folder behind the last one of its type, else behind the last block of all. */
function blockBehind(sources: Sources, folder: string, type: string, text: string): ReturnType<Extra> {
  const last: PlacedBlock | undefined = blocksOf(sources, folder, type).at(-1) ?? sources.filesIn(folder).flatMap(({ file, body }) => body.blocks.map((block) => ({ file, block }))).at(-1);
  if (last === undefined) return undefined;
  const end = endOf(last.file.text, last.block);
  return { file: last.file, splice: { start: end, end, text: `\n\n${text}` } };
}

function textOf(placed: ReturnType<typeof argumentIn>): string | undefined {
  return placed === undefined ? undefined : placed.file.text.slice(placed.expression.start, placed.expression.end);
}

/** A name that no block of its type in the folder has, and none that is yet to be written. */
function freeName(name: string, type: string, folder: string, blocks: readonly PlacedBlock[], planned: Set<string>): string {
  const plain = name.replace(/[^A-Za-z0-9_]+/g, '_').replace(/^(?![A-Za-z_])/, '_');
  const isTaken = (free: string): boolean => planned.has(`${type} ${folder} ${free}`) || blocks.some(({ block }) => block.labels[0]?.text === free);
  let free = plain;
  for (let number = 2; isTaken(free); number++) free = `${plain}_${number}`;
  planned.add(`${type} ${folder} ${free}`);
  return free;
}

function sameStep(one: ModuleStep, other: ModuleStep): boolean {
  return one.name === other.name && one.key === other.key;
}
